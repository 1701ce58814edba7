/**
 * <regulars-widget>: a shopper's points on any page of a shop.
 *
 *   <script type="module" src=".../regulars-widget.js"></script>
 *   <regulars-widget api="/storefront" store="woo-1a2b3c" token-url="/points-token"></regulars-widget>
 *
 * api          prefix of the Shopper API, without a slash at its end
 * store        store id, for the public program
 * token-url    answers {"token": "<jwt>"} for the signed-in shopper, 401 or 204 for a visitor
 * proxy        Shopify: app-proxy prefix, used instead of api and token-url; a 401 there is a visitor
 * visitor      present: the page knows that nobody is signed in; nothing is asked until it opens
 * sign-in-url, join-url   where a visitor goes
 * lang         "en" or "zh-Hant"; without it, the document's language
 * color        the shop's colour as hex, rgb, hsl or name
 * position     "left" or "right"; without it, the end of the reading direction
 *
 * Methods: open(), close(), refresh(). Parts for a theme's CSS: launcher, panel.
 */
import { draw } from './draw.js';
import { keep, uuid } from './keep.js';
import { connect } from './shopper_api.js';
import { CSS, tint } from './style.js';
import { view } from './view.js';
import { speak } from './words.js';

class RegularsWidget extends HTMLElement {
  static observedAttributes = ['lang', 'color', 'position'];

  #root = this.attachShadow({ mode: 'open' });
  #box = this.#root.appendChild(document.createElement('div'));
  #api = connect(this);
  #s = {
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
  #turn = 0; // the answers of a refresh that something overtook are dropped
  #timer;
  #pause;
  #opener;

