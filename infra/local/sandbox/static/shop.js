// The guide opens the widget; after an order changed, the widget is asked again: points follow
// within seconds, when the webhook has been booked.
const widget = document.querySelector('regulars-widget');
for (const link of document.querySelectorAll('[data-points]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    widget.open?.();
  });
}
if (document.querySelector('.note.good')) {
  for (const seconds of [1, 2.5, 5, 9]) setTimeout(() => widget.refresh?.(), seconds * 1000);
}
// A code that came onto the cart shows in its sums, as a theme would draw them anew.
document.addEventListener('regulars-applied', () => location.reload());
