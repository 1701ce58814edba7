/** The birthday in the room of what is earned. `k`: that room's bits; `known`: what it has loaded. */
export function birthday(kit, k, loaded) {
  const { h, say } = k;
  let bad;

  // A leap year has every day.
  const on = (month, day) => new Date(Date.UTC(2024, month - 1, day));
  const said = (told) => k.when({ month: 'long', day: 'numeric', timeZone: 'UTC' }, on(...told.split('-')));

  const tell = (told, key) =>
    k.once(async () => {
      Object.assign(loaded(), await k.post('birthday', { birthday: told }));
      k.tell(key);
      kit.focus('title');
    });

  function save(event) {
    event.preventDefault();
    const { month, day } = Object.fromEntries(new FormData(event.currentTarget));
    bad = !month || !day || on(month, day).getUTCDate() !== +day;
    if (!bad) return tell(`${month.padStart(2, 0)}-${day.padStart(2, 0)}`, 'kept');
    k.to('b-month');
  }

  const list = (name, label, values, text) =>
    k.field(
      label,
      'select',
      { id: 'b-' + name, name, autocomplete: `bday-${name}` },
      name === 'month' && bad && say('badDay'),
      k.option('', say('choose')),
      values.map((value) => k.option(value, text(value)))
    );

  const numbers = (count) => Array.from({ length: count }, (_, at) => at + 1);

  function view() {
    const { birthday: day, next_on: next, changeable_on: fixed } = loaded();
    return [
      day && h('p', say('birthdayIs', { d: said(day) })),
      day && next && k.soft(say('birthdayNext', { d: k.date(next) })),
      fixed ? k.soft(say('birthdayFixed', { d: k.date(fixed) })) : form(),
      day && k.quiet(say('birthdayGone'), () => tell(null, 'gone'), { id: 'b-gone' }),
    ];
  }

  const form = () =>
    h(
      'form',
      { id: 'birthday', onsubmit: save },
      k.soft(say('birthdayAsk')),
      k.row(
        list('month', say('month'), numbers(12), (month) =>
          k.when({ month: 'long', timeZone: 'UTC' }, on(month, 1))
        ),
        list('day', say('day'), numbers(31), (day) => k.number(day))
      ),
      k.submit(say('save'), { id: 'b-save' })
    );

  return { known: () => loaded().birthday, view };
}
