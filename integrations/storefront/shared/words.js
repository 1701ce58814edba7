/** The languages that ship; others come as a file of the page's own (attribute words-src). */
const OURS = /^(en|ja|zh-Han[st])$/;

/** `tag` ("en_GB", "zh-TW") as {locale, lang}: lang is the one of ours it reads, or undefined. */
export function language(tag) {
  try {
    const locale = new Intl.Locale(tag.replace(/_/g, '-'));
    const { language, script } = locale.maximize();
    const lang = language === 'zh' ? 'zh-' + script : language;
    return { locale: locale.baseName, lang: OURS.test(lang) ? lang : undefined };
  } catch {
    return { locale: 'en', lang: 'en' }; // no tag, or one that is none
  }
}

/**
 * Sentences, numbers, money and dates. `lang` and `locale` as language() tells them; `texts` the
 * sentences by key; `own` the merchant's wording, which goes before them.
 */
export function speak({ locale, lang }, texts, own = {}) {
  const number = (n, options) => new Intl.NumberFormat(locale, options).format(n);
  const has = (key) => own[key] ?? texts[key];
  const say = (key, values) => (has(key) ?? key).replace(/{(\w)}/g, (_, name) => values[name]);
  const w = {
    locale,
    lang,
    texts,
    own,
    number,
    say,

    /** "1 point", "2 points": a language has as many forms as it needs, "points.few" and so on. */
    points(n) {
      const form = 'points.' + new Intl.PluralRules(locale).select(n);
      return say(has(form) ? form : 'points', { n: number(n) });
    },

    /** `minor` units of an ISO currency; whole amounts without ".00". */
    money(currency, minor) {
      const style = { style: 'currency', currency };
      const digits = new Intl.NumberFormat('en', style).resolvedOptions().maximumFractionDigits;
      return w.amount(currency, minor / 10 ** digits);
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
      return currency === 'TWD' ? text.replace(/^\$/, 'NT$') : text;
    },

    /** A day ("2027-05-03") is that day everywhere; a moment is shown in the shopper's time zone. */
    date: (when) =>
      new Intl.DateTimeFormat(locale, {
        dateStyle: 'medium',
        timeZone: when.length > 10 ? undefined : 'UTC',
      }).format(new Date(when)),

    /** From a map of languages: this one, else English, else any. */
    pick: (names) => names && (names[locale] || names[lang] || names.en || Object.values(names)[0]),
    name: (thing) => w.pick(thing.names) || thing.name,
  };
  return w;
}
