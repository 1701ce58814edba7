"""Which language a page is in, and merchants' texts in it."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from core.ledger.stores import Store
from functions.storefront.front.markup import Html, el

# What each is called by those who read it, in the order of the page's choice.
LANGUAGES = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文", "ja": "日本語"}
# What a merchant's text is taken from where the language has none: the closest to read.
_INSTEAD = {
    "zh-Hant": ("zh-Hans", "en"),
    "zh-Hans": ("zh-Hant", "en"),
    "ja": ("en", "zh-Hant"),
    "en": (),
}
_SIMPLIFIED = ("hans", "cn", "sg", "my")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def language_of(tag: str) -> str | None:
    """The page's language for a tag as browsers write it ("zh-TW", "ja-JP"); None for none."""
    first, *rest = tag.strip().lower().replace("_", "-").split("-")
    if first in ("en", "ja"):
        return first
    if first != "zh":
        return None
    return "zh-Hans" if any(one in _SIMPLIFIED for one in rest) else "zh-Hant"


def offered(store: Store) -> tuple[str, ...]:
    """The languages of a store's pages, in its order."""
    return tuple(code for code in store.languages if code in LANGUAGES) or tuple(LANGUAGES)


def chosen(wanted: str, accepted: str, among: Sequence[str] = tuple(LANGUAGES)) -> str:
    """The language asked for by name, else the first that the browser accepts, else the first."""
    named = language_of(wanted) if wanted else None
    if named is not None and named in among:
        return named
    weighed = []
    for number, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.partition(";")
        known = language_of(tag)
        if known is not None and known in among:
            weighed.append((-_weight(weight), number, known))
    return min(weighed)[2] if weighed else among[0]


def _weight(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text.strip().removeprefix("q="))))
    except ValueError:
        return 1.0


@functools.cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of the pages in a language, by their keys."""
    path = Path(__file__).parent / "words" / f"{language}.json"
    texts: dict[str, str] = json.loads(path.read_text("utf-8"))
    return texts


class Tongue:
    """A language that a page is written in."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._texts = catalogue(code)

    def say(self, key: str, /, **values: object) -> str:
        """The text of that key. With n=1, "key.one" is used where the language has it."""
        if values.get("n") == 1 and f"{key}.one" in self._texts:
            key = f"{key}.one"
        shown = {
            name: f"{value:,}" if isinstance(value, int) else value
            for name, value in values.items()
        }
        return self._texts[key].format(**shown)

    def points(self, count: int) -> str:
        return self.say("points", n=count)

    def all_of(self, items: list[str]) -> str:
        """ "a, b and c"."""
        return self._joined(items, "list.and")

    def any_of(self, items: list[str]) -> str:
        """ "a, b or c"."""
        return self._joined(items, "list.or")

    def _joined(self, items: list[str], key: str) -> str:
        if len(items) < 2:
            return "".join(items)
        return self.say("list.comma").join(items[:-1]) + self.say(key) + items[-1]

    def run(self, sentences: list[str]) -> str:
        """Sentences one after the other, as the language parts them."""
        return self.say("list.sentences").join(filter(None, sentences))

    def month(self, number: int) -> str:
        """A month of the year."""
        return _MONTHS[number - 1] if self.code == "en" else self.say("month", n=number)

    def day(self, iso: str) -> str:
        """ "2027-05-03" as people write it."""
        on = date.fromisoformat(iso)
        values = {"year": str(on.year), "month": self.month(on.month), "day": str(on.day)}
        return self.say("day", **values)

    def plain(self, names: Mapping[str, str]) -> str:
        """A merchant's text: in this language, else in the closest that it has."""
        return self._of(names)[0]

    def named(self, names: Mapping[str, str]) -> str:
        """The same for a page, marked where it is in another language."""
        words, code = self._of(names)
        return words if code == self.code else el("span", words, lang=code)

    def paragraphs(self, text: Mapping[str, str]) -> list[Html]:
        """A merchant's longer text; a line is a paragraph."""
        words, code = self._of(text)
        lang = None if code == self.code else code
        return [el("p", line.strip(), lang=lang) for line in words.splitlines() if line.strip()]

    def _of(self, names: Mapping[str, str]) -> tuple[str, str]:
        for code in (self.code, *_INSTEAD[self.code]):
            if code in names:
                return names[code], code
        code = next(iter(names))
        return names[code], code
