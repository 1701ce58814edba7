import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { regulars, say } from '../../../shared/regulars.js';
import { Codes } from './codes.jsx';
import { History } from './history.jsx';
import { redeem, settle } from './redeeming.js';
import { Rewards } from './rewards.jsx';
import { Standing } from './standing.jsx';

export default async () => {
  render(<RewardsPage />, document.body);
};

function RewardsPage() {
  const api = regulars(shopify.sessionToken, shopify.localization.extensionLanguage.value.isoCode);
  const [state, set] = useState({ member: null, program: null, codes: [], failed: false });
  const [busy, setBusy] = useState(false);

  async function refresh() {
    try {
      const [member, program, list] = await Promise.all([
        api.call('member'),
        api.call('program'),
        api.call('redemptions'),
      ]);
      set({ member, program, codes: list.redemptions, failed: false });
    } catch {
      // What is known stays on the page.
      set((known) => ({ ...known, failed: true }));
    }
  }

  /** One action at a time; what came of it is told, and everything is asked again. */
  async function once(work) {
    if (busy) return;
    setBusy(true);
    shopify.toast.show(say(await work()));
    await refresh();
    setBusy(false);
  }

  useEffect(() => {
    refresh();
  }, []);
  const moving = state.codes.some((code) => /^(held|returning)$/.test(code.status));
  useEffect(() => (moving ? settle(refresh) : undefined), [moving]);

  const { member, program, codes, failed } = state;
  return (
    <s-page heading={say('title')}>
      {failed && (
        <s-banner tone="warning" heading={say('dead')}>
          <s-button onClick={refresh}>{say('retry')}</s-button>
        </s-banner>
      )}
      {!member && !failed && <s-skeleton-paragraph />}
      {member && (
        <s-stack gap="large">
          <Standing api={api} member={member} />
          <Codes
            api={api}
            program={program}
            codes={codes}
            busy={busy}
            onReturn={(code) =>
              once(() =>
                api.call(`redemptions/${code.redemption_id}/return`, { body: {} }).then(
                  () => 'returning',
                  () => 'refused'
                )
              )
            }
          />
          <Rewards
            api={api}
            member={member}
            program={program}
            busy={busy}
            onRedeem={(reward, points) => once(() => redeem(api, shopify.storage, reward, points))}
          />
          <History api={api} />
        </s-stack>
      )}
    </s-page>
  );
}
