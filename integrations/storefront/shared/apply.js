/** The first page of WordPress's REST API, which a page names in its head. */
const wordpress = () =>
  document.querySelector('link[rel="https://api.w.org/"]')?.href || '/wp-json/';

const ways = {
  /** Shopify keeps the code in a cookie until checkout, and says of the cart whether it counts. */
  async shopify(code) {
    const root = window.Shopify?.routes?.root || '/';
    const answer = await fetch(`${root}discount/${encodeURIComponent(code)}`);
    if (!answer.ok) return false;
    const cart = await fetch(root + 'cart.js').then((answer) => answer.json());
    const said = (cart.discount_codes || []).find((one) => one.code === code);
    return said?.applicable !== false;
  },

  /** WooCommerce's Store API: its cart gives the nonce that a change of it needs. */
  async woocommerce(code) {
    const cart = wordpress() + 'wc/store/v1/cart';
    const options = { credentials: 'same-origin', cache: 'no-store' };
    const Nonce = (await fetch(cart, options)).headers.get('Nonce');
    const answer = await fetch(cart + '/apply-coupon', {
      ...options,
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Nonce },
      body: JSON.stringify({ code }),
    });
    if (answer.ok) return true;
    const { code: why } = await answer.json().catch(() => ({}));
    return why === 'woocommerce_rest_cart_coupon_error' && (await has(cart, options, code));
  },
};

/** Whether the code lies on the cart already: applying it twice is no failure. */
async function has(cart, options, code) {
  const { coupons = [] } = await fetch(cart, options).then((answer) => answer.json());
  return coupons.some((one) => one.code.toLowerCase() === code.toLowerCase());
}

/**
 * Lays `code` on the cart in the way `how` says ("shopify", "woocommerce", or "url:" and an address
 * with {code} in it), and tells the page by the event regulars-applied on `element`. False: the cart
 * did not take it. Throws when the store does not answer.
 */
export async function apply(how, code, element) {
  if (how.startsWith('url:')) {
    location.assign(how.slice(4).replace('{code}', encodeURIComponent(code)));
    return true;
  }
  const taken = await ways[how](code);
  if (taken)
    element.dispatchEvent(new CustomEvent('regulars-applied', { bubbles: true, detail: { code } }));
  return taken;
}
