/** Remembers in this browser whether the shopper lets product views be kept: only then does the
    launcher tell what product a page is of. */
export const remember = ({ keep, slot }, consent) =>
  keep(slot('views'), consent ? 'yes' : null, 'localStorage');
