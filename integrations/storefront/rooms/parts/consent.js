/** Remembers in this browser whether the shopper lets product views be kept: only then does the
    launcher tell what product a page is of (widget/errand.js). */
export const remember = ({ api, keep, slot }, consent) =>
  keep(slot('views:' + api.sub), consent ? 'yes' : null, 'localStorage');
