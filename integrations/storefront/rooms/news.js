import WORDS from './news.words.json';

export { WORDS };

/** The merchant's news, members' sales and content, and where members meet. */
export async function room(kit) {
  const k = (await kit.load('bits')).bits(kit);
  const { h, say } = k;
  let content = [];
  const read = {}; // texts that were opened, by id
  let shown = '';

  /** What is the member's own goes before what anybody sees. */
  const all = (key) => (kit.s.member || kit.s.program)[key] || [];

  const load = async () => {
    if (kit.s.member) ({ content } = await k.get('content'));
  };

  const open = ({ id }) =>
    k.once(async () => {
      read[id] ||= await k.get('content/' + encodeURIComponent(id));
      shown = shown === id ? '' : id;
    });

  const days = ({ from, until }) =>
    from && until
      ? say('between', { a: k.date(from), b: k.date(until) })
      : from
        ? say('from', { d: k.date(from) })
        : until && say('until', { d: k.date(until) });

  const paragraphs = (text) => text.split(/\n+/).map((one) => h('p', one));

  const story = (one) =>
    k.card(
      'n-' + one.id,
      h('h3', k.name(one)),
      paragraphs(k.pick(one.texts) || one.text || ''),
      one.url && k.link(say('read'), one.url, { 'aria-label': `${say('read')}: ${k.name(one)}` })
    );

  /** Chinese says what is still to be paid, in tenths: 85 折 in Taiwan, 8.5 折 elsewhere. */
  function off(percent) {
    const { lang } = kit.w();
    const left = (100 - percent) / 10;
    if (lang === 'zh-Hans') return left;
    return lang === 'zh-Hant' ? (left < 1 ? left : `${left}`.replace('.', '')) : k.number(percent);
  }

  const sale = (one) =>
    h(
      'li',
      { id: 's-' + one.id },
      h('div', h('p.b', k.name(one)), k.soft(days(one))),
      h('p.tag', say('percent', { n: off(one.percent) }))
    );

  function piece(one) {
    const { text, url } = read[one.id] || {};
    const on = shown === one.id;
    return h(
      'li.wrapped',
      { id: 'c-' + one.id },
      h('div', h('p.b', k.name(one)), !one.unlocked && k.soft(k.pick(one.reason.text))),
      one.unlocked
        ? k.quiet(say(on ? 'shut' : 'open'), () => open(one), {
            'aria-expanded': `${on}`,
            'aria-label': `${say(on ? 'shut' : 'open')}: ${k.name(one)}`,
          })
        : h('p.tag', say('locked')),
      on &&
        h(
          'article',
          { id: 'text' },
          text ? paragraphs(k.pick(text)) : k.link(k.name(one), url, { id: 'go' })
        )
    );
  }

  const place = (one) =>
    h(
      'li',
      { id: 'p-' + one.id },
      h('div', h('p.b', k.name(one))),
      k.link(say('join'), one.url, { 'aria-label': `${say('join')}: ${k.name(one)}` })
    );

  const list = (key, lines, line) =>
    lines[0] && h('section', { id: key }, h('h3', say(key)), h('ul.list', lines.map(line)));

  function view() {
    const { landing } = kit.s.program;
    const lists = [
      all('news').map(story),
      list('sales', all('sales'), sale),
      list('content', content, piece),
      list('community', all('community'), place),
    ];
    return [
      !lists.flat().some(Boolean) && k.empty(say('none')),
      lists,
      landing && k.link(say('how'), k.address('landing?lang=' + kit.w().lang), { id: 'how' }),
    ];
  }

  return { title: () => say('title'), load, view };
}
