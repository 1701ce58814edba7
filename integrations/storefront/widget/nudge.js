const DAY_MS = 864e5;
const SOON_DAYS = 14;

/**
 * At most one quiet line a visit, beside the launcher: points that end soon, points new since the
 * last visit (`last`: what there were then, as text), or a reward in reach. Each is told once.
 */
export async function nudge(kit, last) {
  const { s, h, api, attr, keep, slot, set, find } = kit;
  const told = (keep(slot('told'), undefined, 'localStorage') || '').split(' ');
  const { balance, expiring = [], rewards = [] } = s.member;
  const fresh = balance.available - (last || balance.available);

  const ending = expiring.find((lot) => new Date(lot.on) - Date.now() < SOON_DAYS * DAY_MS);
  const within = rewards.find((one) => one.available && !told.includes('r-' + one.id));
  const causes = [
    ending && [
      'e-' + ending.on,
      (w) => w.say('ends', { p: w.points(ending.points), d: w.date(ending.on) }),
    ],
    fresh > 0 && ['n-' + balance.available, (w) => w.say('fresh', { p: w.points(fresh) })],
    within && [
      'r-' + within.id,
      (w) => w.say('reach', { r: w.name(s.program.rewards.find((one) => one.id === within.id)) }),
    ],
  ];
  const cause = causes.find((one) => one && !told.includes(one[0]));
  if (!cause) return;
  const [key, text] = cause;
  if (key.startsWith('r-'))
    s.program ||= await api.call('program?store=' + encodeURIComponent(attr('store')), { anyone: true });
  await kit.learn();
  if (s.open) return;
  const w = kit.words();
  keep(slot('nudged'), '1');
  keep(slot('told'), [key, ...told].slice(0, 30).join(' '), 'localStorage');
  const close = () => {
    set({ note: {} });
    find('launcher').focus();
  };
  set({
    note: {
      text: text(w),
      kids: h('button.x', { id: 'hush', onclick: close, 'aria-label': w.say('close') }, '×'),
    },
  });
}
