// Opens the preview's widget without anybody pressing it, and leaves the focus, and how far the page
// around the frame is scrolled, as they were.
const widget = document.querySelector('regulars-widget');
const outside = parent !== window && { at: parent.document.activeElement, x: parent.scrollX, y: parent.scrollY };
let pressed = false;
for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => (pressed = true), { once: true });
if (outside)
  addEventListener(
    'focusin',
    () =>
      setTimeout(() => {
        if (pressed) return;
        frameElement.blur();
        outside.at?.focus?.({ preventScroll: true });
        parent.scrollTo(outside.x, outside.y);
      }),
    { once: true }
  );
await customElements.whenDefined('regulars-widget');
widget.open();
