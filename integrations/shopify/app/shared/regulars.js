import { API } from './origin.js';

const TIMEOUT_MS = 12e3;

/**
 * The Shopper API in the name of whoever Shopify says is looking: its session token is the only
 * identity, asked anew for each call (Shopify caches it).
 *
 * @param {{get(): Promise<string>}} sessionToken
 * @param {string} language  of the extension, as Shopify names it
 */
export function regulars(sessionToken, language) {
  const lang = tag(language);

  return {
    /**
     * One call. Throws with `status` (none: no answer that counts) and `code`.
     * @param {string} path
     * @param {{body?: object, key?: string}} [options]  `key`: the same key is the same decision
     */
    async call(path, { body, key } = {}) {
      const token = await sessionToken.get();
      const headers = { Authorization: `Bearer ${token}` };
      if (body) headers['Content-Type'] = 'application/json';
      if (key) headers['Idempotency-Key'] = key;
      const answer = await fetch(`${API}/${path}${path.includes('?') ? '&' : '?'}lang=${lang}`, {
        method: body ? 'POST' : 'GET',
        headers,
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const said = await answer.json();
      if (answer.ok) return said;
      throw Object.assign(new Error('refused'), { status: answer.status, code: said.error?.code });
    },

    /** From a map of languages: the shopper's, else English. */
    pick: (texts) => texts?.[lang] ?? texts?.en ?? '',
    name: (thing) => thing?.names?.[lang] ?? thing?.names?.en ?? thing?.name ?? '',
  };
}

/**
 * A sentence of the extension's own, in the shopper's language.
 * @type {(key: string, values?: Record<string, string | number>) => string}
 */
export const say = (key, values) => shopify.i18n.translate(key, values);

/** The API's name for a language of Shopify's: "zh-TW" is zh-Hant, "zh-CN" is zh-Hans. */
function tag(language) {
  if (/^zh\b.*(hant|tw|hk|mo)/i.test(language)) return 'zh-Hant';
  if (/^zh\b/i.test(language)) return 'zh-Hans';
  return /^ja\b/i.test(language) ? 'ja' : 'en';
}

/** The number at the end of a global id ("gid://shopify/Order/17" is "17"). */
export const number = (gid) => gid.split('/').at(-1).split('?')[0];

/** A major amount in minor units of its currency. */
export function minor({ amount, currencyCode }) {
  const { maximumFractionDigits: digits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: currencyCode,
  }).resolvedOptions();
  return Math.round(amount * 10 ** digits);
}
