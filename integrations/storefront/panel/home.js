import { ROOMS } from './rooms.js';

/** What the shopper sees, in the words `w`. The same state is the same picture. */
export function home(act, w) {
  const { h, s } = act;
  const { say, points } = w;
  const room = s.room;
  const soft = (text) => text && h('p.soft', text);
  const button = (text, onclick, props, look = '.btn') =>
    h('button' + look, { onclick, ...props }, text);
  const quiet = (text, onclick) => button(text, onclick, {}, '.btn.alt');

  function hero({ balance, tier, progress } = {}) {
    const next = progress?.next;
    const until = progress?.keep_until;
    const done = next && Math.max(0, progress.percent);
    return h(
      'section.hero',
      tier && h('p.chip', w.name(tier)),
      h('p.big' + (balance ? '' : '.old'), w.number(balance ? balance.available : s.last)),
      h('p', say('available')),
      !balance && soft(say('old')),
      next &&
        h(
          'div.bar',
          { role: 'progressbar', 'aria-label': w.name(next), 'aria-valuenow': done },
          h('i', { width: done + '%' })
        ),
      progress && h('p.b', next ? w.pick(progress.text) : say('top')),
      until && soft(say('keep', { t: w.name(tier), d: w.date(until) }))
    );
  }

  function notes({ balance, expiring = [] }) {
    const lines = [
      ...['pending', 'debt']
        .filter((key) => balance[key] > 0)
        .map((key) => say(key, { p: points(balance[key]) })),
      ...expiring.map((lot) => say('ends', { p: points(lot.points), d: w.date(lot.on) })),
    ];
    return lines[0] && h('section', { id: 'notes' }, lines.map(soft));
  }

  /** A visitor sees what the rewards cost; a member, which can be had, and of the others why not. */
  function rewards(member) {
    const reach = Object.fromEntries((member?.rewards || []).map((one) => [one.id, one]));
    return h(
      'section',
      { id: 'rewards' },
      h('h3', say('rewards')),
      h('ul.list', s.program.rewards.map((reward) => {
        const id = 'r-' + reward.id;
        const missing = member ? reward.points - member.balance.available : 0;
        // Points are counted here, where a redemption under way is known; all else the API decides.
        const { reason } = reach[reward.id] || reward;
        const closed = reason && reason.code !== 'insufficient_points';
        const name = w.name(reward);
        const text = missing > 0 ? say('missing', { p: points(missing) }) : say('redeem');
        return h(
          'li',
          { id: 'l-' + id },
          h(
            'div',
            h('p.b', name),
            soft(reward.kind === 'amount' ? say('from', { p: points(reward.points) }) : points(reward.points)),
            closed && soft(w.pick(reason.text)),
            +reward.donated &&
              soft(say('donated', { m: w.amount(s.program.currency, reward.donated) }))
          ),
          member &&
            !closed &&
            button(text, () => act.go('redeem', { reward }, id), {
              id,
              disabled: missing > 0 ? '' : null,
              'aria-label': text + ' ' + name,
            })
        );
      }))
    );
  }

  /** The lines that lead to rooms: those lifted `up`, or the others. */
  function rooms(up) {
    const lines = ROOMS.filter((one) => one.on(s) && !!(one.up && one.tag(s)) === up);
    return (
      lines[0] &&
      h(
        'ul.list.rooms' + (up ? '.box' : ''),
        { id: up ? 'up' : 'rooms' },
        lines.map(({ name, tag }) => {
          const id = 'to-' + name;
          const count = tag?.(s);
          const kids = [say(name), count && h('span.tag', w.number(count))];
          return h('li', { id: 'l-' + name }, button(kids, () => act.go(name, {}, id), { id }, '.to'));
        })
      )
    );
  }

  function member(m) {
    const cut = s.program.rewards.find(act.begun);
    return [
      cut &&
        h(
          'section.box',
          { id: 'cut' },
          h('p', say('cut', { r: w.name(cut) })),
          quiet(say('retry'), () => act.go('redeem', { reward: cut }, 'r-' + cut.id))
        ),
      hero(m),
      notes(m),
      rooms(true),
      rewards(m),
      rooms(false),
    ];
  }

  function visitor() {
    const link = (key, look) => {
      const href = act.attr(key + '-url');
      return href && h('a.btn' + look, { id: key, href }, say(key));
    };
    const earned = s.guest?.points + s.guest?.pending > 0;
    return [
      h(
        'section.hero',
        h('p.lead', say('invite')),
        h('p' + (earned ? '.b' : ''), w.pick(earned && s.guest.text) || say('inviteText')),
        h('div.row.wide', link('join', ''), link('sign-in', '.alt'))
      ),
      rewards(),
      rooms(false),
    ];
  }

  function body() {
    const offline = !navigator.onLine;
    const gone = () =>
      h(
        'section.box',
        { id: 'dead' },
        h('p', { role: 'alert' }, say(offline ? 'offline' : 'dead')),
        quiet(say('retry'), act.retry)
      );
    const wait = h('p.box.sk', say('wait'));
    if (room && !room.is) return room.failed ? gone() : wait;
    return [
      (s.failed || offline) && gone(),
      room
        ? h('section', { id: 'room-' + room.name }, room.is.view())
        : s.program && s.member !== undefined
        ? s.member
          ? member(s.member)
          : visitor()
        : [s.last && s.member !== null && hero(s.member), !s.failed && wait],
    ];
  }

  return h(
    'dialog.panel.pin',
    {
      id: 'panel',
      part: 'panel',
      'aria-labelledby': 'title',
      onclose: act.closed,
      // No value: an event handler that returns false would cancel every click inside.
      onclick(event) {
        if (event.target === event.currentTarget) act.close();
      },
    },
    s.open && [
      h(
        'div.head',
        room && button('‹', () => act.back(), { id: 'back', 'aria-label': say('back') }, ''),
        h('h2', { id: 'title', tabindex: -1 }, room?.is ? room.is.title() : say(room ? room.data.title || room.name : 'title')),
        button('×', act.close, { 'aria-label': say('close') }, '')
      ),
      h('div', { id: 'main' }, body()),
    ],
    h('p', { role: 'status' }, s.said)
  );
}
