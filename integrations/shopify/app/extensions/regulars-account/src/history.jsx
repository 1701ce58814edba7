import { useState } from 'preact/hooks';
import { say } from '../../../shared/regulars.js';

/** What moved the balance, newest first, with why; asked for when it is wanted. */
export function History({ api }) {
  const { formatNumber, formatDate } = shopify.i18n;
  const [page, set] = useState(null);
  const [failed, fail] = useState(false);

  async function more() {
    try {
      const after = page?.cursor ? `?cursor=${encodeURIComponent(page.cursor)}` : '';
      const news = await api.call('entries' + after);
      set({ entries: [...(page?.entries ?? []), ...news.entries], cursor: news.cursor });
      fail(false);
    } catch {
      fail(true);
    }
  }

  return (
    <s-section heading={say('history')}>
      <s-stack gap="base">
        {page?.entries.map((entry) => (
          <s-stack key={entry.id} gap="small-200">
            <s-text type="strong">
              {formatNumber(entry.points || entry.pending || 0, { signDisplay: 'exceptZero' })}
            </s-text>
            <s-text>{api.pick(entry.why?.text) || entry.kind}</s-text>
            <s-text color="subdued">{formatDate(new Date(entry.at), { dateStyle: 'medium' })}</s-text>
          </s-stack>
        ))}
        {page && !page.entries.length && <s-text color="subdued">{say('nothing')}</s-text>}
        {failed && <s-text tone="critical">{say('dead')}</s-text>}
        {(!page || page.cursor) && (
          <s-button variant="secondary" onClick={more}>
            {say(page ? 'more' : 'showHistory')}
          </s-button>
        )}
      </s-stack>
    </s-section>
  );
}
