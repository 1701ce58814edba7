import WORDS from './errand.words.json';

/**
 * What a page leaves to be told once a shopper has signed in: by which channel they came, and, with
 * the consent that this browser remembers (rooms/parts/consent.js), what product the page is of.
 */
export async function errand(kit) {
  const { api, attr, keep, slot } = kit;
  const product = attr('product-id');
  if (product && keep(slot('views:' + api.sub), undefined, 'localStorage'))
    api.call('views', { body: { product_ids: [product] } }).catch(() => {}); // one view of many

  const name = slot('join');
  const channel = keep(name, undefined, 'localStorage');
  if (!channel) return;
  try {
    const given = await api.call('joined', { body: { channel } });
    keep(name, null, 'localStorage');
    if ((given.points || given.reward) && !kit.s.open) welcome(kit, given);
  } catch ({ status }) {
    // Refused for good; all else is told on the next page.
    if (status >= 400 && status < 500 && !/401|408|42[59]/.test(status))
      keep(name, null, 'localStorage');
  }
}

/** Says beside the launcher what joining gave. */
function welcome({ h, set, find, words, speak, host }, { points, reward }) {
  const said = words();
  const w = speak(said, { ...said.texts, ...WORDS[said.lang] }, said.own);
  const close = () => {
    set({ note: {} });
    find('launcher').focus();
  };
  const hush = h('button.x', { id: 'hush', onclick: close, 'aria-label': w.say('close') }, '×');
  const gifts = [points > 0 && w.points(points), reward && w.name(reward)].filter(Boolean);
  set({ note: { text: w.say('errand.welcome', { p: gifts.join(' + ') }), kids: hush } });
  host.refresh();
}
