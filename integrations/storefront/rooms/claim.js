import WORDS from './claim.words.json';

export { WORDS };

/** Points from orders as a guest: a mailed link, for only its reader shows whose address it is. */
export function room({ s, h, api, w, tell, once, parts }) {
  const send = () =>
    once(async () => {
      await api.call('claims', { body: {} });
      s.claimed = true;
      tell('sent');
    });

  return {
    title: () => w().say('claim'),
    view: () => [
      h('p', w().say(s.claimed ? 'sent' : 'text')),
      !s.claimed && parts.button(w().say('yes'), send),
    ],
  };
}
