import { useState } from 'preact/hooks';
import { say } from '../../../shared/regulars.js';

/** What points buy, each with its button; pressing it asks once more before points are taken. */
export function Rewards({ api, member, program, busy, onRedeem }) {
  const { formatNumber } = shopify.i18n;
  const [asked, ask] = useState(null);
  const [points, choose] = useState(0);
  const available = member.balance.available;
  const mine = new Map((member.rewards ?? []).map((one) => [one.id, one]));

  const row = (reward) => {
    const reach = mine.get(reward.id) ?? reward;
    const missing = reward.points - available;
    const open = reach.available !== false && missing <= 0;
    return (
      <s-stack key={reward.id} gap="small" border="base" borderRadius="base" padding="base">
        <s-text type="strong">{api.name(reward)}</s-text>
        <s-text color="subdued">
          {say('points', { count: reward.points, n: formatNumber(reward.points) })}
        </s-text>
        {!open && (
          <s-text color="subdued">
            {missing > 0 ? say('missing', { points: formatNumber(missing) }) : api.pick(reach.reason?.text)}
          </s-text>
        )}
        {open && asked !== reward.id && (
          <s-button
            disabled={busy}
            accessibilityLabel={`${say('redeem')} ${api.name(reward)}`}
            onClick={() => {
              choose(reward.points);
              ask(reward.id);
            }}
          >
            {say('redeem')}
          </s-button>
        )}
        {open && asked === reward.id && question(reward)}
      </s-stack>
    );
  };

  const question = (reward) => (
    <s-stack gap="base">
      {reward.kind === 'amount' && (
        <s-number-field
          label={say('howMany')}
          value={String(points)}
          min={reward.min}
          max={Math.min(reward.max ?? available, available)}
          step={reward.step}
          onChange={(event) => choose(fitting(reward, Number(/** @type {any} */ (event.currentTarget).value), available))}
        />
      )}
      <s-text>
        {say('askText', {
          points: formatNumber(points),
          left: formatNumber(available - points),
        })}
      </s-text>
      <s-stack direction="inline" gap="base">
        <s-button
          variant="primary"
          loading={busy}
          onClick={() => {
            ask(null);
            onRedeem(reward, points);
          }}
        >
          {say('use', { points: formatNumber(points) })}
        </s-button>
        <s-button variant="secondary" onClick={() => ask(null)}>
          {say('cancel')}
        </s-button>
      </s-stack>
    </s-stack>
  );

  return (
    <s-section heading={say('rewards')}>
      <s-stack gap="base">{program.rewards.map(row)}</s-stack>
    </s-section>
  );
}

/** The nearest amount that the reward sells: in whole steps, within its bounds and the balance. */
export function fitting(reward, wished, available) {
  const { min, step } = reward;
  const most = Math.min(reward.max ?? available, available);
  const steps = Math.floor((Math.min(Math.max(wished || min, min), most) - min) / step);
  return min + Math.max(0, steps) * step;
}
