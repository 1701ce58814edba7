"""Texts in the two languages that the program speaks, and names in them."""

from __future__ import annotations

from collections.abc import Mapping

# By the language's code: "en" and "zh-Hant".
Text = dict[str, str]
# Names by language, by what they name.
Names = Mapping[str, Mapping[str, str]]


def in_both(names: Mapping[str, str], otherwise: str = "") -> tuple[str, str]:
    """A name in English and in Traditional Chinese: the English one where the Chinese is missing,
    any other where both are, `otherwise` where there is none."""
    english = names.get("en") or next(iter(names.values()), otherwise)
    return english, names.get("zh-Hant") or english


def name_of(names: Names, key: str, under: str = "") -> tuple[str, str]:
    """What `under` + `key` is called, in both languages; the key where nobody knows it any more."""
    return in_both(names.get(under + key, {}), key)
