/** A price without the tax that is in it, where the page says how much that is. */
export function net(minor, attr) {
  return Math.round((+minor * 100) / (100 + (+attr('tax-percent') || 0)));
}
