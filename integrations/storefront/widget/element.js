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
import { run } from './panel.js';
import { STYLE } from './style.js';

class RegularsWidget extends HTMLElement {
  static observedAttributes = ['lang', 'color', 'position'];
  #root = this.attachShadow({ mode: 'open' });
  #panel = run(this, this.#root);
  open = this.#panel.open;
  close = this.#panel.close;
  refresh = this.#panel.refresh;

  connectedCallback() {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
    } catch {
      // Safari before 16.4
      this.#root.prepend(Object.assign(document.createElement('style'), { textContent: STYLE }));
    }
    // After the page has loaded and gone quiet: the shop's own work comes first.
    const start = () =>
      (window.requestIdleCallback || setTimeout)(() => this.isConnected && this.refresh());
    if (document.readyState === 'complete') start();
    else addEventListener('load', start, { once: true });
  }

  disconnectedCallback() {
    this.#panel.stop();
  }

  attributeChangedCallback() {
    this.#panel?.draw();
  }
}

if (!customElements.get('regulars-widget')) customElements.define('regulars-widget', RegularsWidget);