  connectedCallback() {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      this.#root.adoptedStyleSheets = [sheet];
    } catch {
      // Safari before 16.4
      this.#root.append(Object.assign(document.createElement('style'), { textContent: CSS }));
    }
    // After the page has loaded and gone quiet: the shop's own work comes first.
    const start = () =>
      (window.requestIdleCallback || setTimeout)(() => this.isConnected && this.refresh());
    if (document.readyState === 'complete') start();
    else addEventListener('load', start, { once: true });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#s.open = false;
    this.#turn++;
  }

  attributeChangedCallback() {
    if (this.#s.shown) this.#render();
  }

  /** Ask again for what is shown. Closed, that is the number on the launcher and nothing else. */
  refresh = async () => {
    const s = this.#s;
    const { call, member } = this.#api;
    const turn = ++this.#turn;
    const { open, entries } = s;
    const news = { failed: false, shown: true };
    try {
      if (open || !this.hasAttribute('visitor')) {
        const store = encodeURIComponent(this.getAttribute('store'));
        [news.member, news.program] = await Promise.all([
          member(),
          s.program || (open && call('program?store=' + store, { anyone: true })) || undefined,
        ]);
        if (open && news.member) {
          const [list, page] = await Promise.all([call('redemptions'), entries && call('entries')]);
          news.codes = list.redemptions;
          if (page) [news.entries, news.cursor] = [page.entries, page.cursor];
        }
      } else news.member = null;
    } catch {
      if (turn === this.#turn) this.#set({ failed: true, shown: true });
      return;
    }
    if (turn !== this.#turn) return;
    if (!news.member && s.screen.ask) news.screen = {};
    this.#set(news);
    this.#watch();
  };

  open = () => {
    const s = this.#s;
    if (s.open || !this.isConnected) return;
    this.#opener = this.#root.activeElement || document.activeElement;
    this.#set({ open: true, shown: true, screen: {}, said: '' });
    this.#find('.panel').showModal();
    this.#focus();
    this.refresh();
  };

  close = () => this.#find('.panel')?.close();

  #closed = () => {
    this.#set({ open: false });
    clearTimeout(this.#timer);
    (this.#opener !== document.body && this.#opener?.isConnected
      ? this.#opener
      : this.#find('#launcher')
    ).focus();
  };

  #find(selector) {
    return this.#root.querySelector(selector);
  }

  #focus(id) {
    (this.#root.getElementById(id) || this.#find('#title')).focus();
  }

  #set(news) {
    Object.assign(this.#s, news);
    this.#render();
  }

  #render() {
    const tag = this.getAttribute('lang') || document.documentElement.lang;
    const held = this.#root.activeElement;
    this.#words = speak(tag);
    draw(this.#box, view(this.#s, this.#words, this.#act));
    this.#paint();
    // What had the focus is gone: it goes to the title, not to the page behind.
    if (held && !this.#root.activeElement && this.#s.open) this.#focus();
  }

  #words;

  #paint() {
    const { style } = this.#box;
    style.color = '';
    style.color = this.getAttribute('color');
    const look = tint(style.color && getComputedStyle(this.#box).color);
    for (const name of ['--c', '--on', '--shade']) style.setProperty(name, look[name] || '');
  }

  #go = (screen, focus = 'ask') => {
    this.#set({ screen, said: '' });
    this.#find('main').scrollTop = 0;
    this.#focus(focus);
  };

  #say(key, values) {
    this.#set({ said: this.#words.say(key, values) });
  }

  /** One action at a time: a second press while the first is under way does nothing. */
  async #once(work) {
    if (this.#s.busy) return;
    this.#turn++;
    this.#set({ busy: true, said: '' });
    await work();
    this.#set({ busy: false });
    this.refresh();
  }

  /** Where the key of a redemption under way is kept. */
  #slot(reward) {
    return `regulars:${this.getAttribute('store')}:${this.#api.sub}:${reward.id}`;
  }

  #put(code) {
    const { codes } = this.#s;
    const known = codes.find((one) => one.redemption_id === code.redemption_id);
    if (known) return Object.assign(known, code);
    codes.unshift(code);
    return code;
  }

  /** Say what became of a code since it was `was`. */
  #tell(was, { status, points }) {
    const p = this.#words.points(points);
    if (status === 'issued' && was === 'held') this.#say('ready');
    if (status === 'returned') this.#say(was === 'held' ? 'unmade' : 'given', { p });
    if (status === 'used') this.#say('wasUsed');
  }

  /** While a code is being made or given back, ask how far it is: gently, and only while seen. */
  #watch(pause = 1e3) {
    clearTimeout(this.#timer);
    const open = this.#s.codes.filter((code) => /held|returning/.test(code.status));
    if (!this.#s.open || !open[0]) return;
    this.#timer = setTimeout(async () => {
      let moved;
      for (const code of document.hidden ? [] : open) {
        const was = code.status;
        try {
          this.#put(await this.#api.call('redemptions/' + code.redemption_id));
        } catch {} // the next round asks again
        if (code.status !== was) {
          this.#tell(was, code);
          moved = true;
        }
      }
      if (moved) this.refresh();
      else this.#watch(Math.min(pause * 1.4, 1e4));
    }, pause);
  }

  /** What a press in the panel does. */
  #act = {
    attr: (name) => this.getAttribute(name),
    open: this.open,
    close: this.close,
    closed: this.#closed,
    go: this.#go,

    /** Whether redeeming this reward began in this tab and never had a final answer. */
    begun: (reward) => keep(this.#slot(reward)),

    /** The key outlives reloads until an answer is final: one decision is one redemption. */
    redeem: (reward) =>
      this.#once(async () => {
        const slot = this.#slot(reward);
        const key = keep(slot) || uuid();
        keep(slot, key);
        try {
          const body = { reward_id: reward.id };
          const code = this.#put(await this.#api.call('redemptions', { key, body }));
          keep(slot, null);
          this.#go({ ask: 'code', code });
          this.#tell('held', code);
        } catch ({ status, code }) {
          if (status < 400 || status > 499 || /401|408|42[59]/.test(status)) this.#say('lost');
          else {
            keep(slot, null);
            this.#go({}, 'r-' + reward.id);
            this.#say(code === 'insufficient_points' ? 'short' : 'refused');
          }
        }
      }),

    /** Giving back twice is giving back once, so no key is needed. */
    giveBack: (code) =>
      this.#once(async () => {
        try {
          const path = `redemptions/${code.redemption_id}/return`;
          this.#put(await this.#api.call(path, { body: {} }));
          this.#go({}, 'codes');
          this.#tell('returning', code);
        } catch {
          this.#say('refused');
        }
      }),

    claim: () =>
      this.#once(async () => {
        try {
          await this.#api.call('claims', { body: {} });
          this.#set({ claimed: true });
          this.#say('claimSent');
        } catch {
          this.#say('refused');
        }
      }),

    history: async (more) => {
      const s = this.#s;
      try {
        const after = more ? '?cursor=' + encodeURIComponent(s.cursor) : '';
        const { entries, cursor } = await this.#api.call('entries' + after);
        this.#set({ entries: more ? [...s.entries, ...entries] : entries, cursor });
      } catch {
        this.#say('refused');
      }
    },

    retry: () => {
      this.#set({ failed: false });
      this.refresh();
    },

    /** In-app browsers have no clipboard: then the code is selected for the shopper's own copy. */
    copy: async (id) => {
      const input = this.#find('#' + CSS.escape(id));
      try {
        await navigator.clipboard.writeText(input.value);
        this.#say('copied');
      } catch {
        input.focus();
        input.setSelectionRange(0, 99);
        this.#say('selected');
      }
    },

    /** Tab stays inside the panel. */
    key: (event) => {
      if (event.key !== 'Tab') return;
      const stops = [
        ...event.currentTarget.querySelectorAll(
          'button:enabled,a,input,summary'
        ),
      ].filter((el) => el.localName === 'summary' || !el.closest('details:not([open])'));
      const last = stops.at(-1);
      const [from, to] = event.shiftKey ? [stops[0], last] : [last, stops[0]];
      const at = this.#root.activeElement;
      if (at === from || (event.shiftKey && at.id === 'title')) {
        event.preventDefault();
        to.focus();
      }
    },
  };
}

if (!customElements.get('regulars-widget'))
  customElements.define('regulars-widget', RegularsWidget);
