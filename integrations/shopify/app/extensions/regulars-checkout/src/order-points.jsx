import { useEffect, useState } from 'preact/hooks';
import { minor, number, regulars, say } from '../../../shared/regulars.js';

// Seconds between looks for the order: its webhook is on its way when this page opens.
const PAUSES_S = [0, 1.5, 3, 5, 10, 20];

/**
 * "This order: +120 points, usable from 3 May", with why. A guest sees what the order is worth and
 * how to keep it. A dead back end, or an order that earns nothing, shows nothing.
 */
export function OrderPoints({ orderId, lines }) {
  const { formatDate, formatNumber } = shopify.i18n;
  const [seen, set] = useState(/** @type {any} */ ({ state: 'waiting' }));

  useEffect(() => {
    const api = regulars(shopify.sessionToken, shopify.localization.extensionLanguage.value.isoCode);
    let on = true;
    const show = (news) => on && set(news);
    (async () => {
      try {
        const order = await found(api, orderId, () => on);
        show(order ? { ...order, text: api.pick(order.why?.text) } : { state: 'later' });
      } catch ({ code }) {
        const worth = code === 'not_signed_in' && (await estimated(api, lines));
        show(worth ? { state: 'guest', points: worth } : { state: 'none' });
      }
    })();
    return () => {
      on = false;
    };
  }, [orderId]);

  const points = seen.points || seen.pending || 0;
  if (seen.state === 'none' || seen.state === 'void') return null;
  if (seen.state === 'waiting') return <s-skeleton-paragraph />;
  if (seen.state === 'later') return <s-text color="subdued">{say('later')}</s-text>;
  if (!points) return null;
  const figures = { count: points, n: formatNumber(points) };
  if (seen.state === 'guest') return <s-text>{say('guest', figures)}</s-text>;
  // A day ("2027-05-03") is that day everywhere.
  const day = seen.usable_from && new Date(seen.usable_from);
  return (
    <s-stack gap="small">
      <s-text type="strong">
        {day
          ? say('from', {
              ...figures,
              date: formatDate(day, { dateStyle: 'long', timeZone: 'UTC' }),
            })
          : say(seen.points ? 'usable' : 'pending', figures)}
      </s-text>
      {seen.text && (
        <s-details>
          <s-summary>{say('why')}</s-summary>
          <s-text color="subdued">{seen.text}</s-text>
        </s-details>
      )}
    </s-stack>
  );
}

/** The order once the ledger has it, or undefined when it takes longer than a shopper waits. */
async function found(api, orderId, wanted) {
  for (const pause of PAUSES_S) {
    await new Promise((go) => setTimeout(go, pause * 1000));
    if (!wanted()) return undefined;
    const order = await api.call(`orders/${orderId}`);
    if (order.known) return order;
  }
  return undefined;
}

/** Points that these lines would earn anybody; 0 when the API does not say. */
async function estimated(api, lines) {
  if (!lines.length) return 0;
  try {
    const { points } = await api.call('estimate', {
      body: {
        currency: lines[0].cost.totalAmount.currencyCode,
        lines: lines.map((line) => ({
          product_id: number(line.merchandise.product.id),
          variant_id: number(line.merchandise.id),
          quantity: line.quantity,
          net_minor: minor(line.cost.totalAmount),
        })),
      },
    });
    return points;
  } catch {
    return 0;
  }
}
