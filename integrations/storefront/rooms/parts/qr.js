/**
 * The QR code that the back end drew, `svg`, drawn anew as nodes of ours: what an API answers is
 * never parsed into the page, and a shop's content policy may forbid pictures from elsewhere. Black
 * on white also in the dark: scanners need that.
 */
export function qr(h, svg, label) {
  const drawn = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const lines = drawn.querySelector('path');
  const size = drawn.getAttribute('width');
  if (!lines || !size) return;
  return h(
    'div.qr',
    h(
      'svg',
      { role: 'img', 'aria-label': label, viewBox: `0 0 ${size} ${drawn.getAttribute('height')}` },
      h('path', {
        d: lines.getAttribute('d'),
        transform: lines.getAttribute('transform'),
        stroke: '#000',
        fill: 'none',
      })
    )
  );
}

/** A code in groups of four letters, for eyes and for saying aloud. */
export const grouped = (text) => text.match(/.{1,4}/g).join(' ');
