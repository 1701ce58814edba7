import WORDS from './card.words.json';
import { grouped, qr } from './parts/qr.js';

export { WORDS };

/** Renewed so long before it ends, so that nobody shows one that has. */
const BEFORE_MS = 60e3;

/** The card for the counter: large, and black on white also in the dark. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let card;
  let timer;

  const load = async () => {
    const asked = Date.now();
    card = await k.get('card');
    // By the card's own words when it ends; the shopper's clock may be wrong, so not at once again.
    const left = Date.parse(card.expires_at) - asked - BEFORE_MS;
    clearTimeout(timer);
    timer = setTimeout(renew, Math.min(Math.max(left, 60e3), 540e3));
  };

  /** As long as it is looked at. */
  const renew = () => {
    if (kit.s.open && kit.s.room?.name === 'card')
      load().then(kit.show, () => (timer = setTimeout(renew, 15e3)));
  };

  const view = () =>
    h(
      'section.pass',
      { id: 'pass' },
      kit.s.member.tier && h('p.b', k.name(kit.s.member.tier)),
      qr(h, card.svg, say('qr')),
      h('p.code', grouped(card.card)),
      h('p', say('text')),
      h('p', say('fresh'))
    );

  return { title: () => say('title'), load, view };
}
