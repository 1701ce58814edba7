import { h } from './draw.js';

const STAR = 'M12 1.5l2.7 7.8 7.8 2.7-7.8 2.7L12 22.5l-2.7-7.8L1.5 12l7.8-2.7z';

/**
 * What the shopper sees. `s` is the state (panel.js), `w` the words of speak(), `act` what a press
 * does. The same state is the same picture.
 */
export function view(s, w, act) {
  const { say, points } = w;
  const soft = (text) => h('p.soft', text);
  const heading = (tag, id, text) => h(tag, { id, tabindex: -1 }, text);
  const row = (...kids) => h('div.row', ...kids);
  const button = (text, onclick, props, look = '.btn') =>
    h('button' + look, { onclick, ...props }, text);
  const quiet = (text, onclick, props) => button(text, onclick, props, '.btn.alt');
  const rewardName = ({ reward_id: id }) =>
    w.name(s.program.rewards.find((reward) => reward.id === id) || { name: id });

  /** Yes and cancel. While busy, yes keeps the focus and says so; presses on it do nothing. */
  const choice = (title, text, yes, onclick) => [
    heading('h3.lead', 'ask', title),
    h('p', text),
    row(
      button(s.busy ? say('wait') : yes, onclick, { 'aria-disabled': `${s.busy}` }),
      !s.busy && quiet(say('cancel'), () => act.go({}, s.screen.from))
    ),
  ];

  const screens = {
    redeem({ reward }) {
      const p = points(reward.points);
      const q = points(s.member.balance.available - reward.points);
      return choice(
        say('ask', { r: w.name(reward) }),
        say(act.begun(reward) && !s.busy ? 'again' : 'askText', { p, q }),
        say('use', { p }),
        () => act.redeem(reward)
      );
    },
    give({ code }) {
      const what = { r: rewardName(code), c: code.code, p: points(code.points) };
      return choice(say('giveAsk', what), say('giveText', what), say('giveYes'), () =>
        act.giveBack(code)
      );
    },
    code: ({ code }) => [
      heading('h3.lead', 'ask', say(credited(code) ? 'credited' : 'code')),
      soft(!credited(code) && say('enter')),
      ticket(code),
    ],
  };

  /** Store credit that is in the shopper's account needs no code. */
  function credited({ kind, status, code }) {
    return kind === 'store_credit' && status === 'used' && !code;
  }

  function ticket(code) {
    const { redemption_id: id, status } = code;
    const name = rewardName(code);
    const label = (verb, c = code.code) => ({ 'aria-label': `${say(verb)} ${name} ${c}` });
    const title = h('p.b', name);
    if (status !== 'issued')
      return h('div.box', { id }, title, soft(say(credited(code) ? 'credited' : status)));
    return h(
      'section.ticket',
      { id },
      title,
      (code.codes || [code.code]).map((c, i) =>
        row(
          h('input', { id: `c${i}-` + id, readonly: '', value: c, size: 1, ...label('code', c) }),
          button(say('copy'), () => act.copy(`c${i}-` + id), label('copy', c), '.btn.fit')
        )
      ),
      h(
        'div.row.spread',
        soft(code.expires_at && say('valid', { d: w.date(code.expires_at) })),
        button(
          say('give'),
          () => act.go({ ask: 'give', code, from: 'b-' + id }),
          { id: 'b-' + id, ...label('give') },
          '.btn.alt.fit'
        )
      )
    );
  }

  function hero({ balance, tier, progress }) {
    const next = progress?.next;
    const until = progress?.keep_until;
    const done = next && Math.max(0, progress.percent);
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
            ? w.pick(progress.text)
            : say('top')
        ),
      until && soft(say('keep', { t: w.name(tier), d: w.date(until) }))
    );
  }

  function home(member) {
    const { balance, expiring = [], claimable } = member;
    const cut = s.program.rewards.find(act.begun);
    const notes = [
      ...['pending', 'debt']
        .filter((key) => balance[key] > 0)
        .map((key) => say(key, { p: points(balance[key]) })),
      ...expiring.map((lot) => say('ends', { p: points(lot.points), d: w.date(lot.on) })),
    ];
    return [
      cut &&
        h(
          'section.box',
          { id: 'cut' },
          h('p', say('cut', { r: w.name(cut) })),
          quiet(say('retry'), () => act.go({ ask: 'redeem', reward: cut }))
        ),
      hero(member),
      notes[0] && h('section', { id: 'notes' }, notes.map(soft)),
      rewards(balance.available),
      s.codes[0] &&
        h('section', { id: 'mine' }, heading('h3', 'codes', say('codes')), s.codes.map(ticket)),
      h(
        'details',
        { id: 'history', ontoggle: (event) => event.target.open && !s.entries && act.history() },
        h('summary', say('history')),
        h('section', history())
      ),
      ways(),
      // Last and folded: the API offers this without saying whether any such order exists.
      claimable &&
        !s.claimed &&
        h(
          'details',
          { id: 'claim' },
          h('summary', say('claim')),
          h('section', soft(say('claimText')), quiet(say('claimYes'), act.claim))
        ),
    ];
  }

  const visitor = () => {
    const link = (key, look) => {
      const href = act.attr(key + '-url');
      return href && h('a.btn' + look, { id: key, href }, say(key));
    };
    return [
      h('section.box', h('h3.lead', say('invite')), h('p', say('inviteText')), row(link('join', ''), link('sign-in', '.alt'))),
      rewards(),
      ways(true),
    ];
  };

  /** A visitor has no `available` points and sees what the rewards cost. */
  const rewards = (available) =>
    h(
      'section',
      { id: 'rewards' },
      h('h3', say('rewards')),
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
            h(
              'div',
              h('p.b', name),
              soft(points(reward.points)),
              +reward.donated &&
                soft(say('donated', { m: w.amount(s.program.currency, reward.donated) }))
            ),
            available >= 0 &&
              button(text, () => act.go({ ask: 'redeem', reward, from: id }), {
                id,
                disabled: missing > 0 ? '' : null,
                'aria-label': text + ' ' + name,
              })
          );
        })
      )
    );

  function history() {
    if (!s.entries?.[0]) return soft(say(s.entries ? 'nothing' : 'wait'));
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

  const ways = (open) =>
    h(
      'details',
      { id: 'ways', open: open && '' },
      h('summary', say('earn')),
      h(
        'section',
        s.program.earning.map((rule) =>
          h(
            'p',
            rule.per
              ? say('rate', { p: points(rule.points), m: w.amount(rule.currency, rule.per) })
              : w.name(rule)
          )
        ),
        s.program.tiers.map(
          (tier) =>
            tier.from_minor > 0 &&
            soft(
              say('tier', {
                t: w.name(tier),
                x: w.number(tier.multiplier),
                m: w.money(s.program.currency, tier.from_minor),
              })
            )
        )
      )
    );

  function body() {
    if (s.screen.ask) return h('section', { id: s.screen.ask }, screens[s.screen.ask](s.screen));
    return [
      s.failed &&
        h('section.box', { id: 'dead' }, h('p', { role: 'alert' }, say('dead')), quiet(say('retry'), act.retry)),
      s.program && s.member !== undefined
        ? s.member
          ? home(s.member)
          : visitor()
        : !s.failed && h('p.box.sk', say('wait')),
    ];
  }

  return [
    h(
      'button.launcher.pin',
      {
        id: 'launcher',
        part: 'launcher',
        'aria-haspopup': 'dialog',
        onclick: act.open,
      },
      h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, h('path', { d: STAR })),
      s.member && h('span.sr', say('title')),
      h('span', { id: 'n' }, s.member ? points(s.member.balance.available) : say('title'))
    ),
    h(
      'dialog.panel.pin',
      {
        id: 'panel',
        part: 'panel',
        'aria-labelledby': 'title',
        onclose: act.closed,
        onkeydown: act.key,
        // No value: an event handler that returns false would cancel every click inside.
        onclick(event) {
          if (event.target === event.currentTarget) act.close();
        },
      },
      h(
        'div.head',
        heading('h2', 'title', say('title')),
        button('×', act.close, { 'aria-label': say('close') }, '')
      ),
      h('div', { id: 'main' }, s.open && body()),
      h('p', { role: 'status' }, s.said)
    ),
  ];
}
