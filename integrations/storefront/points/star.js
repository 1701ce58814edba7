const STAR = 'M12 1.5l2.7 7.8 7.8 2.7-7.8 2.7L12 22.5l-2.7-7.8L1.5 12l7.8-2.7z';

/** Regulars' sign before a line; it says nothing that the line does not. */
export const star = (h) =>
  h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, h('path', { d: STAR }));
