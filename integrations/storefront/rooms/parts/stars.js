import WORDS from './stars.words.json';

const STAR = 'M12 2l3 6.6 7.2.8-5.4 4.8 1.6 7.1L12 17.6l-6.4 3.7 1.6-7.1L1.8 9.4 9 8.6z';

/** One tap to say how a reward that was used was: what is drawn for a redemption. */
export async function stars(kit) {
  const k = (await kit.load('bits')).bits(kit, kit.within('stars', WORDS));
  const { h, say } = k;
  const given = {}; // by id: shown at once, and taken back where it is refused

  const rate = ({ redemption_id: id }, stars) =>
    k.once(async () => {
      given[id] = stars;
      kit.show();
      try {
        await k.post(`redemptions/${id}/rating`, { stars });
      } catch (error) {
        delete given[id];
        throw error;
      }
      k.tell('thanks');
    });

  /** Radio buttons of the browser's own: arrow keys move among them. */
  const star = (id, n, rating) =>
    h(
      'label.star' + (rating >= n ? '.full' : ''),
      { id: `l${n}` },
      h('input.sr', {
        id: `s${n}-${id}`,
        type: 'radio',
        name: id,
        value: `${n}`,
        'aria-label': say('star', { n: k.number(n) }),
        checked: rating === n && '',
        onclick: () => rate({ redemption_id: id }, n),
      }),
      h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, h('path', { d: STAR }))
    );

  return (code) => {
    const id = code.redemption_id;
    const rating = given[id] || code.rating;
    return h(
      'fieldset',
      { id: 'stars-' + id },
      h('legend.soft', rating ? say('was', { n: k.number(rating) }) : say('ask')),
      h('div.stars', [1, 2, 3, 4, 5].map((n) => star(id, n, rating)))
    );
  };
}
