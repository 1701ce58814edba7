import { h } from './draw.js';

const STAR = 'M12 1.5l2.7 7.8 7.8 2.7-7.8 2.7L12 22.5l-2.7-7.8L1.5 12l7.8-2.7z';
const CROSS =
  'M6.4 5L12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z';

/**
 * What the shopper sees. `s` is the state (element.js), `w` the words of speak(), `act` what a press
 * does. Pure: the same state is the same picture.
 */
export function view(s, w, act) {
  const { say, points } = w;
  const icon = (d) => h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, h('path', { d }));
  const soft = (...kids) => h('p.soft', ...kids);
  const heading = (tag, id, text) => h(tag, { id, tabindex: -1 }, text);
  const row = (...kids) => h('div.row', ...kids);
  const button = (text, onclick, props, look = '') =>
    h('button.btn' + look, { type: 'button', onclick, ...props }, text);
  const quiet = (text, onclick, props) => button(text, onclick, props, '.alt');
  const rewardName = ({ reward_id: id }) => {
    const reward = s.program.rewards.find((one) => one.id === id);
    return reward ? w.name(reward) : id;
  };

  const screens = {
    redeem({ reward }) {
      const p = points(reward.points);
      const left = s.member.balance.available - reward.points;
      return [
        heading('h4', 'ask', say('ask', { r: w.name(reward) })),
        h('p', act.begun(reward) && !s.busy ? say('again') : say('askText', { p, q: points(left) })),
        choice(say('use', { p }), () => act.redeem(reward)),
      ];
    },
    give({ code }) {
      const what = { r: rewardName(code), c: code.code, p: points(code.points) };
      return [
        heading('h4', 'ask', say('giveAsk', what)),
        h('p', say('giveText', what)),
        choice(say('giveYes'), () => act.giveBack(code)),
      ];
    },
    code: ({ code }) => [heading('h4', 'ask', rewardName(code)), ticket(code, true)],
  };

  /** Yes and cancel. While busy, yes keeps the focus and says so; presses on it do nothing. */
  const choice = (yes, onclick) =>
    row(
      button(s.busy ? say('wait') : yes, onclick, { 'aria-disabled': `${s.busy}` }),
      !s.busy && quiet(say('cancel'), () => act.go({}, s.screen.from))
    );

  /** A code, alone on its page or one of the list. */
  function ticket(code, alone) {
    const { redemption_id: id, status } = code;
    const name = rewardName(code);
    const label = (verb) => ({ 'aria-label': `${say(verb)}${w.colon}${name} ${code.code}` });
    if (status !== 'issued')
      return h(
        'div.box',
        { id: 't-' + id },
        !alone && h('p', name),
        soft(say(alone && status === 'held' ? 'making' : status))
      );
    return h(
      'section.ticket',
      { id: 't-' + id },
      row(
        h('p.b', alone ? say('code') : name),
        code.expires_at && soft(say('valid', { d: w.date(code.expires_at) }))
      ),
      row(
        h('input', {
          id: 'c-' + id,
          readonly: '',
          value: code.code,
          size: 1,
          'aria-label': say('code') + w.colon + name,
        }),
        button(say('copy'), () => act.copy('c-' + id), label('copy'))
      ),
      alone
        ? soft(say('enter'))
        : quiet(say('give'), () => act.go({ ask: 'give', code, from: 'b-' + id }), {
            id: 'b-' + id,
            ...label('give'),
          })
    );
  }

  function hero({ balance, tier, progress }) {
    const next = progress?.next;
    const done = next && Math.max(0, Math.round(100 - (100 * progress.needed_minor) / next.from_minor));
    return h(
      'section.hero',
      tier && h('p.chip', w.name(tier)),
      h('p.big', w.number(balance.available)),
      h('p', say('available')),
      next &&
        h(
          'div.bar',
          { role: 'progressbar', 'aria-label': w.name(next), 'aria-valuenow': done },
          h('i', { width: done + '%' })
        ),
      progress &&
        h(
          'p.b',
          next
            ? say('next', { m: w.money(progress.currency, progress.needed_minor), t: w.name(next) })
            : say('top')
        ),
      progress?.keep_until && soft(say('keep', { t: w.name(tier), d: w.date(progress.keep_until) }))
    );
  }

  function home(member) {
    const { balance, expiring = [], claimable } = member;
    const cut = s.program.rewards.find(act.begun);
    return [
      cut &&
        h(
          'section.box',
          { id: 'cut' },
          h('p', say('cut', { r: w.name(cut) })),
          row(button(say('goOn'), () => act.go({ ask: 'redeem', reward: cut })))
        ),
      hero(member),
      h(
        'ul',
        balance.pending > 0 && h('li.soft', say('pending', { p: points(balance.pending) })),
        balance.debt > 0 && h('li.soft', say('debt', { p: points(balance.debt) })),
        expiring.map((lot) => h('li.soft', say('ends', { p: points(lot.points), d: w.date(lot.on) })))
      ),
      claimable &&
        !s.claimed &&
        h(
          'section.box',
          { id: 'claim' },
          h('h3', say('claim')),
          soft(say('claimText')),
          row(quiet(say('claimYes'), act.claim, { 'aria-disabled': `${s.busy}` }))
        ),
      rewards(balance.available),
      s.codes[0] &&
        h(
          'section',
          { id: 'mine' },
          heading('h3', 'codes', say('codes')),
          s.codes.map((code) => ticket(code))
        ),
      h(
        'details',
        { id: 'history', ontoggle: (event) => event.target.open && !s.entries && act.history() },
        h('summary', say('history')),
        h('section', history())
      ),
      ways(),
    ];
  }

  const visitor = () => {
    const link = (key, href, look) => href && h('a.btn' + look, { id: key, href }, say(key));
    return [
      h(
        'section.box',
        h('h4', say('invite')),
        h('p', say('inviteText')),
        row(link('join', act.attr('join-url'), ''), link('signIn', act.attr('sign-in-url'), '.alt'))
      ),
      rewards(),
      ways(true),
    ];
  };

  /** A visitor has no `available` points and sees what the rewards cost. */
  const rewards = (available) =>
    h(
      'section',
      { id: 'rewards' },
      h('h3', say(available >= 0 ? 'rewards' : 'become')),
      !s.program.rewards[0] && soft(say('none')),
      h(
        'ul.list',
        s.program.rewards.map((reward) => {
          const name = w.name(reward);
          const id = 'r-' + reward.id;
          const missing = reward.points - available;
          const text = missing > 0 ? say('missing', { p: points(missing) }) : say('redeem');
          return h(
            'li',
            { id: 'l-' + id },
            h('div', h('p.b', name), soft(points(reward.points))),
            available >= 0 &&
              button(text, () => act.go({ ask: 'redeem', reward, from: id }), {
                id,
                disabled: missing > 0 ? '' : null,
                'aria-label': text + w.colon + name,
              })
          );
        })
      )
    );

  function history() {
    if (!s.entries?.[0]) return soft(say(s.entries ? 'nothing' : 'loading'));
    return [
      h(
        'ul.list',
        s.entries.map((entry) => {
          // An entry moves points to use, or points still pending, or makes these those.
          const moved = entry.points || +entry.pending || 0;
          return h(
            'li',
            { id: 'e-' + entry.id },
            h('div', h('p', w.pick(entry.why?.text) || entry.kind), soft(w.date(entry.at))),
            h(
              'div.end',
              h('p.b', w.number(moved, { signDisplay: 'exceptZero' })),
              moved !== entry.points && soft(say('waiting'))
            )
          );
        })
      ),
      s.cursor && quiet(say('more'), () => act.history(true), { id: 'more' }),
    ];
  }

  function ways(open) {
    const { earning, tiers, currency } = s.program;
    return h(
      'details',
      { id: 'ways', open: open && '' },
      h('summary', say('earn')),
      h(
        'section',
        earning.map((rule) =>
          h(
            'p',
            rule.per
              ? say('rate', { p: points(rule.points), m: w.amount(rule.currency || currency, rule.per) })
              : w.name(rule)
          )
        ),
        tiers.map((tier) =>
          soft(
            say(tier.from_minor > 0 ? 'tierFrom' : 'tier', {
              t: w.name(tier),
              x: w.number(tier.multiplier),
              m: w.money(currency, tier.from_minor),
            })
          )
        )
      )
    );
  }

  function body() {
    if (s.screen.ask) return h('section', { id: s.screen.ask }, screens[s.screen.ask](s.screen));
    const known = s.program && s.member !== undefined;
    return [
      s.failed &&
        h(
          'section.box',
          { id: 'dead' },
          h('p', { role: 'alert' }, say('dead')),
          row(quiet(say('retry'), act.retry))
        ),
      known
        ? s.member
          ? home(s.member)
          : visitor()
        : !s.failed && h('div.sk', { role: 'img', 'aria-label': say('loading') }),
    ];
  }

  return [
    h(
      'button.launcher',
      {
        id: 'launcher',
        part: 'launcher',
        type: 'button',
        lang: w.locale,
        'aria-haspopup': 'dialog',
        onclick: act.open,
      },
      icon(STAR),
      s.member && h('span.sr', say('title')),
      h('span', { id: 'n' }, s.member ? points(s.member.balance.available) : say('title'))
    ),
    h(
      'dialog.panel',
      {
        part: 'panel',
        lang: w.locale,
        'aria-labelledby': 'title',
        onclose: act.closed,
        onkeydown: act.key,
        onclick: (event) => event.target === event.currentTarget && act.close(),
      },
      h(
        'header',
        heading('h2', 'title', say('title')),
        h('button', { type: 'button', 'aria-label': say('close'), onclick: act.close }, icon(CROSS))
      ),
      h('main', s.open && body()),
      h('p', { role: 'status' }, s.said)
    ),
  ];
}
