import { connect } from '../shared/api.js';
import { draw, h } from '../shared/draw.js';
import { keep, uuid } from '../shared/keep.js';
import { dress, wear } from '../shared/tint.js';
import { language, speak } from '../shared/words.js';
import { STYLE } from './style.js';

/** What the launcher says itself, before the words of a language are loaded. */
const TEXT = {
  en: ['Rewards', '{n} points', 'Not available right now'],
  'zh-Hant': ['會員點數', '{n} 點', '目前無法讀取點數'],
  'zh-Hans': ['会员积分', '{n} 积分', '目前无法读取积分'],
  ja: ['会員ポイント', '{n}ポイント', 'ただいま読み込めません'],
};
const STAR = 'M12 1.5l2.7 7.8 7.8 2.7-7.8 2.7L12 22.5l-2.7-7.8L1.5 12l7.8-2.7z';
/**
 * Runs `host`, a <regulars-widget>, in `root`, its shadow root: the launcher, and what it needs to
 * load the rest. All that is loaded gets the same `kit`, so that no code comes twice.
 */
export function launch(host, root) {
  const attr = (name) => host.getAttribute(name);
  const box = root.appendChild(document.createElement('div'));
  const find = (id) => root.getElementById(id);
  const s = {
    shown: false, // something is known, or known to be out of reach
    loading: false, // the panel, on its way
    open: false,
    note: {}, // beside the launcher: {text, kids}
    turn: 0, // the answers of a refresh that something overtook are dropped
    member: undefined, // null: a visitor
    program: undefined,
    last: undefined, // points at the last visit, as text
  };
  const loads = {}; // what is loaded or under way, by name
  const misses = {}; // a browser may remember that an address failed: the next try has another one
  let texts = {}; // every sentence of one language: {lang, all}
  let file; // those of the page's own file
  let panel;

  /** Loads `regulars-${name}.js` from beside this file, with this file's own version in its query. */
  const load = (name) =>
    (loads[name] ||= (async () => {
      const url = new URL(`regulars-${name}.js`, import.meta.url);
      url.search = new URL(import.meta.url).search;
      if (misses[name]) url.searchParams.set('again', misses[name]);
      try {
        return await import(url);
      } catch (error) {
        loads[name] = 0;
        misses[name] = (misses[name] || 0) + 1;
        throw error;
      }
    })());

  const tongue = () => language(attr('lang') || document.documentElement.lang);

  /** Loads the sentences of the page's language. */
  async function learn() {
    const { lang = 'en' } = tongue();
    if (texts.lang !== lang) texts = { lang, all: (await load('words-' + lang)).default };
  }

  /** The words as they are now: the attributes may change at any time. */
  function words() {
    const { lang, locale } = tongue();
    const ours = lang || 'en';
    const [title, points, away] = TEXT[ours];
    const first = { title, points, away, 'points.one': ours === 'en' ? '{n} point' : undefined };
    let own;
    try {
      own = JSON.parse(attr('words'));
    } catch {} // no JSON, no wording of the merchant's own
    return speak(
      { lang: ours, locale: lang || file ? locale : 'en' },
      texts.lang === ours ? texts.all : first,
      { ...(!lang && file), ...own }
    );
  }

  function paint() {
    if (!s.shown) return;
    const w = words();
    const { member, last, note } = s;
    const number = member ? member.balance.available : member === undefined && last;
    const known = number >= 0 && number !== false;
    box.lang = w.locale;
    draw(box, [
      h(
        'button.launcher.pin',
        {
          id: 'launcher',
          part: 'launcher',
          'aria-haspopup': 'dialog',
          'aria-busy': `${s.loading}`,
          onclick: open,
          // Whoever points at it is about to press it.
          onpointerenter: () => load('panel').catch(() => {}),
        },
        h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, h('path', { d: STAR })),
        known && h('span.sr', w.say('title')),
        h('span' + (known && !member ? '.old' : ''), { id: 'n' }, known ? w.points(+number) : w.say('title'))
      ),
      h(
        'div.say.pin' + (note.text ? '.on' : ''),
        { id: 'nudge', part: 'nudge' },
        h('p', { role: 'status' }, note.text),
        note.kids
      ),
      panel?.view(w),
    ]);
    dress(box, attr);
  }

  function set(news) {
    Object.assign(s, news);
    paint();
  }

  /** Takes in what the API says of the member, and remembers the number for the next visit. */
  function seen(member) {
    const last = member ? `${member.balance.available}` : undefined;
    left('last', last || null);
    // A reward that was in reach may not be any more.
    set({ member, last, ...(+last < +s.last && { note: {} }) });
  }

  const slot = (name) => `regulars:${attr('store')}:${name}`;
  /** What this browser keeps for the store. */
  const left = (name, value) => keep(slot(name), value, 'localStorage');

  async function refresh() {
    if (s.open) return panel.refresh();
    const mine = ++s.turn;
    const member = await api.member().catch(() => {}); // the panel, opened, says so
    if (mine !== s.turn) return;
    s.shown = true;
    if (member === undefined) paint();
    else seen(member);
  }

  async function open() {
    if (s.open || s.loading || !host.isConnected) return;
    const opener = root.activeElement || document.activeElement;
    s.turn++;
    set({ shown: true, loading: true, note: {} });
    try {
      panel ||= (await Promise.all([load('panel'), learn()]))[0].panel(kit);
      await learn();
      if (host.isConnected) panel.open(opener);
    } catch {
      s.note = { text: words().say('away') };
    }
    set({ loading: false });
  }

  const api = connect(attr);
  const style = (css) => wear(root, css);
  const kit = { host, root, attr, find, s, h, api, keep, uuid, slot, load, learn, speak, words, set, seen, open, style };
  style(STYLE);

  return {
    open,
    close: () => panel?.close(),
    refresh,

    async start() {
      const src = attr('words-src');
      if (src && !file) file = await fetch(src).then((answer) => answer.json()).catch(() => {});
      const last = attr('visitor') == null && left('last');
      if (last) set({ shown: true, last });
      // By which channel somebody came is kept until they have signed in.
      const came = /[?&]regulars_join=([\w-]+)/.exec(location.search);
      if (came) left('join', came[1]);
      await refresh();
      if (s.member && (left('join') || left('views:' + api.sub)))
        await load('errand').then(({ errand }) => errand(kit), () => {});
      // One nudge a visit at most, and nothing is loaded for it where there is no cause.
      if (!s.member || s.open || s.note.text || attr('nudge') === 'off' || keep(slot('nudged'))) return;
      const { nudge } = await load('nudge').catch(() => ({}));
      nudge?.(kit, last);
    },

    stop() {
      panel?.stop();
      s.turn++;
    },

    /** An attribute changed. */
    changed() {
      paint();
      if (panel)
        learn()
          .then(paint)
          .catch(() => {});
    },
  };
}
