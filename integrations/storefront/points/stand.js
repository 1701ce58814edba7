import { connect } from '../shared/api.js';
import { draw, h } from '../shared/draw.js';
import { keep, uuid } from '../shared/keep.js';
import { dress, wear } from '../shared/tint.js';
import { language, speak } from '../shared/words.js';
import { product } from './product.js';
import { star } from './star.js';
import { STYLE } from './style.js';

/** What each kind of line asks, and then shows by `kit.show(view)`; nothing when it has nothing.
    What only some pages have is loaded there. */
const KINDS = {
  product,
  cart: async (kit) => (await kit.load('points-cart')).cart(kit),
  order: async (kit) => (await kit.load('points-order')).order(kit),
  tier: async (kit) => (await kit.load('points-standing')).tier(kit),
  account: async (kit) => (await kit.load('points-standing')).account(kit),
};

/** Runs `host`, a <regulars-points>, in `root`, its shadow root. */
export function stand(host, root) {
  const attr = (name) => host.getAttribute(name);
  const box = root.appendChild(document.createElement('div'));
  let turn = 0; // what was asked before the last change is dropped when it is answered
  let started = false;
  let view; // of the words; undefined: nothing to show
  let texts = {}; // every sentence of one language: {from, all, own}
  let ends = new AbortController(); // of what the line listens to
  let timer;

  /** Loads `regulars-${name}.js` from beside this file, with this file's own version in its query. */
  const load = (name) => import(new URL(`regulars-${name}.js`, import.meta.url) + new URL(import.meta.url).search);
  const tongue = () => language(attr('lang') || document.documentElement.lang);

  async function learn() {
    const { lang } = tongue();
    const src = !lang && attr('words-src'); // another language comes as a file of the page's own
    const from = src || lang || 'en';
    if (texts.from === from) return;
    const all = src ? await (await fetch(src)).json() : (await load('points-' + from)).default;
    texts = { from, all, own: !!src };
  }

  function words() {
    const { lang, locale } = tongue();
    let own;
    try {
      own = JSON.parse(attr('words'));
    } catch {} // no JSON, no wording of the merchant's own
    return speak({ lang: lang || 'en', locale: lang || texts.own ? locale : 'en' }, texts.all, own || {});
  }

  function paint() {
    const w = view && words();
    box.lang = w ? w.locale : '';
    draw(box, [view ? view(w) : []]);
    dress(box, attr);
    box.style.color = ''; // the ink is the page's
  }

  /** Asks for what the line says. A back end that does not answer leaves the place empty. */
  async function refresh() {
    const mine = ++turn;
    ends.abort();
    ends = new AbortController();
    const show = (news) => {
      if (mine !== turn) return;
      view = news;
      paint();
    };
    const { signal } = ends;
    const wanted = () => mine === turn && host.isConnected;
    try {
      await learn();
      await KINDS[attr('for')]?.({ ...kit, show, signal, wanted });
    } catch {
      show();
    }
  }

  /** Asks again once a burst of changes is over. */
  function soon(ms = 0) {
    clearTimeout(timer);
    timer = setTimeout(refresh, ms);
  }

  const api = connect((name) => (name === 'token-url' && attr('order-token-url')) || attr(name));
  // What a line keeps over its refreshes lies in `kept`.
  const kit = { host, root, attr, api, h, star: star(h), keep, uuid, load, words, refresh, soon, kept: {} };

  kit.slot = (name) => `regulars:${attr('store')}:${name}`;

  /** One call, with the store for visitors, and texts in the page's language only. */
  kit.call = (path, options) => {
    const { lang = 'en' } = tongue();
    const query = `store=${encodeURIComponent(attr('store'))}&lang=${lang}`;
    return api.call(path + (path.includes('?') ? '&' : '?') + query, {
      anyone: attr('visitor') != null && !attr('order-token-url'),
      ...options,
    });
  };

  /** What an order of `lines` would earn. */
  kit.estimate = (lines, currency = attr('currency')) =>
    kit.call('estimate', { body: { currency, lines } });

  /** A link to where a visitor joins, or nothing. */
  kit.join = (w) => {
    const href = attr('join-url') || attr('sign-in-url');
    return href && h('a', { href }, w.say('join'));
  };

  wear(root, STYLE);

  return {
    refresh,
    start() {
      started = true;
      refresh();
    },
    stop() {
      started = false;
      turn++;
      ends.abort();
      clearTimeout(timer);
    },
    changed: () => started && soon(),
  };
}
