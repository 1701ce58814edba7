import WORDS from './orders.words.json';

export { WORDS };

const LONGEST = 1000;

/** A number that another message hardly has: what was written is kept nowhere. */
const mark = (text) => [...text].reduce((sum, one) => (sum * 31 + one.codePointAt(0)) | 0, 0);

/** A back end older than this file takes no cases; why an order earned what it did is read all the
    same. */
const none = (error) => {
  if (error.status !== 404) throw error;
  return { cases: [] };
};

/** "My points are missing": pick the order, read why, or ask the shop. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let orders = [];
  let cursor;
  let cases = [];
  let picked; // the order that it is about, {order_id, known, ...}
  let writing = false;
  let wrong; // what is wrong with what was typed

  const page = async (after) => {
    const found = await k.get('orders' + (after ? '?cursor=' + encodeURIComponent(after) : ''));
    cursor = found.cursor;
    return found.orders;
  };

  const load = async (again) => {
    const asks = [again ? orders : page(), k.get('cases').catch(none)];
    [orders, { cases }] = await Promise.all(asks);
  };

  const more = () =>
    k.once(async () => {
      orders.push(...(await page(cursor)));
    });

  const pick = (order, focus) => {
    picked = order;
    // Of an order that nobody heard of there is nothing to read: then one can write at once.
    writing = order && !order.known;
    wrong = '';
    k.to(focus || 'picked');
  };

  const look = (event) => {
    event.preventDefault();
    const id = new FormData(event.currentTarget).get('number').trim().replace(/^#/, '');
    wrong = id ? '' : say('needNumber');
    if (wrong) return k.to('number');
    k.once(async () => pick(await k.get('orders/' + encodeURIComponent(id))));
  };

  const send = (event) => {
    event.preventDefault();
    const message = new FormData(event.currentTarget).get('message').trim();
    const { order_id, known } = picked;
    // Of an order that nobody heard of, its number says enough.
    wrong = message || !known ? '' : say('needMessage');
    if (wrong) return k.to('message');
    k.once(async () => {
      const made = await k.send('cases', { order_id, message }, `case:${order_id}:${mark(message)}`);
      cases = [made, ...cases];
      pick(undefined, 'cases');
      k.tell('sent');
    });
  };

  const title = ({ order_id: o }) => say('order', { o });

  const line = (order) =>
    h(
      'li',
      { id: 'o-' + order.order_id },
      h(
        'button.pick',
        { type: 'button', onclick: () => pick({ ...order, known: true }) },
        h('span.b', title(order)),
        k.soft(k.date(order.at), ' · ', say('state.' + order.state)),
        h('span.end.b', k.number(order.points || order.pending || 0, { signDisplay: 'exceptZero' }))
      )
    );

  const search = () =>
    h(
      'details',
      { id: 'other' },
      h('summary', say('other')),
      h(
        'section',
        h(
          'form',
          { id: 'search', onsubmit: look },
          k.field(say('number'), 'input', { id: 'number', name: 'number', autocomplete: 'off', maxlength: 64 }, wrong),
          k.submit(say('look'), { id: 'look' })
        )
      )
    );

  function comes({ points, pending, usable_from: from }) {
    const p = k.points(pending);
    return [
      points > 0 && h('p', { id: 'has' }, say('has', { p: k.points(points) })),
      pending > 0 && h('p', { id: 'waits' }, from ? say('usable', { p, d: k.date(from) }) : say('waits', { p })),
      !(points > 0 || pending > 0) && h('p', { id: 'nothing' }, say('nothing')),
    ];
  }

  const write = () =>
    h(
      'form',
      { id: 'write', onsubmit: send },
      k.field(say('message'), 'textarea', { id: 'message', name: 'message', rows: 4, maxlength: LONGEST, value: '' }, wrong),
      k.soft(say('private')),
      k.row(
        k.submit(say('send'), { id: 'send' }),
        k.quiet(say('cancel'), () => pick(undefined, 'title'))
      )
    );

  const about = (order) => [
    h('h3.lead', { id: 'picked', tabindex: -1 }, title(order)),
    order.known
      ? k.card('why', comes(order), k.soft(k.pick(order.why?.text)))
      : k.card('why', h('p', say('unknown'))),
    writing
      ? write()
      : k.row(
          k.button(say('clear'), () => pick(undefined, 'title'), { id: 'clear' }),
          k.quiet(
            say('wrong'),
            () => {
              writing = true;
              k.to('message');
            },
            { id: 'wrong' }
          )
        ),
  ];

  const asked = () =>
    cases[0] &&
    h(
      'section',
      { id: 'asked' },
      h('h3', { id: 'cases', tabindex: -1 }, say('cases')),
      cases.map((one) =>
        k.card(
          one.case_id,
          k.head('h-' + one.case_id, one.order_id ? title(one) : k.date(one.at), say(one.status)),
          one.message && h('p.said', one.message),
          k.soft(k.date(one.at)),
          one.answer
            ? h('div.answer', k.soft(say('answer')), h('p.said', one.answer))
            : k.soft(k.pick(one.text))
        )
      )
    );

  function view() {
    if (picked) return about(picked);
    return [
      h(
        'section',
        { id: 'mine' },
        h('h3', say('pick')),
        orders[0] ? h('ul.list', orders.map(line)) : k.soft(say('noOrders'))
      ),
      cursor && k.quiet(say('older'), more, { id: 'more' }),
      search(),
      asked(),
    ];
  }

  return { title: () => say('title'), load, view };
}
