import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { number } from '../../../shared/regulars.js';
import { OrderPoints } from './order-points.jsx';

export default async () => {
  render(<OrderStatus />, document.body);
};

function OrderStatus() {
  const order = shopify.order.value;
  return order && <OrderPoints orderId={number(order.id)} lines={shopify.lines.value} />;
}
