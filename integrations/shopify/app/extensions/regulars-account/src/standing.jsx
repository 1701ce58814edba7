import { say } from '../../../shared/regulars.js';

/** Balance, tier and what is on its way. */
export function Standing({ api, member }) {
  const { formatNumber, formatDate } = shopify.i18n;
  const { balance, tier, progress, expiring = [] } = member;
  // A day ("2027-05-03") is that day everywhere.
  const day = (on) => formatDate(new Date(on), { dateStyle: 'long', timeZone: 'UTC' });
  return (
    <s-section>
      <s-stack gap="base">
        <s-heading>{say('points', { count: balance.available, n: formatNumber(balance.available) })}</s-heading>
        <s-text color="subdued">{say('available')}</s-text>
        {tier && <s-badge>{api.name(tier)}</s-badge>}
        {progress?.next && (
          <s-progress
            value={Math.max(0, progress.percent)}
            max={100}
            accessibilityLabel={api.name(progress.next)}
          />
        )}
        {progress && <s-text>{api.pick(progress.text)}</s-text>}
        {progress?.keep_until && (
          <s-text color="subdued">
            {say('keep', { tier: api.name(tier), date: day(progress.keep_until) })}
          </s-text>
        )}
        {balance.pending > 0 && (
          <s-text color="subdued">{say('pending', { points: formatNumber(balance.pending) })}</s-text>
        )}
        {balance.debt > 0 && (
          <s-text color="subdued">{say('debt', { points: formatNumber(balance.debt) })}</s-text>
        )}
        {expiring.map((lot) => (
          <s-text key={lot.on} tone="warning">
            {say('ends', { points: formatNumber(lot.points), date: day(lot.on) })}
          </s-text>
        ))}
      </s-stack>
    </s-section>
  );
}
