// Seconds between looks for the order: its webhook is on its way when the thank-you page opens.
const PAUSES_S = [0, 1.5, 2.5, 4, 7, 12, 20];

/** "This order: +120 points, usable from 3 May 2027", with why. */
export async function order({ attr, api, call, h, show, star, wanted, join }) {
  const id = encodeURIComponent(attr('order-id'));
  let found = {};
  for (const pause of PAUSES_S) {
    await new Promise((go) => setTimeout(go, pause * 1e3));
    if (!wanted()) return;
    found = await call('orders/' + id);
    if (found.known) break;
    show((w) => h('p.soft', { role: 'status' }, w.say('soon')));
  }
  if (!found.known) return show((w) => h('p.soft', w.say('later')));
  const { state, points = 0, pending = 0, usable_from: day, why } = found;
  const all = points + pending;
  const how = state === 'void' ? 'void' : all <= 0 ? 'none' : pending > 0 ? (day ? 'from' : 'paid') : api.guest ? 'guest' : 'now';
  show((w) => [
    h(
      'p.line',
      { part: 'line', role: 'status' },
      star,
      h('span', w.say(how, { p: w.points(all), d: day && w.date(day) })),
      api.guest && all > 0 && h('span', join(w))
    ),
    why?.text && h('details', h('summary', w.say('why')), h('p.soft', w.pick(why.text))),
  ]);
}
