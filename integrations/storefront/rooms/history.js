import WORDS from './history.words.json';

export { WORDS };

/** Every entry with its why, newest first, page by page. */
export function room({ h, api, w, show, tell, parts }) {
  const page = { entries: [], cursor: null };

  async function load() {
    Object.assign(page, await api.call('entries'));
  }

  async function more() {
    try {
      const next = await api.call('entries?cursor=' + encodeURIComponent(page.cursor));
      page.cursor = next.cursor;
      page.entries.push(...next.entries);
      show();
    } catch {
      tell('refused');
    }
  }

  function line({ id, at, points, pending, why, kind }) {
    // An entry moves points to use, or points still pending, or makes these those.
    const moved = points || +pending || 0;
    return h(
      'li',
      { id: 'e-' + id },
      h('div', h('p', w().pick(why?.text) || kind), parts.soft(w().date(at))),
      h(
        'div.end',
        h('p.b', w().number(moved, { signDisplay: 'exceptZero' })),
        moved !== points && parts.soft(w().say('waiting'))
      )
    );
  }

  return {
    title: () => w().say('history'),
    load,
    view: () =>
      page.entries[0]
        ? [
            h('ul.list', { id: 'entries' }, page.entries.map(line)),
            page.cursor && parts.quiet(w().say('more'), more, { id: 'more' }),
          ]
        : h('p.box', w().say('nothing')),
  };
}
