import { net } from './net.js';

/** "Earn 120 points": what one piece of the product that the page shows would earn. */
export async function product({ host, api, attr, h, signal, show, soon, star, estimate, join }) {
  const prices = parse(attr('prices'));
  const variant = () => {
    const field = (host.closest('section, main') || document).querySelector(
      'form[action*="/cart/add"] [name=id]'
    );
    return prices[field?.value] >= 0 ? field.value : attr('variant-id');
  };
  const chosen = variant();
  // A theme changes the form's variant in its own handlers, and says so in an event of the page.
  const look = () => setTimeout(() => !signal.aborted && variant() !== chosen && soon(), 50);
  if (prices[chosen] >= 0) document.addEventListener('change', look, { signal });

  const price = net(prices[chosen] ?? attr('price-minor'), attr);
  if (!(price > 0)) return show();
  const line = { product_id: attr('product-id'), quantity: 1, net_minor: price };
  if (chosen) line.variant_id = chosen;
  const { points } = await estimate([line]);
  show(
    points > 0 &&
      ((w) => {
        const guest = attr('visitor') != null || api.guest;
        return h(
          'p.line',
          { part: 'line' },
          star,
          h('span', w.say(guest ? 'members' : 'product', { p: w.points(points) })),
          guest && join(w)
        );
      })
  );
}

function parse(json) {
  try {
    return JSON.parse(json) || {};
  } catch {
    return {};
  }
}
