import SHARED from './inside.words.json';
import { STYLE } from './inside_style.js';

let worn;

/** What every room is given: the panel's `act`, and what only rooms need. `room` is {name, data}, its
    sentences `all` ({lang: {key: sentence}}) come before the panel's; the merchant words one anew as
    "room.key". */
export function inside(act, { name, data }, all) {
  const { h, s, words, show, refresh } = act;
  if (worn !== act.root) act.style(STYLE);
  worn = act.root;

  /** Words with those of `part` ({lang: {key: sentence}}) before them. */
  const within = (part, more, base = words) => () => {
    const { lang, texts, own } = base();
    const mine = { ...more[lang] };
    for (const key in mine) mine[key] = own[`${part}.${key}`] ?? mine[key];
    const before = base === words ? { ...texts, ...SHARED[lang], ...own } : texts;
    return Object.assign(act.speak(base(), { ...before, ...mine }), { own });
  };

  const w = within(name, all);
  const say = (key) => w().say(key);
  const tell = (key, values) => show({ said: w().say(key, values) });
  const button = (text, onclick, props, look = '.btn') =>
    h('button' + look, { onclick, ...props }, text);
  const quiet = (text, onclick, props) => button(text, onclick, props, '.btn.alt');

  return {
    ...act,
    data,
    w,
    within,
    tell,

    /** One action at a time: a second press while the first is under way does nothing. */
    async once(work, failed = () => tell('refused')) {
      if (s.busy) return;
      s.turn++;
      show({ busy: true, said: '' });
      await work().catch(failed);
      show({ busy: false });
      refresh();
    },

    parts: {
      button,
      quiet,
      soft: (text) => text && h('p.soft', text),

      /** Yes and cancel. While busy, yes keeps the focus and says so; presses on it do nothing. */
      choice: (yes, onclick, cancel = () => act.back()) =>
        h(
          'div.row.wide',
          button(s.busy ? say('wait') : yes, onclick, { 'aria-disabled': `${s.busy}` }),
          !s.busy && quiet(say('cancel'), cancel)
        ),

      rewardName: ({ reward_id: id }) =>
        w().name(s.program.rewards.find((reward) => reward.id === id) || { name: id }),
    },
  };
}
