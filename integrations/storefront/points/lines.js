import { net } from './net.js';

/** Requests of a page that change its cart. */
const CHANGES = /\/cart\/(add|change|update|clear)|\/wc\/store\/v1\/(batch|cart\/)|wc-ajax=(add|remove|apply|update)/;

const json = async (url) => {
  const answer = await fetch(url, { credentials: 'same-origin', cache: 'no-store' });
  if (!answer.ok) throw answer.status;
  return answer.json();
};

/** Minor units of `currency` from an amount that counts `digits` decimals. */
function minor(amount, digits, currency) {
  const style = { style: 'currency', currency };
  const own = new Intl.NumberFormat('en', style).resolvedOptions().maximumFractionDigits;
  return Math.round(amount * 10 ** (own - digits));
}

const sources = {
  /** Shopify counts hundredths in every currency, and what a discount takes off the whole cart
      stands beside the lines: each line bears its part. */
  async shopify(attr) {
    const cart = await json((window.Shopify?.routes?.root || '/') + 'cart.js');
    const { currency, items, total_price: total, discount_codes: codes = [] } = cart;
    const sum = items.reduce((all, item) => all + item.final_line_price, 0);
    const amount = (hundredths) => net(minor(hundredths, 2, currency), attr);
    return {
      currency,
      codes,
      lines: items.map((item) => ({
        product_id: item.product_id,
        variant_id: item.variant_id,
        quantity: item.quantity,
        net_minor: amount(sum && (item.final_line_price * total) / sum),
        list_minor: amount(item.original_line_price),
        gift_card: item.gift_card,
      })),
    };
  },

  /** WooCommerce's Store API: totals of a line are net of tax. */
  async woocommerce() {
    const root = document.querySelector('link[rel="https://api.w.org/"]')?.href || '/wp-json/';
    const { items, coupons: codes = [] } = await json(root + 'wc/store/v1/cart');
    const currency = items[0]?.totals.currency_code;
    return {
      currency,
      codes,
      lines: items.map(({ id, quantity, totals }) => ({
        product_id: id,
        quantity,
        net_minor: minor(totals.line_total, totals.currency_minor_unit, currency),
        list_minor: minor(totals.line_subtotal, totals.currency_minor_unit, currency),
        tax_minor: minor(totals.line_total_tax, totals.currency_minor_unit, currency),
      })),
    };
  },
};

/** The cart: as the page says it (`lines`), else as the shop's own API does, which also says what
    codes lie on it. */
export async function cartOf(attr) {
  if (attr('lines')) return { currency: attr('currency'), lines: JSON.parse(attr('lines')) };
  const ask = sources[attr('apply')];
  return ask ? ask(attr) : { lines: [] };
}

/** Calls `changed` when the page has changed its cart, by whatever script: until `signal` aborts. */
export function watchCart(signal, changed) {
  document.addEventListener('regulars-applied', changed, { signal });
  if (!window.PerformanceObserver) return;
  const seen = new PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => CHANGES.test(name))) changed();
  });
  seen.observe({ type: 'resource' });
  signal.addEventListener('abort', () => seen.disconnect());
}
