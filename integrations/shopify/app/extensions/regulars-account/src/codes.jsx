import { say } from '../../../shared/regulars.js';

/** The shopper's codes: what is usable can be copied or given back. */
export function Codes({ api, program, codes, busy, onReturn }) {
  const { formatDate } = shopify.i18n;
  if (!codes.length) return null;
  const name = (code) => api.name(program.rewards.find((one) => one.id === code.reward_id));
  return (
    <s-section heading={say('codes')}>
      <s-stack gap="base">
        {codes.map((code) => (
          <s-stack key={code.redemption_id} gap="small" border="base" borderRadius="base" padding="base">
            <s-text type="strong">{name(code) || code.reward_id}</s-text>
            {code.status !== 'issued' && <s-text color="subdued">{say(`state.${code.status}`)}</s-text>}
            {code.status === 'issued' &&
              (code.codes ?? [code.code]).filter(Boolean).map((text, at) => (
                <s-stack key={text} direction="inline" gap="base" alignItems="center">
                  <s-text type="strong">{text}</s-text>
                  <s-button
                    variant="secondary"
                    commandFor={`copy-${code.redemption_id}-${at}`}
                    accessibilityLabel={say('copyLabel', { code: text })}
                  >
                    {say('copy')}
                  </s-button>
                  <s-clipboard-item
                    id={`copy-${code.redemption_id}-${at}`}
                    text={text}
                    onCopy={() => shopify.toast.show(say('copied'))}
                  />
                </s-stack>
              ))}
            {code.status === 'issued' && code.expires_at && (
              <s-text color="subdued">
                {say('valid', { date: formatDate(new Date(code.expires_at), { dateStyle: 'long' }) })}
              </s-text>
            )}
            {code.status === 'issued' && (
              <s-button
                variant="secondary"
                disabled={busy}
                accessibilityLabel={say('giveLabel', { reward: name(code) })}
                onClick={() => onReturn(code)}
              >
                {say('give')}
              </s-button>
            )}
          </s-stack>
        ))}
      </s-stack>
    </s-section>
  );
}
