import WORDS from './about.words.json';
import { remember } from './parts/consent.js';

export { WORDS };

/** What the shopper says of themselves, and whether product views may be kept. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let profile = { fields: [], answers: {} };
  let personal;
  let erased = 0; // how often: each time the form is made anew, without what was chosen

  const load = async () => {
    [profile, personal] = await Promise.all([
      k.get('profile'),
      kit.s.program.personal ? k.get('personal') : undefined,
    ]);
    if (personal) remember(kit, personal.consent);
  };

  const save = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const answers = profile.fields.map(({ id, many }) => {
      const chosen = form.getAll(id).filter(Boolean);
      return [id, chosen[0] ? (many ? chosen : chosen[0]) : null];
    });
    k.once(async () => {
      profile = await k.post('profile', { answers: Object.fromEntries(answers) });
      k.tell('saved');
    });
  };

  const erase = () =>
    k.once(async () => {
      const gone = profile.fields.map(({ id }) => [id, null]);
      profile = await k.post('profile', { answers: Object.fromEntries(gone) });
      erased++;
      k.tell('erased');
      kit.focus('title');
    });

  const agree = () =>
    k.once(async () => {
      personal = await k.post('personal', { consent: !personal.consent });
      remember(kit, personal.consent);
      k.tell(personal.consent ? 'isOn' : 'isOff');
    });

  function field({ id, name, names, many, options }) {
    const was = [profile.answers[id]].flat();
    const label = k.name({ name, names });
    const chosen = (value) => was.includes(value);
    if (many)
      return h(
        'fieldset',
        { id: 'p-' + id },
        h('legend', label),
        options.map((one) => k.choice('checkbox', id, one.id, k.name(one), chosen(one.id)))
      );
    return k.field(
      label,
      'select',
      { id: 'p-' + id, name: id },
      '',
      k.option('', say('unsaid'), !was[0]),
      options.map((one) => k.option(one.id, k.name(one), chosen(one.id)))
    );
  }

  const asked = () => [
    k.soft(say('intro')),
    h(
      'form',
      { id: 'profile-' + erased, onsubmit: save },
      profile.fields.map(field),
      k.row(
        k.submit(say('save'), { id: 'save' }),
        Object.keys(profile.answers)[0] && k.quiet(say('erase'), erase, { id: 'erase' })
      )
    ),
  ];

  const switched = () =>
    k.card(
      'views',
      h('h3', { id: 'v-title' }, say('viewsTitle')),
      h('p.soft', { id: 'v-text' }, say('viewsText')),
      h(
        'button.switch',
        {
          id: 'v-switch',
          type: 'button',
          role: 'switch',
          'aria-checked': `${personal.consent}`,
          'aria-labelledby': 'v-title',
          'aria-describedby': 'v-text',
          onclick: agree,
        },
        h('i'),
        h('span', say(personal.consent ? 'on' : 'off'))
      )
    );

  const view = () => [
    profile.fields[0] ? asked() : !personal?.views && k.empty(say('none')),
    personal?.views && switched(),
  ];

  return { title: () => say('title'), load, view };
}
