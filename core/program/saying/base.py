"""What every sentence about a program is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from core.money import money_text, to_minor
from core.wording import Text, in_both

Chosen = TypeVar("Chosen")

_EMPTY: tuple[object, ...] = (None, False, "", [], {})


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a program says. `key` stays the same from version to version; `where` is its
    place in the document. `names` (all languages) count as a part of it."""

    key: str
    where: str
    section: str
    label: Text
    text: Text
    names: str = ""


class Part(Mapping[str, Any]):
    """A part of a document that notes which of its fields were read: what no sentence has read is
    in no sentence."""

    def __init__(self, fields: Mapping[str, Any], where: str = "") -> None:
        self._fields, self.where = fields, where
        self._read: dict[str, Any] = {}
        self._unknown: str | None = None

    def __getitem__(self, name: str) -> Any:
        if name not in self._read:
            self._read[name] = _part(self._fields[name], self.place(name))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def place(self, name: str) -> str:
        """Where a field stands in the document, as "rewards.2.points"."""
        return f"{self.where}.{name}" if self.where else name

    def choice(self, name: str, known: Mapping[str, Chosen]) -> Chosen | None:
        """What `known` has for the value of a field; None, and the field counts as not read, when
        it has nothing."""
        value = self._fields[name]
        if value in known:
            self._read[name] = value
            return known[value]
        self._unknown = name
        return None

    def unread(self) -> Iterator[str]:
        """Places that say something and were not read; of a row whose kind nobody knows, only the
        kind."""
        if self._unknown is not None:
            yield self.place(self._unknown)
            return
        for name, value in self._fields.items():
            if name in self._read:
                yield from _unread(self._read[name])
            elif value not in _EMPTY:
                yield self.place(name)


def _part(value: Any, where: str) -> Any:
    if isinstance(value, Mapping):
        return Part(value, where)
    if isinstance(value, list):
        return [_part(one, f"{where}.{index}") for index, one in enumerate(value)]
    return value


def _unread(value: Any) -> Iterator[str]:
    if isinstance(value, Part):
        yield from value.unread()
    elif isinstance(value, list):
        for one in value:
            yield from _unread(one)


def text(en: str, zh: str) -> Text:
    """A sentence in both languages."""
    return {"en": en, "zh-Hant": zh}


def money(amount: str, currency: str) -> str:
    """An amount of a document (major units, as text) as people write it, "NT$2,500"."""
    return money_text(to_minor(amount, currency), currency)


def points(count: int) -> Text:
    """ "1 point", "1,000 points", in both languages."""
    return text(f"{count:,} point{'' if count == 1 else 's'}", f"{count:,} 點")


def one_of(items: Sequence[str]) -> Text:
    """ "a, b or c"."""
    return text(_joined(items, " or ", ", "), _joined(items, _spaced(items, "或"), "、"))


def all_of(items: Sequence[str]) -> Text:
    """ "a, b and c"."""
    return text(_joined(items, " and ", ", "), _joined(items, _spaced(items, "及"), "、"))


def _joined(items: Sequence[str], last: str, comma: str) -> str:
    return last.join(filter(None, [comma.join(items[:-1]), items[-1]]))


def _spaced(items: Sequence[str], word: str) -> str:
    """Figures and Latin letters stand apart from Chinese."""
    before, after = ("".join(items[:-1])[-1:], items[-1][:1])
    return f"{' ' * before.isascii()}{word}{' ' * after.isascii()}"


def named(names: Mapping[str, str]) -> Text:
    """The name in both languages; where one is missing, any other."""
    return text(*in_both(dict(names.items())))


def all_names(names: Mapping[str, str]) -> str:
    """The name in every language it has."""
    return " / ".join(names[code] for code in sorted(names))
