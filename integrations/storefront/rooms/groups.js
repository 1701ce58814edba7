import WORDS from './groups.words.json';

export { WORDS };

/** Group purchases: how far they have come, what they give, and the address by which one joins. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let groups = [];

  const load = async () => {
    ({ groups } = await (kit.s.member ? k.get('groups') : k.open('groups')));
  };

  const figure = ({ kind, currency }, n) => (kind === 'units' ? k.number(n) : k.amount(currency, n));

  /** Orders of who comes by this address join. */
  const address = ({ link }) => {
    const url = new URL(kit.attr('home-url') || '/', location.href);
    url.searchParams.set('group', link);
    return url.href;
  };

  const terms = ({ award, early_bird: early, missed_award: missed, organiser }, { currency }) => [
    k.soft(say('award', { r: k.gives(award) })),
    early?.open && early.award && k.soft(say('early', { d: k.date(early.until), r: k.gives(early.award) })),
    early?.open && early.price && k.soft(say('price', { d: k.date(early.until), m: k.amount(currency, early.price) })),
    missed && k.soft(say('missedAward', { r: k.gives(missed) })),
    organiser &&
      k.soft(say(organiser.per === 'unit' ? 'organiserUnit' : 'organiser', { r: k.gives(organiser) })),
  ];

  const mine = (my) =>
    my && [
      my.units > 0 && h('p.b', say('mine', { n: k.number(my.units) })),
      my.waiting > 0 && k.soft(say('waiting', { n: k.number(my.waiting) })),
    ];

  function card(group) {
    const { id, phase, target, link } = group;
    const text = say(target.kind, { a: figure(target, target.so_far), b: figure(target, target.goal) });
    const day = phase === 'preview' ? group.from : group.until;
    return k.card(
      'g-' + id,
      k.head('h-' + id, k.name(group), say(phase, { d: k.date(day) })),
      k.meter(target.percent, say('progress'), text),
      h('p.b', text),
      k.soft(say('orders', { n: k.number(group.orders) })),
      mine(group.mine),
      terms(group, kit.s.program),
      phase === 'open' &&
        link && [
          h('p.b', { id: 'i' }, say('invite')),
          k.copyable('link-' + id, say('join'), address(group)),
          k.share('share-' + id, say('message', { r: k.name(group) }), address(group)),
        ]
    );
  }

  return {
    title: () => say('title'),
    load,
    view: () => (groups[0] ? groups.map(card) : k.empty(say('none'))),
  };
}
