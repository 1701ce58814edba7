// What Shopify's own library says of requests: cases as JSON on stdin, verdicts as JSON on stdout.
//
//   {"now_s", "secret", "key", "webhooks": [{"body", "signature"}],
//    "proxies": ["query"], "id_tokens": ["token"], "woo": [{"body", "secret"}]}
//
// Verdicts are true or false; of "woo", for which there is no library, the signature that Node's
// own hash_hmac gives.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import '@shopify/shopify-api/adapters/node';
import { ApiVersion, LogSeverity, shopifyApi } from '@shopify/shopify-api';

const cases = JSON.parse(readFileSync(0, 'utf8'));
const RealDate = Date;
// The cases' clock, for whoever asks.
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [cases.now_s * 1000]));
  }
  static now() {
    return cases.now_s * 1000;
  }
};

const shopify = shopifyApi({
  apiKey: cases.key,
  apiSecretKey: cases.secret,
  apiVersion: Object.values(ApiVersion).at(-1),
  hostName: 'regulars.example',
  isEmbeddedApp: true,
  logger: { level: LogSeverity.Error, log: () => {} },
});

async function webhook({ body, signature }) {
  const headers = {
    'x-shopify-topic': 'orders/create',
    'x-shopify-shop-domain': 'a-shop.myshopify.com',
    'x-shopify-api-version': '2026-10',
    'x-shopify-webhook-id': '1',
    ...(signature === null ? {} : { 'x-shopify-hmac-sha256': signature }),
  };
  const rawRequest = { method: 'POST', url: '/webhooks/shopify', headers };
  const found = await shopify.webhooks.validate({ rawBody: body, rawRequest, rawResponse: {} });
  return found.valid;
}

async function proxy(query) {
  const pairs = {};
  for (const [name, value] of new URLSearchParams(query)) {
    pairs[name] = name in pairs ? [pairs[name], value].flat() : value;
  }
  return shopify.utils.validateHmac(pairs, { signator: 'appProxy' }).catch(() => false);
}

async function idToken(token) {
  return shopify.session.decodeSessionToken(token).then(() => true, () => false);
}

const woo = ({ body, secret }) => createHmac('sha256', secret).update(body).digest('base64');

process.stdout.write(
  JSON.stringify({
    webhooks: await Promise.all(cases.webhooks.map(webhook)),
    proxies: await Promise.all(cases.proxies.map(proxy)),
    id_tokens: await Promise.all(cases.id_tokens.map(idToken)),
    woo: cases.woo.map(woo),
  }),
);
