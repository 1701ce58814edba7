"""What a field can hold, and how that is typed. A value that is shown and sent back untouched is
never read again, so a kind may show less than it keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from functions.admin.numbers import plain

# What is in the inputs of a field, by what follows the field's name in theirs (".en", ".0.amount";
# "" for the only one). Boxes and lists of boxes send several values or none.
Typed = dict[str, list[str]]
# What is wrong, in the validation's words, by what follows the field's name.
Faults = dict[str, str]

REQUIRED = "Field required"
_SPLIT = re.compile(r"[\s,，、;；]+")
_BREAKS = re.compile(r"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Case:
    """The program around a field: its currency, and what may be named by id, under the place where
    it stands in the document ("tiers"), with its names."""

    currency: str
    named: Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Text on one line. The other kinds say what they do otherwise."""

    widget: str = "text"
    mode: str = "text"

    def show(self, value: Any, case: Case) -> Typed:
        """What the browser sends of a field that nobody touched."""
        return {"": ["" if value is None else _BREAKS.sub("", str(value))]}

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        """What was typed, as the document has it, for the validation to judge; and what is wrong
        with it that no document can even say. Nothing is None."""
        return typed.get("", [""])[0].strip() or None, {}

    def place(self, rest: Sequence[str], typed: Typed) -> str:
        """Beside which input a fault at `rest`, below the field, is shown."""
        return ""


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """A whole number or a factor, typed as people do."""

    mode: str = "numeric"

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        return plain(typed.get("", [""])[0]) or None, {}


@dataclass(frozen=True, slots=True)
class Money(Kind):
    """An amount in the program's currency; with `positive` at least its smallest coin."""

    mode: str = "decimal"
    positive: bool = False

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        from core.program.documents.base import amount, positive

        figure = plain(typed.get("", [""])[0]) or None
        try:
            if figure and self.positive:
                positive({case.currency: figure})
            elif figure:
                amount(figure, least="0")
        except ValueError as error:
            return figure, {"": str(error)}
        return figure, {}


@dataclass(frozen=True, slots=True)
class Day(Kind):
    widget: str = "date"


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of a few, with words for each."""

    options: tuple[str, ...] = ()
    widget: str = "choice"

    def show(self, value: Any, case: Case) -> Typed:
        return {"": [str(value)] if value in self.options else []}


@dataclass(frozen=True, slots=True)
class Select(Choice):
    """One of a few, or none of them."""

    widget: str = "select"

    def show(self, value: Any, case: Case) -> Typed:
        return {"": [str(value) if value in self.options else ""]}


@dataclass(frozen=True, slots=True)
class Moment(Kind):
    """A day and a time by the store's clock."""

    widget: str = "moment"


@dataclass(frozen=True, slots=True)
class Pick(Kind):
    """One of the rows that the program has under `of`, or none."""

    of: str = ""
    widget: str = "select"


@dataclass(frozen=True, slots=True)
class Each(Kind):
    """A figure for each of the rows that the program has under `of`, where it is not empty."""

    of: str = ""
    widget: str = "each"
    mode: str = "decimal"

    def show(self, value: Any, case: Case) -> Typed:
        figures = value or {}
        return {f".{one}": [figures.get(one, "")] for one in case.named.get(self.of, ())}

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        shown = self.show(old, case)
        figures = {one: typed.get(one, before)[0] for one, before in shown.items()}
        return {one[1:]: plain(text) for one, text in figures.items() if plain(text)} or None, {}

    def place(self, rest: Sequence[str], typed: Typed) -> str:
        return f".{rest[0]}" if rest else next(iter(typed), "")


@dataclass(frozen=True, slots=True)
class Flag(Kind):
    """Yes or no. An empty value goes along with a box, so that one which was not ticked differs
    from one that the page did not have."""

    widget: str = "flag"

    def show(self, value: Any, case: Case) -> Typed:
        return {"": ["", "yes"] if value else [""]}

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        return "yes" in typed.get("", ()), {}


@dataclass(frozen=True, slots=True)
class Ticks(Kind):
    """Some of a few: of `options`, or of the rows that the program has under `of`."""

    options: tuple[str, ...] = ()
    of: str = ""
    widget: str = "ticks"

    def choices(self, case: Case) -> list[str]:
        return list(case.named.get(self.of, ()) if self.of else self.options)

    def show(self, value: Any, case: Case) -> Typed:
        chosen = {str(one) for one in value or ()}
        return {"": ["", *(one for one in self.choices(case) if one in chosen)]}

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        return [one for one in typed.get("", ()) if one] or None, {}


@dataclass(frozen=True, slots=True)
class Lines(Kind):
    """A list: words one a line, or with `ids` anything that has neither spaces nor commas."""

    ids: bool = False
    widget: str = "lines"

    def show(self, value: Any, case: Case) -> Typed:
        return {"": ["\n".join(_BREAKS.sub(" ", str(one)) for one in value or ())]}

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        text = typed.get("", [""])[0]
        found = _SPLIT.split(text) if self.ids else text.splitlines()
        return [one.strip() for one in found if one.strip()] or None, {}


@dataclass(frozen=True, slots=True)
class Names(Kind):
    """A name in each of the page's languages; those in others stay."""

    widget: str = "names"
    languages: tuple[str, ...] = field(default=("en", "zh-Hant"))

    def show(self, value: Any, case: Case) -> Typed:
        names = value or {}
        return {f".{code}": [_BREAKS.sub("", names.get(code, ""))] for code in self.languages}

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        shown = self.show(old, case)
        names = dict(old or {})
        for code in self.languages:
            sent = typed.get(f".{code}", shown[f".{code}"])
            if sent != shown[f".{code}"]:
                names[code] = sent[0].strip()
        return {code: name for code, name in names.items() if name} or None, {}

    def place(self, rest: Sequence[str], typed: Typed) -> str:
        return f".{rest[0]}" if rest and rest[0] in self.languages else f".{self.languages[0]}"
