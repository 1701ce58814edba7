/** What a cart takes; the rest is in the panel. */
const ONLINE = /^(fixed|percent|free_shipping|amount|product|bundle)$/;

/**
 * The box of a cart in which points become a code, and a code comes onto the cart. `kit.paint` shows
 * it anew. Nothing is shown as redeemed before the answer.
 */
export function redeem(kit) {
  const { api, attr, call, h, host, keep, kept, load, paint, refresh, root, slot, uuid } = kit;
  const s = {
    member: undefined,
    program: undefined,
    codes: [], // unused ones
    picked: undefined, // the reward
    points: 0, // to use
    busy: false,
    said: undefined, // [key, values]: how the last action ended
  };

  const usable = () => s.program.rewards.filter((one) => ONLINE.test(one.kind) && reach(one));
  const reach = ({ id, points }) =>
    points <= s.member.balance.available &&
    s.member.rewards?.find((one) => one.id === id)?.available !== false;
  const name = (w, id) => w.name(s.program.rewards.find((one) => one.id === id) || { name: id });

  /** The most points that the reward takes of this balance, in whole steps. */
  function most({ step, max = Infinity, points }) {
    const many = Math.max(points, Math.min(max, s.member.balance.available));
    return many - ((many - points) % step);
  }

  function pick(reward) {
    s.picked = reward;
    s.points = reward?.points;
  }

  function know(member) {
    s.member = member;
    if (s.program && !usable().includes(s.picked)) pick(usable()[0]);
  }

  async function fetchCodes() {
    const { redemptions } = await call('redemptions');
    s.codes = redemptions.filter(
      ({ status, kind = 'fixed', code }) =>
        status === 'held' || (status === 'issued' && code && ONLINE.test(kind))
    );
  }

  /** While a code is being made, ask how far it is: gently, and only while the page is seen. */
  async function watch(pause = 1e3) {
    if (!s.codes.some((code) => code.status === 'held') || !host.isConnected) return;
    await new Promise((go) => setTimeout(go, pause));
    if (!document.hidden) await fetchCodes().catch(() => {});
    paint();
    watch(Math.min(pause * 1.4, 1e4));
  }

  /** One action at a time: a second press while the first is under way does nothing. */
  async function once(work) {
    if (s.busy) return;
    s.busy = true;
    s.said = undefined;
    paint();
    s.said = await work();
    s.busy = false;
    paint();
  }

  /** The key outlives reloads until an answer is final: one decision is one redemption. */
  const use = () =>
    once(async () => {
      const { id, step } = s.picked;
      const at = slot(`${api.sub}:${id}`);
      const [key, points] = (keep(at) || `${uuid()} ${s.points}`).split(' ');
      keep(at, `${key} ${points}`);
      try {
        const made = await call('redemptions', { key, body: { reward_id: id, ...(step && { points: +points }) } });
        keep(at, null);
        s.codes.unshift(made);
        watch();
        refresh(); // the balance, here and in the launcher
        document.querySelector('regulars-widget')?.refresh?.();
        return [made.status === 'held' ? 'making' : 'ready'];
      } catch ({ status, code }) {
        if (!(status >= 400 && status < 500) || /401|408|42[59]/.test(status)) return ['lost'];
        keep(at, null);
        return [code === 'insufficient_points' ? 'short' : 'refused'];
      }
    });

  const lay = (code) =>
    once(async () => {
      try {
        const { apply } = await load('apply');
        if (!(await apply(attr('apply'), code, host))) return ['unapplied'];
        // Shopify's themes show a discount when the page is drawn anew.
        if (attr('apply') === 'shopify') location.reload();
        return ['applied', { c: code }];
      } catch {
        return ['unapplied'];
      }
    });

  /** In-app browsers have no clipboard: then the code is selected for the shopper's own copy. */
  const copy = (id) =>
    once(async () => {
      const input = root.getElementById(id);
      try {
        await navigator.clipboard.writeText(input.value);
        return ['copied'];
      } catch {
        input.focus();
        input.setSelectionRange(0, 99);
        return ['selected'];
      }
    });

  function ticket(w, one) {
    if (one.status === 'held') return h('p.soft', { id: one.redemption_id }, w.say('making'));
    return (one.codes || [one.code]).map((code, at) => {
      if (kept.codes.includes(code.toLowerCase()))
        return h('p.soft', { id: code }, w.say('applied', { c: code }));
      const id = `c${at}-${one.redemption_id}`;
      const label = (verb) => ({ 'aria-label': `${w.say(verb)} ${name(w, one.reward_id)} ${code}` });
      const how = attr('apply') ? 'apply' : 'copy';
      return h(
        'div.ticket',
        { id: 't' + id },
        h('span', name(w, one.reward_id)),
        h('input.code', { id, readonly: '', value: code, size: 1, ...label('code') }),
        h('button.btn', { ...label(how), onclick: () => (attr('apply') ? lay(code) : copy(id)) }, w.say(how))
      );
    });
  }

  function slider(w) {
    const { step, value, points } = s.picked;
    const worth = w.amount(s.program.currency, (value * s.points) / step);
    return h(
      'div.slide',
      { id: 'amount' },
      h('label', { for: 'slide' }, w.say('slide', { p: w.points(s.points), m: worth })),
      h('input', {
        id: 'slide',
        type: 'range',
        min: points,
        max: most(s.picked),
        step,
        value: `${s.points}`,
        'aria-valuetext': w.say('slide', { p: w.points(s.points), m: worth }),
        oninput(event) {
          s.points = +event.target.value;
          paint();
        },
      })
    );
  }

  function choices(w) {
    const all = usable();
    if (!all[0]) {
      const next = s.program.rewards.filter((one) => ONLINE.test(one.kind)).sort((a, b) => a.points - b.points)[0];
      const missing = next && next.points - s.member.balance.available;
      return missing > 0 && h('p.soft', w.say('missing', { p: w.points(missing), r: w.name(next) }));
    }
    return [
      h(
        'div',
        { id: 'picks', role: 'radiogroup', 'aria-label': w.say('rewards') },
        all.map((one) =>
          h(
            'label.pick',
            { id: 'l-' + one.id },
            h('input', {
              type: 'radio',
              name: 'reward',
              id: 'r-' + one.id,
              checked: one === s.picked && '',
              onchange() {
                pick(one);
                paint();
              },
            }),
            h('span', w.name(one)),
            h('span.soft', w.say(one.step ? 'atLeast' : 'costs', { p: w.points(one.points) }))
          )
        )
      ),
      s.picked.step && slider(w),
      h(
        'button.btn',
        { id: 'use', 'aria-disabled': `${s.busy}`, onclick: use },
        w.say(s.busy ? 'wait' : 'take', { p: w.points(s.points) })
      ),
    ];
  }

  return {
    know,

    async load(member) {
      [s.program] = await Promise.all([call('program'), fetchCodes()]);
      know(member);
      watch();
    },

    view: (w) => [
      h('div', { id: 'codes' }, s.codes.map((one) => ticket(w, one))),
      h('div', { id: 'choices' }, choices(w)),
      h('p.said', { id: 'said', role: 'status' }, s.said && w.say(...s.said)),
    ],
  };
}
