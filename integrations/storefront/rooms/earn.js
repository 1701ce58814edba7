import { claims } from './parts/claims.js';
import WORDS from './earn.words.json';

export { WORDS };

/** What earns points: campaigns, rates, what is done besides buying, and what tiers add. */
export async function room(kit) {
  const { s, h, w, parts } = kit;
  const { program } = s;
  const say = (...words) => w().say(...words);

  /** "6×", "+50 points": what it gives. */
  const gift = ({ factor, points }) =>
    h('p.tag', factor ? w().number(factor) + '×' : points ? '+' + w().points(points) : '');

  function days(one) {
    const { from, until } = one.festival_days?.[0] || one;
    if (from && new Date(from) > new Date()) return say('since', { d: w().date(from) });
    return until && say('until', { d: w().date(until) });
  }

  const line = (id, name, soft, end) =>
    h('li', { id }, h('div', h('p.b', name), parts.soft(soft)), end);

  const section = (id, rows) => rows[0] && h('section', { id }, h('h3', say(id)), h('ul.list', rows));

  /** Those that this shopper can be part of, as far as can be said here. */
  const campaigns = () =>
    (program.campaigns || [])
      .filter((one) => !one.segments && (!one.tiers || one.tiers.includes(s.member?.tier?.id)))
      .map((one) => line('n-' + one.id, w().name(one), days(one), gift(one)));

  const rule = (one) =>
    one.per
      ? line('w-' + one.id + one.currency, say('rate', { p: w().points(one.points), m: w().amount(one.currency, one.per) }))
      : line('w-' + one.id, w().name(one), days(one), gift(one));

  const tier = (one) =>
    line(
      't-' + one.id,
      w().name(one),
      one.from_minor > 0 && say('tier', { m: w().money(program.currency, one.from_minor) }),
      gift({ factor: one.multiplier })
    );

  const deeds = program.earning.filter((one) => one.how);
  const mine = s.member && deeds[0] && (await claims(kit));

  return {
    title: () => say('earn'),
    load: mine?.load,
    view: () => [
      h('ul.list', { id: 'rules' }, program.earning.filter((one) => !mine || one.per).map(rule)),
      section('now', campaigns()),
      mine?.view(),
      section('tiers', program.tiers.map(tier)),
    ],
  };
}
