"""Texts in the languages that shoppers read, and names in them.

The sentences themselves: core/words, one file a language."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

# By the language's code (BCP 47), as LANGUAGES has them.
Text = dict[str, str]
# Names by language, by what they name.
Names = Mapping[str, Mapping[str, str]]

LANGUAGES = ("en", "zh-Hant", "zh-Hans", "ja")
# Which languages a reader of one can do with, where a merchant wrote no name in it.
_INSTEAD = {"zh-Hans": ("zh-Hant", "en"), "zh-Hant": ("zh-Hans", "en")}


def say(key: str, /, **figures: object) -> Text:
    """The sentence of that key in every language. A figure that is a Text is put in by language.
    With n=1, "key.one" is used where the language has it."""
    return {
        language: _sentence(table, key, figures.get("n")).format(
            **{
                name: one[language] if isinstance(one, Mapping) else one
                for name, one in figures.items()
            }
        )
        for language, table in _tables().items()
    }


def known(key: str) -> bool:
    """Whether there is a sentence of that key."""
    return key in _tables()["en"]


def named(names: Mapping[str, str], otherwise: str = "") -> Text:
    """A name in every language: in a related one or in English where the language's own is missing,
    any other where both are, `otherwise` where there is none."""
    return {language: pick(names, language) or otherwise for language in LANGUAGES}


def pick(names: Mapping[str, str], language: str) -> str:
    """A name or a sentence for who reads `language`: in a related language or in English where it
    is missing, else any; "" for none."""
    for wanted in (language, *_INSTEAD.get(language, ("en",))):
        if names.get(wanted):
            return names[wanted]
    return next(iter(names.values()), "")


def name_of(names: Names, key: str, under: str = "") -> Text:
    """What `under` + `key` is called; the key where nobody knows it any more."""
    return named(names.get(under + key, {}), key)


def all_named(names: Iterable[Mapping[str, str]]) -> Text:
    """Names in a row."""
    return row([named(one) for one in names], "joint.names")


def row(texts: Iterable[Text], joint: str = "joint") -> Text:
    """Texts one after another, with the sentence of the key `joint` between them."""
    between, many = say(joint), list(texts)
    return {
        language: between[language].join(one[language] for one in many) for language in LANGUAGES
    }


def together(*texts: Text) -> Text:
    """Texts that follow each other as they are."""
    return {language: "".join(one[language] for one in texts) for language in LANGUAGES}


def read_by(language: str | None) -> tuple[str, ...]:
    """The languages for who reads `language`; the first merchants' two for who did not say."""
    return (language,) if language in LANGUAGES else ("en", "zh-Hant")


def as_is(text: str) -> Text:
    """The same in every language."""
    return dict.fromkeys(LANGUAGES, text)


def in_both(names: Mapping[str, str], otherwise: str = "") -> tuple[str, str]:
    """A name in English and in Traditional Chinese, for what merchants read."""
    found = named(names, otherwise)
    return found["en"], found["zh-Hant"]


def _sentence(table: Mapping[str, str], key: str, n: object) -> str:
    return (table.get(f"{key}.one") if n == 1 else None) or table[key]


@functools.cache
def _tables() -> dict[str, dict[str, str]]:
    """Read when the first sentence is said: workers say none."""
    from core.words import en, ja, zh_hans, zh_hant

    modules = {"en": en, "zh-Hant": zh_hant, "zh-Hans": zh_hans, "ja": ja}
    return {language: modules[language].SENTENCES for language in LANGUAGES}
