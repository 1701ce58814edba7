import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { number } from '../../../shared/regulars.js';
import { OrderPoints } from './order-points.jsx';

export default async () => {
  render(<ThankYou />, document.body);
};

function ThankYou() {
  const { id } = shopify.orderConfirmation.value.order;
  return <OrderPoints orderId={number(id)} lines={shopify.lines.value} />;
}
