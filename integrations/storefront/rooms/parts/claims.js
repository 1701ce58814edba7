import WORDS from './claims.words.json';
import { birthday } from './birthday.js';

/** By what a shopper can show that they did it. */
const EVIDENCE = {
  review: ['link'],
  social_share: ['link'],
  social_follow: ['handle'],
  tagged_post: ['link', 'handle'],
};

/** What is earned besides buying: how it stands, and claiming it. A part of the room of ways to
    earn. */
export async function claims(kit) {
  const k = (await kit.load('bits')).bits(kit, kit.within('claims', WORDS));
  const { h, say } = k;
  let s = { actions: [], claims: [] }; // as the API lists them
  const day = birthday(kit, k, () => s);
  let asked; // the action whose form is open

  const load = async () => {
    s = await k.get('actions');
  };

  const ask = (action) => {
    const from = asked;
    asked = action;
    k.to(action ? `${EVIDENCE[action.kind][0]}-${action.id}` : 'did-' + from.id);
  };

  const claim = (action, body) =>
    k.once(async () => {
      const made = await k.send('actions/' + action.id, body, 'action:' + action.id);
      asked = undefined;
      const waits = made.status === 'waiting';
      action.state = waits ? 'waiting' : 'done';
      if (waits) k.tell('sent');
      else if (action.points) k.tell('got', { p: k.points(action.points) });
      else k.tell('gotGift');
      kit.focus('h-' + action.id);
    });

  const form = (action) =>
    h(
      'form',
      {
        id: 'form-' + action.id,
        onsubmit(event) {
          event.preventDefault();
          const given = [...new FormData(event.currentTarget)].filter(([, text]) => text.trim());
          claim(action, Object.fromEntries(given));
        },
      },
      EVIDENCE[action.kind].map((name) =>
        k.field(say(name), 'input', {
          id: `${name}-${action.id}`,
          name,
          maxlength: 300,
          inputmode: name === 'link' ? 'url' : null,
          autocomplete: 'off',
        })
      ),
      action.approval && k.soft(say('looks')),
      k.row(
        k.submit(say('send'), { id: 'send-' + action.id }),
        k.quiet(say('cancel'), () => ask())
      )
    );

  const press = (action, key, onclick) =>
    k.press(say(key), onclick, {
      id: `${key}-${action.id}`,
      'aria-label': `${say(key)}: ${k.name(action)}`,
    });

  function open(action) {
    const { id, kind, how } = action;
    if (how === 'birthday') return day.view();
    if (how === 'automatic') return k.soft(say(/newsletter|survey/.test(kind) ? kind : 'automatic'));
    if (!EVIDENCE[kind]) return press(action, 'collect', () => claim(action, {}));
    return asked?.id === id ? form(action) : press(action, 'did', () => ask(action));
  }

  const STATES = {
    open,
    waiting: () => k.soft(say('waiting')),
    done: ({ again_on: on, how }) =>
      how === 'birthday' && day.known()
        ? day.view()
        : k.soft(say('done'), on && ' · ' + say('again', { d: k.date(on) })),
    closed: ({ reason, again_on: on }) =>
      k.soft(on ? say('again', { d: k.date(on) }) : k.pick(reason.text)),
  };

  const sent = () => {
    const past = s.claims.filter((one) => one.status !== 'given' || one.link || one.handle);
    const name = (one) => k.name(s.actions.find(({ id }) => id === one.action_id) || { name: one.action_id });
    return (
      past[0] &&
      h(
        'section',
        { id: 'past' },
        h('h3', say('past')),
        h(
          'ul.list',
          past.map((one) =>
            h(
              'li',
              { id: one.claim_id },
              h('div', h('p', name(one)), k.soft(k.date(one.at), one.reason && ' · ' + one.reason)),
              k.soft(say(one.status === 'refused' ? 'refusedClaim' : one.status))
            )
          )
        )
      )
    );
  };

  const view = () => [
    s.actions[0] && h('h3', { id: 'besides' }, say('title')),
    s.actions.map((one) =>
      k.card('a-' + one.id, k.head('h-' + one.id, k.name(one), k.gives(one)), STATES[one.state](one))
    ),
    sent(),
  ];

  return { load, view };
}
