/** What the panel and its rooms are made of, drawn with `act` (panel.js). */
export function parts(act) {
  const { h, s } = act;
  const say = (key) => act.words().say(key);
  const button = (text, onclick, props, look = '.btn') =>
    h('button' + look, { onclick, ...props }, text);
  const quiet = (text, onclick, props) => button(text, onclick, props, '.btn.alt');

  return {
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
      act.words().name(s.program.rewards.find((reward) => reward.id === id) || { name: id }),
  };
}
