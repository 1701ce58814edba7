import WORDS from './refer.words.json';

export { WORDS };

/** The shopper's own link and code, what came of them, and by whose code they came themselves. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let s;
  let wrong; // what is wrong with the friend's code

  const load = async () => {
    s = await k.get('referral');
  };

  const come = (event) => {
    event.preventDefault();
    const code = new FormData(event.currentTarget).get('code').trim();
    if (!code) return kit.focus('came-code');
    wrong = '';
    k.once(
      async () => {
        const { welcome, ...came } = await k.post('referral', { code });
        s.came = came;
        k.tell(welcome ? 'welcome' : 'thanks');
        kit.focus('title');
      },
      (error) => {
        if (!k.final(error)) return false;
        wrong = error.status === 404 ? say('noCode') : k.reason(error);
        k.to('came-code');
        return true;
      }
    );
  };

  function terms({ referrer, friend, friend_at: at, minimum, cap }) {
    const side = (key, award) =>
      h('li', { id: 's-' + key }, h('p.soft', say(key)), h('p.b', k.gives(award)));
    const limit = cap && say('cap.' + cap.per, { n: k.number(cap.times) });
    return [
      h('ul.sides', side('you', referrer), friend && side('friend', friend)),
      k.soft(
        [
          say(friend ? (at === 'link' ? 'atLink' : 'atOrder') : 'onlyYou'),
          minimum && say('minimum', { m: k.amount(kit.s.program.currency, minimum) }),
          limit,
        ]
          .filter(Boolean)
          .join(' ')
      ),
    ];
  }

  const figures = ({ came, waiting, points }) =>
    h(
      'ul.figures',
      [
        ['came', came],
        ['waitingN', waiting],
        ['earned', points],
      ].map(([key, n]) => h('li', { id: 'n-' + key }, h('p.b', k.number(n)), k.soft(say(key))))
    );

  const line = (one, at) =>
    h(
      'li',
      { id: 'r-' + at },
      h(
        'div',
        h('p', say('cameOn', { d: k.date(one.came_on) })),
        k.soft(one.reason ? k.pick(one.reason.text) : say(one.status))
      ),
      one.status === 'given' && h('p.b.end', k.gives({ ...one, reward_id: one.reward }))
    );

  const friends = () =>
    h(
      'section',
      { id: 'friends' },
      s.friends.came ? figures(s.friends) : k.soft(say('nobody')),
      s.referrals[0] && h('ul.list', s.referrals.map(line))
    );

  const ask = () =>
    s.came.status === 'none'
      ? h(
          'details',
          { id: 'came' },
          h('summary', say('askCame')),
          h(
            'section',
            h(
              'form',
              { id: 'came-form', onsubmit: come },
              k.field(say('askCode'), 'input', { id: 'came-code', name: 'code', autocomplete: 'off', autocapitalize: 'characters' }, wrong),
              k.submit(say('useCode'), { id: 'came-send' })
            )
          )
        )
      : k.soft(s.came.reason ? k.pick(s.came.reason.text) : say('youCame'));

  const view = () => [
    h('section', { id: 'terms' }, h('h3.lead', k.name(s.rule)), terms(s.rule)),
    h(
      'section',
      { id: 'mine' },
      k.copyable('link', say('link'), s.link),
      k.share('share', say('message'), s.link),
      k.copyable('code', say('code'), s.code)
    ),
    friends(),
    ask(),
  ];

  return { title: () => say('title'), load, view };
}
