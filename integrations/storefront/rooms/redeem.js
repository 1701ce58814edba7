import WORDS from './redeem.words.json';

export { WORDS };

/** Asks before points are used; of points as cash, how many. `data.reward` is the reward. */
export function room(kit) {
  const { s, h, api, w, tell, parts, keep, slot, uuid, once, show, data } = kit;
  const { reward } = data;
  const { step, max = Infinity } = reward;
  const least = step ? Math.ceil(reward.min / step) * step : reward.points;
  const say = (...words) => w().say(...words);
  const name = slot(`${api.sub}:${reward.id}`);
  // What began and had no final answer goes on as it began.
  let chosen = +(keep(name) || '').split(' ')[1] || least;

  function most() {
    const many = Math.max(least, Math.min(max, s.member.balance.available));
    return many - (many % step);
  }

  const worth = () => w().amount(s.program.currency, (reward.value * chosen) / step);

  /** The key outlives reloads until an answer is final: one decision is one redemption, of the
      points that were chosen then. Nothing is shown as redeemed before the answer. */
  function redeem() {
    const [key] = (keep(name) || uuid()).split(' ');
    once(
      async () => {
        keep(name, `${key} ${chosen}`);
        const body = { reward_id: reward.id, ...(step && { points: chosen }) };
        const made = await api.call('redemptions', { key, body });
        keep(name, null);
        await kit.go('codes', { made }, 'r-' + reward.id);
      },
      ({ status, code }) => {
        if (!(status >= 400 && status < 500) || /401|408|42[59]/.test(status)) return tell('lost');
        keep(name, null);
        kit.back();
        tell(code === 'insufficient_points' ? 'short' : 'refused');
      }
    );
  }

  const slider = () =>
    h(
      'section.box',
      { id: 'amount' },
      h('label', { for: 'slide' }, say('amount')),
      h('p.big', { id: 'worth', 'aria-hidden': 'true' }, say('off', { m: worth() })),
      h('input', {
        id: 'slide',
        type: 'range',
        min: least,
        max: most(),
        step,
        value: `${chosen}`,
        'aria-valuetext': say('worth', { p: w().points(chosen), m: worth() }),
        oninput(event) {
          chosen = +event.target.value;
          show();
        },
      }),
      h('div.row.spread', parts.soft(w().points(least)), parts.soft(w().points(most())))
    );

  return {
    title: () => say('title', { r: w().name(reward) }),
    view() {
      const begun = kit.begun(reward) && !s.busy;
      const p = w().points(chosen);
      const q = w().points(s.member.balance.available - chosen);
      const plain = /donation|store_credit|experience|goods/.test(reward.kind);
      return [
        step && !begun && slider(),
        h('p', say(begun ? 'again' : plain ? 'plain' : 'text', { p, q })),
        parts.choice(say('use', { p }), redeem),
      ];
    },
  };
}
