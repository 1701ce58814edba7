import WORDS from './more.words.json';

export { WORDS };

/** What of the program there is something in now. */
const has = (part) => (s) => s.program.has?.includes(part);
const member = (s) => s.member;
const NEWS = ['news', 'community', 'sales'];

/** The rest of the rooms: file and word of each, when it is there, and its picture. */
const ROOMS = [
  ['card', member, 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14v6M20 14v2M18 20h2M17 14h0'],
  [
    'foryou',
    (s) => s.member && s.program.personal,
    'M12 20s-8-5-8-11a4.5 4.5 0 0 1 8-2.800A4.500 4.500 0 0 1 20 9c0 6-8 11-8 11z',
  ],
  [
    'groups',
    has('groups'),
    'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 19c0-3 2-5 6-5s6 2 6 5M16 11a3 3 0 1 0-1-5.800M17 14c3 0 5 2 5 5',
  ],
  ['events', (s) => s.member && has('events')(s), 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4'],
  ['surveys', (s) => s.member && has('surveys')(s), 'M5 4h14v16H5zM9 9h6M9 13h6M9 17h3'],
  [
    'news',
    (s) => has('content')(s) || s.program.landing || NEWS.some((key) => (s.member || s.program)[key]?.[0]),
    'M4 10v4h3l8 5V5l-8 5zM18 9a4 4 0 0 1 0 6',
  ],
  [
    'about',
    (s) => s.member && (s.program.profile?.[0] || s.program.personal),
    'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3-7 8-7s8 3 8 7',
  ],
  ['orders', member, 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM15 15l6 6M10 7v3M10 13v0'],
];

/** Leads to what is seldom wanted, or not by everybody. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;

  const tile = ([name, , picture]) =>
    h(
      'li',
      { id: 'l-' + name },
      k.button(
        [
          h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, h('path', { d: picture })),
          h('span', say(name)),
        ],
        () => kit.go(name, { up: 'more', title: say(name) }, 'to-more'),
        { id: 'to-' + name },
        '.tile'
      )
    );

  return {
    title: () => kit.words().say('more'),
    view: () => h('ul.tiles', ROOMS.filter(([, on]) => on(kit.s)).map(tile)),
  };
}
