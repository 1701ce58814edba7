import WORDS from './rate.words.json';

export { WORDS };

const STAR = 'M12 2l3 6.6 7.2.8-5.4 4.8 1.6 7.1L12 17.6l-6.4 3.7 1.6-7.1L1.8 9.4 9 8.6z';

/** One tap to say how a reward that was used was. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let used = [];

  const load = async () => {
    const { redemptions } = await k.get('redemptions');
    used = redemptions.filter((one) => one.status === 'used');
  };

  const rate = (redemption, stars) =>
    k.once(async () => {
      const was = redemption.rating;
      redemption.rating = stars;
      kit.show();
      try {
        Object.assign(redemption, await k.post(`redemptions/${redemption.redemption_id}/rating`, { stars }));
      } catch (error) {
        redemption.rating = was;
        throw error;
      }
      kit.tell('thanks');
    });

  /** Radio buttons of the browser's own: arrow keys move among them. */
  const star = (one, n) =>
    h(
      'label.star',
      { id: `l-${one.redemption_id}-${n}` },
      h('input.sr', {
        id: `s-${one.redemption_id}-${n}`,
        type: 'radio',
        name: one.redemption_id,
        value: n,
        'aria-label': say('star', { n: k.number(n) }),
        checked: one.rating === n && '',
        onclick: () => rate(one, n),
      }),
      h(
        one.rating >= n ? 'svg.full' : 'svg',
        { viewBox: '0 0 24 24', 'aria-hidden': 'true', id: one.rating >= n },
        h('path', { d: STAR })
      )
    );

  const card = (one) =>
    h(
      'fieldset.box',
      { id: one.redemption_id },
      h('legend.b', say('ask', { r: k.reward(one.reward_id) })),
      h('div.stars', [1, 2, 3, 4, 5].map((n) => star(one, n))),
      one.rating && k.soft(say('was', { n: k.number(one.rating) }))
    );

  const view = () => (used[0] ? [k.soft(say('intro')), used.map(card)] : k.empty(say('none')));

  return { title: () => say('title'), load, view };
}
