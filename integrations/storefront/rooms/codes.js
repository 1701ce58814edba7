import { stars } from './parts/stars.js';
import WORDS from './codes.words.json';

export { WORDS };

const ONLINE = /^(fixed|percent|free_shipping|amount|product|bundle)$/;

/**
 * What was redeemed: codes to copy, to lay on the cart, to give back, or what became of them.
 * `data.made`: a redemption just made, which is then shown alone.
 */
export function room(kit) {
  const { s, h, api, w, attr, find, show, tell, once, load, refresh, parts, data } = kit;
  const seen = {}; // status by id, to tell how something under way ended
  let asking; // the redemption to give back
  let timer;
  let rating; // draws the stars of a redemption that was used
  const say = (...words) => w().say(...words);

  /** Takes in what the API says of a redemption. */
  function take(code) {
    const { redemption_id: id, status, points } = code;
    const was = seen[id];
    seen[id] = status;
    if (was === status) return code;
    if (was === 'held') tell(status === 'issued' ? 'ready' : status === 'returned' ? 'unmade' : standing(code));
    if (was === 'returning') tell(status === 'used' ? 'wasUsed' : 'given', { p: w().points(points) });
    return code;
  }

  const codes = () => {
    const made = data.made && s.codes.find((one) => one.redemption_id === data.made.redemption_id);
    return made ? [made] : data.made ? [data.made] : s.codes;
  };

  /** While a code is being made or given back, ask how far it is: gently, and only while seen. */
  function watch(pause = 1e3) {
    clearTimeout(timer);
    const moving = codes().filter((code) => /held|returning/.test(code.status));
    if (!moving[0]) return;
    timer = setTimeout(async () => {
      if (!s.open || s.room?.is !== me) return;
      let moved;
      for (const { redemption_id: id, status } of document.hidden ? [] : moving) {
        const news = await api.call('redemptions/' + id).catch(() => {}); // the next round asks again
        moved ||= news && news.status !== status;
      }
      if (moved) refresh();
      watch(Math.min(pause * 1.4, 1e4));
    }, pause);
  }

  /** In-app browsers have no clipboard: then the code is selected for the shopper's own copy. */
  async function copy(id) {
    const input = find(id);
    try {
      await navigator.clipboard.writeText(input.value);
      tell('copied');
    } catch {
      input.focus();
      input.setSelectionRange(0, 99);
      tell('selected');
    }
  }

  const lay = (code) =>
    once(
      async () => {
        const { apply } = await load('apply');
        tell((await apply(attr('apply'), code, kit.host)) ? 'applied' : 'unapplied');
      },
      () => tell('unapplied')
    );

  function ask(code, id) {
    asking = code;
    show({ said: '' });
    kit.focus(id || 'title');
  }

  /** Giving back twice is giving back once, so no key is needed. */
  const give = () =>
    once(async () => {
      const id = asking.redemption_id;
      const news = await api.call(`redemptions/${id}/return`, { body: {} });
      seen[id] = 'returning';
      asking = data.made = undefined;
      s.codes = s.codes.map((one) => (one.redemption_id === id ? take(news) : one));
      kit.focus('title');
    });

  /** Store credit that is in the shopper's account needs no code. */
  const credited = ({ kind, status, code }) => kind === 'store_credit' && status === 'used' && !code;
  const standing = (code) =>
    credited(code) ? 'credited' : code.kind === 'donation' && code.status === 'used' ? 'donated' : code.status;

  function ticket(code) {
    const { redemption_id: id, status } = code;
    const name = parts.rewardName(code);
    if (status !== 'issued' || !code.code)
      return h('section.box', { id }, h('p.b', name), parts.soft(say(standing(code))), status === 'used' && rating?.(code));
    const label = (verb, c = code.code) => ({ 'aria-label': `${say(verb)} ${name} ${c}` });
    const inCart = attr('apply') && ONLINE.test(code.kind || 'fixed');
    return h(
      'section.ticket',
      { id },
      h('p.b', name),
      (code.codes || [code.code]).map((c, i) =>
        h(
          'div.row',
          h('input', { id: `c${i}-` + id, readonly: '', value: c, size: c.length, ...label('code', c) }),
          inCart && parts.button(say('apply'), () => lay(c), label('apply', c)),
          parts.button(say('copy'), () => copy(`c${i}-` + id), label('copy', c), inCart ? '.btn.alt' : '.btn')
        )
      ),
      h(
        'div.row.spread',
        parts.soft(code.expires_at && say('valid', { d: w().date(code.expires_at) })),
        parts.button(say('give'), () => ask(code), { id: 'b-' + id, ...label('give') }, '.link')
      )
    );
  }

  function title() {
    if (asking) return say('ask', { r: parts.rewardName(asking) });
    const [made] = codes();
    if (!data.made) return say('codes');
    return say(credited(made) ? 'credited' : made.code || made.status === 'held' ? 'code' : 'done');
  }

  function view() {
    if (asking)
      return [
        h('p', say('text', { c: asking.code, p: w().points(asking.points) })),
        parts.choice(say('yes'), give, () => ask(undefined, 'b-' + asking.redemption_id)),
      ];
    const list = codes();
    return [
      data.made && list[0].code && parts.soft(say('enter')),
      list[0] ? list.map(ticket) : h('p.box', say('none')),
    ];
  }

  const me = {
    title,
    view,
    async load() {
      if (data.made && !seen[data.made.redemption_id]) seen[data.made.redemption_id] = 'held';
      codes().forEach(take);
      if (codes().some((one) => one.status === 'used' && 'rating' in one)) rating ||= await stars(kit);
      watch();
    },
  };
  return me;
}
