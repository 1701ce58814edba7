// The landing page comes through the app proxy, so it is of the shop's own origin: its frame can be
// as high as what is in it. Where that cannot be read, the height that the merchant set stays.
for (const frame of document.querySelectorAll('iframe[data-regulars-landing]')) {
  const fit = () => {
    try {
      const page = frame.contentDocument.documentElement;
      const set = () => (frame.height = page.scrollHeight);
      new ResizeObserver(set).observe(frame.contentDocument.body);
      set();
      // A link in the page leads the whole window, not the frame.
      for (const link of page.querySelectorAll('a[href]')) link.target = '_top';
    } catch {}
  };
  frame.addEventListener('load', fit);
  if (frame.contentDocument?.readyState === 'complete') fit();
}
