/**
 * <regulars-points for="product|cart|order|tier|account">: a line about points in the page's own
 * flow and font. Its attributes: the README above.
 *
 *   <script type="module" src=".../regulars-points.js"></script>
 *   <regulars-points for="product" style="display:block;min-height:1.6em" api="/storefront"
 *     store="woo-1a2b3c" product-id="17" price-minor="240000" currency="TWD"></regulars-points>
 *
 * Method: refresh(). Parts for a theme's CSS: line, badge, redeem.
 */
import { stand } from './stand.js';

class RegularsPoints extends HTMLElement {
  static observedAttributes =
    'for product-id variant-id price-minor currency lines order-id lang words color radius visitor'.split(' ');
  #run = stand(this, this.attachShadow({ mode: 'open' }));
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

if (!customElements.get('regulars-points')) customElements.define('regulars-points', RegularsPoints);
