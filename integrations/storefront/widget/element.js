/**
 * <regulars-widget>: a shopper's points on any page of a shop. Its attributes: the README above.
 *
 *   <script type="module" src=".../regulars-widget.js"></script>
 *   <regulars-widget api="/storefront" store="woo-1a2b3c" token-url="/points-token"></regulars-widget>
 *
 * Methods: open(), close(), refresh(). Parts for a theme's CSS: launcher, nudge, panel.
 */
import { launch } from './launcher.js';

class RegularsWidget extends HTMLElement {
  static observedAttributes = ['lang', 'color', 'radius', 'words', 'visitor'];
  #run = launch(this, this.attachShadow({ mode: 'open' }));
  open = this.#run.open;
  close = this.#run.close;
  refresh = this.#run.refresh;

  connectedCallback() {
    // After the page has loaded and gone quiet: the shop's own work comes first.
    const start = () =>
      (window.requestIdleCallback || setTimeout)(() => this.isConnected && this.#run.start());
    if (document.readyState === 'complete') start();
    else addEventListener('load', start, { once: true });
  }

  disconnectedCallback() {
    this.#run.stop();
  }

  attributeChangedCallback() {
    this.#run?.changed();
  }
}

if (!customElements.get('regulars-widget')) customElements.define('regulars-widget', RegularsWidget);
