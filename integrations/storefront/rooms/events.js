import WORDS from './events.words.json';
import { qr } from './parts/qr.js';

export { WORDS };

/** Members' events: saying that one comes, and the ticket for the door. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let events = [];
  let shown; // the event whose ticket is shown
  let ticket;

  const load = async () => {
    events = (await k.get('events')).events;
  };

  const answer = (event, coming) =>
    k.once(async () => {
      Object.assign(event, await k.post('events/' + event.id, { coming }));
      shown = '';
      k.tell(coming ? 'seeYou' : 'cancelled');
      kit.focus('h-' + event.id);
    });

  /** Asked anew each time: a ticket is good for some minutes. */
  const show = (event) =>
    k.once(async () => {
      if (shown !== event.id) ticket = await k.get('card');
      shown = shown === event.id ? '' : event.id;
    });

  /** `at` is by the store's clock, wherever the shopper is. */
  const time = (at) =>
    k.when({ dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' }, new Date(at.slice(0, 16) + 'Z'));

  function mine(event) {
    const name = (key) => ({ 'aria-label': `${say(key)}: ${k.name(event)}` });
    if (event.answer === 'came') return h('p.b', say('came'));
    if (event.answer === 'coming')
      return [
        h('p.b', say('coming')),
        k.row(
          k.press(say(shown === event.id ? 'hide' : 'ticket'), () => show(event), {
            id: 'show-' + event.id,
            'aria-expanded': `${shown === event.id}`,
          }),
          k.quiet(say('leave'), () => answer(event, false), { id: 'leave-' + event.id, ...name('leave') })
        ),
        shown === event.id && h('section', { id: 'ticket' }, qr(h, ticket.svg, say('qr')), k.soft(say('ticketText'))),
      ];
    if (event.refusal) return k.soft(k.pick(event.refusal.text));
    return k.press(say('come'), () => answer(event, true), {
      id: 'come-' + event.id,
      ...name('come'),
    });
  }

  const card = (event) => {
    const gives = k.gives(event);
    return k.card(
      'e-' + event.id,
      h('h3', { id: 'h-' + event.id, tabindex: -1 }, k.name(event)),
      h(
        'dl',
        h('dt', say('when')),
        h('dd', { id: 'w' }, time(event.at)),
        k.pick(event.places) && [h('dt', { id: 'p' }, say('where')), h('dd', { id: 'pp' }, k.pick(event.places))]
      ),
      gives && k.soft(say('gives', { p: gives })),
      event.left != null && !/com|came/.test(event.answer) && k.soft(say('left', { n: k.number(event.left) })),
      mine(event)
    );
  };

  return {
    title: () => say('title'),
    load,
    view: () => (events[0] ? events.map(card) : k.empty(say('none'))),
  };
}
