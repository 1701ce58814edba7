import WORDS from './draws.words.json';

export { WORDS };

/** More than these are not asked about at once. */
const ASKED = 6;
/** Of entries at once, as the API takes them. */
const MOST = 1000;

/** Lucky draws: what can be won, the shopper's entries, and how it is drawn. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let draws = [];
  let mine = {}; // by draw
  const wanted = {}; // by draw: how many entries to buy

  const ask = async (id) => {
    mine[id] = await k.get(`draws/${id}/entries`);
  };

  const load = async () => {
    draws = (await k.open('draws')).draws;
    if (kit.s.member) await Promise.all(draws.slice(0, ASKED).map(({ id }) => ask(id)));
  };

  const enter = ({ id }) =>
    k.once(
      async () => {
        const entries = wanted[id] || 1;
        await k.send(`draws/${id}/entries`, { entries }, `draw:${id}:${entries}`);
        k.tell('entered');
      },
      ({ code }) => {
        if (code !== 'insufficient_points') return false;
        k.tell('short');
        return true;
      }
    );

  const leave = ({ id }, { ticket, points }) =>
    k.once(async () => {
      await k.post(`draws/${id}/entries/${ticket}/return`, {});
      k.tell('left', { p: k.points(points) });
      kit.focus('h-' + id);
    });

  const prize = (draw, index) => k.name(draw.prizes[index] || { name: '' });

  const prizes = (draw) =>
    h(
      'ul.plain',
      { 'aria-label': say('prizes') },
      draw.prizes.map((one) => h('li', h('span.times', k.number(one.count) + ' ×'), h('span', k.name(one))))
    );

  const ticket = (draw, one) =>
    h(
      'li',
      { id: 't-' + one.ticket },
      h(
        'div',
        h('p', say(one.source, { n: k.number(one.entries), p: k.points(one.points) })),
        one.numbers &&
          k.soft(
            say(one.entries > 1 ? 'numbers' : 'number1', {
              a: k.number(one.numbers[0]),
              b: k.number(one.numbers[1]),
            })
          )
      ),
      one.returnable &&
        k.quiet(say('leave'), () => leave(draw, one), {
          id: 'leave-' + one.ticket,
          'aria-label': `${say('leave')}: ${say('bought', { n: one.entries, p: k.points(one.points) })}`,
        })
    );

  function buying(draw, { more, tickets }) {
    if (!more.available) return k.soft(k.pick(more.reason.text));
    const { id, cost, limit_per_member: limit } = draw;
    const bought = tickets.reduce((sum, one) => sum + (one.source === 'bought' ? one.entries : 0), 0);
    const afford = Math.floor(kit.s.member.balance.available / cost);
    const most = Math.max(1, Math.min(afford, limit ? limit - bought : MOST, MOST));
    const count = Math.min(wanted[id] || 1, most);
    wanted[id] = count;
    const step = (by, sign) => {
      const ends = count + by < 1 || count + by > most;
      const go = () => {
        if (ends) return;
        wanted[id] = count + by;
        kit.show();
      };
      const label = `${say('count')} ${sign}${k.number(1)}`;
      const props = { id: sign + id, 'aria-label': label, 'aria-disabled': `${ends}` };
      return k.button(sign, go, props, '.btn.alt.round');
    };
    const terms = { p: k.points(cost), n: limit && k.number(limit) };
    return [
      h(
        'div.row.tight',
        { role: 'group', 'aria-labelledby': 'q-' + id },
        h('p.grow', { id: 'q-' + id }, say('count')),
        step(-1, '−'),
        h('output.count', { id: 'c-' + id, 'aria-live': 'polite' }, k.number(count)),
        step(1, '+')
      ),
      k.press(say('enter', { p: k.points(count * cost) }), () => enter(draw), { id: 'enter-' + id }),
      k.soft(say(limit ? 'most' : 'each', terms)),
    ];
  }

  function own(draw) {
    const my = mine[draw.id];
    if (!my) return;
    return [
      my.won.map((one) =>
        h('div.good', { id: 'w-' + one.place }, h('p.b', say('won', { r: prize(draw, one.prize) })), h('p', say('wonText')))
      ),
      draw.state === 'drawn' && my.entries > 0 && !my.won[0] && h('p.b', say('lost')),
      my.entries > 0 && h('p.b', say('mine', { n: k.number(my.entries) })),
      my.tickets[0] && h('ul.list', my.tickets.map((one) => ticket(draw, one))),
      draw.state === 'open' && buying(draw, my),
    ];
  }

  const digest = (key, value) => value && [k.soft(say(key)), h('p.code', value)];

  const fair = (draw) =>
    h(
      'details.inner',
      { id: 'fair-' + draw.id },
      h('summary', say('fair')),
      h(
        'section',
        k.soft(say('fairText')),
        digest('sealed', draw.commitment),
        digest('seed', draw.seed),
        draw.entries && k.soft(say('total', { n: k.number(draw.entries) })),
        k.link(say('proof'), k.address(`draws/${draw.id}/proof`))
      )
    );

  function tag({ state, from, until }) {
    const early = state === 'open' && Date.parse(from) > Date.now();
    return early ? say('soon', { d: k.date(from) }) : say(state, { d: k.date(until) });
  }

  const card = (draw) =>
    k.card(
      'd-' + draw.id,
      h('h3', { id: 'h-' + draw.id, tabindex: -1 }, k.name(draw)),
      h('p.tag', tag(draw)),
      prizes(draw),
      own(draw),
      fair(draw)
    );

  function view() {
    const over = draws.filter((one) => one.state === 'drawn');
    const on = draws.filter((one) => one.state !== 'drawn');
    return [
      !draws[0] && k.empty(say('none')),
      on.map(card),
      over[0] && [h('h3', { id: 'past' }, say('past')), over.map(card)],
    ];
  }

  return { title: () => say('title'), load, view };
}
