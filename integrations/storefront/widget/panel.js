import { draw } from './draw.js';
import { keep, uuid } from './keep.js';
import { connect } from './shopper_api.js';
import { tint } from './style.js';
import { view } from './view.js';
import { speak } from './words.js';

/** Runs launcher and panel of `host`, a <regulars-widget>, in `root`, its shadow root. */
export function run(host, root) {
  const box = root.appendChild(document.createElement('div'));
  const attr = (name) => host.getAttribute(name);
  const api = connect(attr);
  const s = {
    open: false,
    shown: false, // something is known, or known to be out of reach: the launcher shows
    failed: false,
    busy: false,
    claimed: false,
    member: undefined, // null: a visitor
    program: undefined,
    codes: [],
    entries: undefined, // until the history is opened
    cursor: null,
    screen: {}, // {ask: "redeem" | "give" | "code", reward?, code?, from?: id to focus afterwards}
    said: '',
  };
  let words;
  let turn = 0; // the answers of a refresh that something overtook are dropped
  let timer;
  let opener;

  const find = (id) => root.getElementById(id);
  const focus = (id) => (find(id) || find('title')).focus();

  function set(news) {
    Object.assign(s, news);
    if (!s.shown) return;
    const held = root.activeElement;
    words = speak(attr('lang') || document.documentElement.lang);
    box.lang = words.locale;
    draw(box, view(s, words, act));
    box.style.color = '';
    box.style.color = attr('color');
    const look = tint(box.style.color && getComputedStyle(box).color);
    for (const name of ['--c', '--on', '--shade']) box.style.setProperty(name, look[name] || '');
    // What had the focus is gone: it goes to the title, not to the page behind.
    if (held && !root.activeElement && s.open) focus();
  }

  const tell = (key, values) => set({ said: words.say(key, values) });

  /** What the API says of a code, in the object that list and screen already hold. How something
      under way ended is told. */
  function merge(news) {
    const code = s.codes.find((one) => one.redemption_id === news.redemption_id) || {};
    const was = code.status;
    const { status } = Object.assign(code, news);
    if (was === 'held' && status === 'issued') tell('ready');
    if (was === 'held' && status === 'returned') tell('unmade');
    if (was === 'returning' && status === 'returned') tell('given', { p: words.points(code.points) });
    if (was === 'returning' && status === 'used') tell('wasUsed');
    return code;
  }

  function put(news) {
    const code = merge(news);
    if (!s.codes.includes(code)) s.codes.unshift(code);
    return code;
  }

  /** Ask again for what is shown. Closed, that is the number on the launcher and nothing else. */
  async function refresh() {
    const mine = ++turn;
    const news = { failed: false, shown: true };
    try {
      const store = 'program?store=' + encodeURIComponent(attr('store'));
      [news.member, news.program] = await Promise.all([
        api.member(),
        s.program || (s.open && api.call(store, { anyone: true })) || undefined,
      ]);
      if (s.open && news.member) {
        const [list, page] = await Promise.all([
          api.call('redemptions'),
          s.entries && api.call('entries'),
        ]);
        if (mine !== turn) return;
        Object.assign(news, page, { codes: list.redemptions.map(merge) });
      }
    } catch {
      delete news.member;
      news.failed = true;
    }
    if (mine !== turn) return;
    if (news.member === null) Object.assign(news, { screen: {}, codes: [], entries: undefined });
    set(news);
    watch();
  }

  /** While a code is being made or given back, ask how far it is: gently, and only while seen. */
  function watch(pause = 1e3) {
    clearTimeout(timer);
    const moving = s.codes.filter((code) => /held|returning/.test(code.status));
    if (!s.open || !moving[0]) return;
    timer = setTimeout(async () => {
      let moved;
      for (const code of document.hidden ? [] : moving) {
        const was = code.status;
        try {
          put(await api.call('redemptions/' + code.redemption_id));
        } catch {} // the next round asks again
        moved ||= code.status !== was;
      }
      if (moved) refresh();
      else watch(Math.min(pause * 1.4, 1e4));
    }, pause);
  }

  /** One action at a time: a second press while the first is under way does nothing. */
  async function once(work, failed = () => tell('refused')) {
    if (s.busy) return;
    turn++;
    set({ busy: true, said: '' });
    await work().catch(failed);
    set({ busy: false });
    refresh();
  }

  /** Where the key of a redemption under way is kept. */
  const slot = (reward) => `regulars:${attr('store')}:${api.sub}:${reward.id}`;

  /** What a press does. */
  const act = {
    attr,
    refresh,

    open() {
      if (s.open || !host.isConnected) return;
      opener = root.activeElement || document.activeElement;
      set({ open: true, shown: true, screen: {}, said: '' });
      find('panel').showModal();
      focus();
      refresh();
    },

    close: () => s.open && find('panel').close(),

    closed() {
      clearTimeout(timer);
      set({ open: false });
      (opener !== document.body && opener?.isConnected ? opener : find('launcher')).focus();
    },

    stop() {
      act.close();
      turn++;
    },

    draw: () => set(),

    go(screen, id = 'ask') {
      set({ screen, said: '' });
      find('main').scrollTop = 0;
      focus(id);
    },

    retry() {
      set({ failed: false });
      refresh();
    },

    /** Whether redeeming this reward began in this tab and never had a final answer. */
    begun: (reward) => keep(slot(reward)),

    /** The key outlives reloads until an answer is final: one decision is one redemption. */
    redeem(reward) {
      const name = slot(reward);
      const key = keep(name) || uuid();
      once(
        async () => {
          keep(name, key);
          const news = await api.call('redemptions', { key, body: { reward_id: reward.id } });
          keep(name, null);
          act.go({ ask: 'code', code: put({ ...news, status: 'held' }) });
          put(news);
        },
        ({ status, code }) => {
          if (!(status >= 400 && status < 500) || /401|408|42[59]/.test(status)) return tell('lost');
          keep(name, null);
          act.go({}, 'r-' + reward.id);
          tell(code === 'insufficient_points' ? 'short' : 'refused');
        }
      );
    },

    /** Giving back twice is giving back once, so no key is needed. */
    giveBack: (code) =>
      once(async () => {
        const news = await api.call(`redemptions/${code.redemption_id}/return`, { body: {} });
        code.status = 'returning';
        act.go({}, 'codes');
        put(news);
      }),

    claim: () =>
      once(async () => {
        await api.call('claims', { body: {} });
        s.claimed = true;
        tell('claimSent');
      }),

    async history(more) {
      try {
        const after = more ? '?cursor=' + encodeURIComponent(s.cursor) : '';
        const page = await api.call('entries' + after);
        if (more) page.entries.unshift(...s.entries);
        set(page);
      } catch {
        tell('refused');
      }
    },

    /** In-app browsers have no clipboard: then the code is selected for the shopper's own copy. */
    async copy(id) {
      const input = find(id);
      try {
        await navigator.clipboard.writeText(input.value);
        tell('copied');
      } catch {
        input.focus();
        input.setSelectionRange(0, 99);
        tell('selected');
      }
    },

    /** Tab stays inside the panel. */
    key(event) {
      const { key, shiftKey, currentTarget } = event;
      const stops = [...currentTarget.querySelectorAll('button:enabled,a,input,summary')].filter(
        (el) => el.matches('summary') || !el.closest('details:not([open])')
      );
      const at = shiftKey ? 0 : stops.length - 1;
      const on = root.activeElement;
      if (key === 'Tab' && (on === stops[at] || (shiftKey && on?.id === 'title'))) {
        event.preventDefault();
        stops.at(shiftKey ? -1 : 0).focus();
      }
    },
  };
  return act;
}
