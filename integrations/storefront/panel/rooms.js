/**
 * What the panel leads to, in the order of its list. `name`: its file, rooms/<name>.js, and the key
 * of its line in words/*.json. `on(s)`: whether it is there, from what is known of member (null for
 * a visitor) and program. `tag(s)`: a number worth a look; with `up`, that lifts the line above the
 * rewards. A room is loaded when it is entered.
 */
const ready = (code) => code.status === 'issued' && code.code;
const anybodys = (campaign) => !campaign.tiers && !campaign.segments;

export const ROOMS = [
  { name: 'codes', up: 1, on: (s) => s.member, tag: (s) => s.codes.filter(ready).length },
  { name: 'earn', on: () => 1, tag: (s) => s.program.campaigns?.filter(anybodys).length },
  { name: 'refer', on: (s) => s.member && s.program.referral },
  { name: 'draws', on: (s) => s.program.has?.includes('draws') },
  { name: 'history', on: (s) => s.member },
  { name: 'more', on: () => 1 },
  // Last: the API offers this without saying whether any such order exists.
  { name: 'claim', on: (s) => s.member?.claimable && !s.claimed },
];
