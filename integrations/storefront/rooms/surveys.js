import WORDS from './surveys.words.json';

export { WORDS };

/** What the shop asks its members. Answers are kept only with consent, and erased when it ends. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let surveys = [];
  let asked; // the id of the survey whose form is open
  let wrong = {}; // by question, and of the consent

  const load = async () => {
    ({ surveys } = await k.get('surveys'));
  };

  const open = (id) => {
    const was = asked;
    asked = id;
    wrong = {};
    k.to(id ? 'h-' + id : 'open-' + was);
  };

  /** What a form says, by question, as the API takes it. */
  function given(survey, form) {
    const read = {
      choice: (id) => form.get(id),
      text: (id) => form.get(id).trim(),
      scale: (id) => +form.get(id) || null,
      several: (id) => form.getAll(id),
    };
    const answers = survey.questions.map(({ id, kind }) => [id, read[kind](id)]);
    return Object.fromEntries(answers.filter(([, answer]) => answer?.length !== 0 && answer));
  }

  function send(survey, event) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const answers = given(survey, form);
    wrong = Object.fromEntries(
      survey.questions.filter((one) => one.required && !answers[one.id]).map(({ id }) => [id, say('need')])
    );
    if (!form.get('-consent')) wrong['-consent'] = say('needConsent');
    const [first] = [...survey.questions.map(({ id }) => id), '-consent'].filter((id) => wrong[id]);
    if (first) return k.to('q-' + first);
    k.once(async () => {
      Object.assign(survey, await k.post('surveys/' + survey.id, { answers, consent: true }));
      open('');
      k.tell('thanks');
    });
  }

  const erase = (survey) =>
    k.once(async () => {
      Object.assign(survey, await k.post('surveys/' + survey.id, { consent: false }));
      k.tell('erased');
      kit.focus('h-' + survey.id);
    });

  const blames = (id) => ({ id: 'q-' + id, 'aria-describedby': wrong[id] ? `q-${id}-e` : null });

  function question({ id, kind, names, options, required }, answers) {
    const label = [k.pick(names), required && ' ' + say('needed')].filter(Boolean).join('');
    const was = answers?.[id];
    if (kind === 'text')
      return k.field(label, 'textarea', { id: 'q-' + id, name: id, maxlength: 1000, rows: 3, value: was || '' });
    const type = kind === 'several' ? 'checkbox' : 'radio';
    const chosen = (value) => [was].flat().includes(value);
    return h(
      'fieldset',
      { tabindex: -1, ...blames(id) },
      h('legend', label),
      kind === 'scale' && k.soft(say('scale')),
      h(
        kind === 'scale' ? 'div.scale' : 'div',
        kind === 'scale'
          ? [1, 2, 3, 4, 5].map((n) => k.choice(type, id, n, k.number(n), chosen(n)))
          : options.map((one) => k.choice(type, id, one.id, k.pick(one.names), chosen(one.id)))
      ),
      k.wrong('q-' + id, wrong[id])
    );
  }

  const form = (survey) =>
    h(
      'form',
      { id: 'form-' + survey.id, novalidate: '', onsubmit: (event) => send(survey, event) },
      survey.questions.map((one) => question(one, survey.answers)),
      h(
        'div.field',
        { tabindex: -1, ...blames('-consent') },
        k.choice('checkbox', '-consent', 'yes', say('consent'), survey.answers),
        k.wrong('q--consent', wrong['-consent'])
      ),
      k.row(
        k.submit(say('send'), { id: 'send' }),
        k.quiet(say('cancel'), () => open(''))
      )
    );

  const folded = (survey) => [
    survey.answers && k.soft(say('answered')),
    k.row(
      k.button(say(survey.answers ? 'change' : 'begin'), () => open(survey.id), {
        id: 'open-' + survey.id,
        'aria-label': `${say(survey.answers ? 'change' : 'begin')}: ${k.name(survey)}`,
      }),
      survey.answers && k.quiet(say('erase'), () => erase(survey), { id: 'erase-' + survey.id })
    ),
  ];

  const card = (survey) =>
    k.card(
      's-' + survey.id,
      k.head('h-' + survey.id, k.name(survey), k.gives(survey)),
      survey.until && k.soft(say('until', { d: k.date(survey.until) })),
      asked === survey.id ? form(survey) : folded(survey)
    );

  return {
    title: () => say('title'),
    load,
    view: () => (surveys[0] ? surveys.map(card) : k.empty(say('none'))),
  };
}
