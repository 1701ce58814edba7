/**
 * The custom properties for a shop's colour `rgb` ("rgb(31, 77, 63)"), or none for anything else.
 * Of black and white, the one easier to read always has a contrast of at least 4.5:1.
 */
export function tint(rgb) {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(rgb);
  if (!parts) return {};
  const [r, g, b] = parts.slice(1).map((part) => ((+part / 255 + 0.055) / 1.055) ** 2.4);
  const dark = 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18;
  return { '--c': rgb, '--on': dark ? '#fff' : '#000', '--shade': dark ? '#0003' : '#fff5' };
}

/** Gives `box` the colour and the roundness that the element's attributes say, as the custom
    properties --c, --on, --shade and --r. What cannot be used leaves the default. */
export function dress(box, attr) {
  box.style.color = '';
  box.style.color = attr('color');
  const look = tint(box.style.color && getComputedStyle(box).color);
  const radius = parseFloat(attr('radius'));
  if (radius >= 0) look['--r'] = Math.min(radius, 32) + 'px';
  for (const name of ['--c', '--on', '--shade', '--r']) box.style.setProperty(name, look[name] || '');
}

/** Lays `css` on a shadow root, besides what lies there. */
export function wear(root, css) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    // Safari before 16.4
    root.prepend(Object.assign(document.createElement('style'), { textContent: css }));
  }
}
