import WORDS from './foryou.words.json';
import { remember } from './parts/consent.js';

export { WORDS };

/** Suggested rewards and products, each with the sentence that says why. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let found = { rewards: [], products: [] };

  const load = async () => {
    found = await k.get('personal');
    remember(kit, found.consent);
  };

  const reward = ({ id, text }) => {
    const known = kit.s.program.rewards.find((one) => one.id === id);
    return (
      known &&
      h(
        'li',
        { id: 'r-' + id },
        h('div', h('p.b', k.name(known)), h('p', k.pick(text)), k.soft(k.points(known.points))),
        k.button(say('redeem'), () => kit.go('redeem', { reward: known }, 'r-' + id), {
          'aria-label': `${say('redeem')} ${k.name(known)}`,
        })
      )
    );
  };

  const product = ({ product_id: id, name, url, text }) =>
    h(
      'li',
      { id: 'p-' + id },
      h('div', h('p.b', name), h('p', k.pick(text))),
      url && h('a.btn.alt', { href: url, 'aria-label': `${say('see')}: ${name}` }, say('see'))
    );

  const list = (key, lines) =>
    lines[0] && h('section', { id: key }, h('h3', say(key)), h('ul.list', lines));

  const view = () => [
    found.on
      ? !found.rewards[0] && !found.products[0] && k.empty(say('none'))
      : k.empty(say('off')),
    found.on && [
      list('rewards', found.rewards.map(reward).filter(Boolean)),
      list('products', found.products.filter(({ name }) => name).map(product)),
    ],
    h(
      'details',
      { id: 'how' },
      h('summary', say('how')),
      h('section', k.soft(say('howText')), k.quiet(say('change'), () => kit.go('about', {}, 'to-about'), { id: 'change' }))
    ),
  ];

  return { title: () => say('title'), load, view };
}
