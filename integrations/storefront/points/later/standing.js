/** The shopper's tier as a badge; nothing for a visitor. */
export async function tier({ api, h, show, star }) {
  const member = await api.member();
  const held = member?.tier;
  show(
    held &&
      ((w) =>
        h(
          'p.line',
          h('span.badge', { part: 'badge' }, star, h('span.sr', w.say('tier')), h('span', w.name(held)))
        ))
  );
}

/** Balance, tier and the way to the next one, for an account page. */
export async function account({ api, h, show, star }) {
  const member = await api.member();
  if (!member) return show();
  const { balance, tier: held, progress } = member;
  show((w) => [
    h(
      'p.line',
      { part: 'line' },
      star,
      h('b', w.points(balance.available)),
      held && h('span.badge', { part: 'badge' }, w.name(held))
    ),
    progress?.text && h('p', w.pick(progress.text)),
    balance.pending > 0 && h('p.soft', w.say('onTheWay', { p: w.points(balance.pending) })),
  ]);
}
