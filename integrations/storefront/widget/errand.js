import WORDS from './errand.words.json';

/**
 * What a page leaves to be told once a shopper has signed in: by which channel they came, and, with
 * the consent that this browser remembers (rooms/parts/consent.js), what product the page is of.
 */
export async function errand({ api, attr, keep, slot, set, s, h, words, find }) {
  const product = attr('product-id');
  if (product && keep(slot('views:' + api.sub), undefined, 'localStorage'))
    api.call('views', { body: { product_ids: [product] } }).catch(() => {});

  const joined = slot('join');
  const channel = keep(joined, undefined, 'localStorage');
  if (!channel) return;
  try {
    const { points } = await api.call('joined', { body: { channel } });
    keep(joined, null, 'localStorage');
    if (!points || s.open) return;
    const w = () => words().within('errand', WORDS);
    const close = () => {
      set({ note: {} });
      find('launcher').focus();
    };
    set({
      note: {
        text: w().say('welcome', { p: w().points(points) }),
        kids: h('button.x', { id: 'hush', onclick: close, 'aria-label': w().say('close') }, '×'),
      },
    });
  } catch ({ status }) {
    // Refused for good; all else is told on the next page.
    if (status >= 400 && status < 500 && !/401|408|42[59]/.test(status)) keep(joined, null, 'localStorage');
  }
}
