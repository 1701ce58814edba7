import { TEXT } from './text.js';

/**
 * Words, numbers, money and dates for a language tag such as "en-GB" or "zh-TW".
 * Chinese of any kind reads Traditional Chinese; everything else English. Numbers follow the page's
 * own locale where it is one of these languages.
 */
export function speak(tag) {
  const zh = /^zh/i.test(tag);
  const ours = zh ? 'zh-Hant' : 'en';
  let locale = ours;
  try {
    if (/^(en|zh-(Hant|TW|HK|MO))\b/i.test(tag)) [locale] = Intl.getCanonicalLocales(tag);
  } catch {} // a page may say lang="en_US"

  const number = (n, options) => new Intl.NumberFormat(locale, options).format(n);
  const say = (key, values) => TEXT[key][+zh].replace(/{(\w)}/g, (_, name) => values[name]);

  return {
    locale,
    number,
    say,
    points: (n) => say(n === 1 ? 'point' : 'points', { n: number(n) }),

    /** `minor` units of an ISO currency; whole amounts without ".00". */
    money(currency, minor) {
      const style = { style: 'currency', currency };
      const digits = new Intl.NumberFormat('en', style).resolvedOptions().maximumFractionDigits;
      return this.amount(currency, minor / 10 ** digits);
    },

    /** A major amount, as number or decimal string. Shops in Taiwan write NT$, zh-TW's Intl "$". */
    amount(currency, major) {
      const digits = major % 1 ? undefined : 0;
      const text = number(major, {
        style: 'currency',
        currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
      return zh ? text.replace(/^\$/, 'NT$') : text;
    },

    /** A day ("2027-05-03") is that day everywhere; a moment is shown in the shopper's time zone. */
    date: (when) =>
      new Intl.DateTimeFormat(locale, {
        dateStyle: 'medium',
        timeZone: when.length > 10 ? undefined : 'UTC',
      }).format(new Date(when)),

    /** From a map of languages: this one, else English. */
    pick: (names) => names && (names[tag] || names[ours] || names.en),
    name(thing) {
      return this.pick(thing.names) || thing.name;
    },
  };
}
