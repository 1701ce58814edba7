/**
 * `tag` ("en_GB", "zh-TW") as {locale, lang}: lang is the language of ours it reads, or undefined;
 * others come as a file of the page's own (attribute words-src).
 */
export function language(tag) {
  const ours = /^(en|ja|zh)(-[a-z]{4})?(-[a-z]{2})?$/i.exec((tag = (tag || '').replace(/_/g, '-')));
  if (ours) {
    const lang = ours[1].toLowerCase();
    const script = /Hant|TW|HK|MO/i.test(tag) ? '-Hant' : '-Hans';
    return { locale: tag, lang: lang === 'zh' ? lang + script : lang };
  }
  try {
    const { baseName, language } = new Intl.Locale(tag);
    return { locale: baseName, lang: /^(en|ja)$/.exec(language)?.[0] };
  } catch {
    return { locale: 'en', lang: 'en' }; // no tag, or one that is none
  }
}

/** Making a formatter is dear, the first one above all: none is made before the page needs it. */
const made = {};
const formatter = (kind, locale, options) =>
  (made[kind + locale + JSON.stringify(options)] ||= new Intl[kind](locale, options));

/**
 * Sentences, numbers, money and dates. `lang` and `locale` as language() tells them; `texts` the
 * sentences by key; `own` the merchant's wording, which goes before them.
 */
export function speak({ locale, lang }, texts, own = {}) {
  // What Intl would say too: a launcher's number needs no formatter.
  const plain = /^(zh|ja)|^en(-(US|GB))?$/i.test(locale);
  const number = (n, options) =>
    plain && !options && /^\d+$/.test(n)
      ? `${n}`.replace(/\B(?=(\d{3})+$)/g, ',')
      : formatter('NumberFormat', locale, options).format(n);
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
      const english = /^en\b/i.test(locale);
      const form = english
        ? n === 1 && 'one'
        : has('points.one') && formatter('PluralRules', locale).select(n);
      return say(has('points.' + form) ? 'points.' + form : 'points', { n: number(n) });
    },

    /** `minor` units of an ISO currency; whole amounts without ".00". */
    money(currency, minor) {
      const style = { style: 'currency', currency };
      const digits = formatter('NumberFormat', 'en', style).resolvedOptions().maximumFractionDigits;
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
      formatter('DateTimeFormat', locale, {
        dateStyle: 'medium',
        timeZone: when.length > 10 ? undefined : 'UTC',
      }).format(new Date(when)),

    /** From a map of languages: this one, else English, else any. */
    pick: (names) => names && (names[locale] || names[lang] || names.en || Object.values(names)[0]),
    name: (thing) => w.pick(thing.names) || thing.name,
  };
  return w;
}
