import { cartOf, watchCart } from '../lines.js';

/** What the cart would earn, the box in which points are used for it, and what a paid club would
    save on it. */
export async function cart(kit) {
  const { attr, api, h, kept, load, show, signal, soon, star, estimate, join } = kit;
  if (!attr('lines')) watchCart(signal, () => soon(300));
  const { currency, lines, codes = [] } = await cartOf(attr);
  kept.codes = codes.map(({ code }) => code.toLowerCase());
  if (!lines[0]) return show();
  // One may fail without the other: neither half says anything about what is in the other.
  const [found, member] = await Promise.all([
    estimate(lines, currency).catch(() => {}),
    api.member().catch(() => {}),
  ]);
  // The box stays when its last points have just become a code.
  const own = member && (member.balance.available > 0 || kept.redeem);

  async function open(event) {
    if (!event.target.open || kept.redeem) return;
    try {
      const { redeem } = await load('points-redeem');
      const box = redeem({ ...kit, paint: () => kept.paint() });
      await box.load(member);
      kept.redeem = box;
    } catch {
      kept.failed = true; // the next opening tries again
    }
    kept.paint();
  }

  const club = (w) =>
    found?.club &&
    h(
      'p.club',
      { id: 'club', part: 'line' },
      h('span', w.pick(found.club.text)),
      attr('club-url') && h('a', { href: attr('club-url') }, w.say('club'))
    );

  const earns = (w) => {
    const { points, usable } = found || {};
    if (!(points > 0)) return;
    const when = usable?.days ? usable.after + 'Days' : usable?.after === 'fulfilled' ? 'sent' : 'cart';
    const text = w.say(member ? when : 'membersCart', { p: w.points(points), n: usable?.days });
    return h('p.line', { id: 'earns', part: 'line' }, star, h('span', text), !member && join(w));
  };

  kept.redeem?.know(member);
  kept.paint = () =>
    show((w) => [
      earns(w),
      own &&
        h(
          'details.redeem',
          { id: 'redeem', part: 'redeem', ontoggle: open },
          h('summary', w.say('use', { p: w.points(member.balance.available) })),
          kept.redeem ? kept.redeem.view(w) : h('p.soft', w.say(kept.failed ? 'refused' : 'wait'))
        ),
      club(w),
    ]);
  kept.paint();
}
