"""Tables of fields: what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from functions.admin.forms.kinds import Kind

Document = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """`path`: its place in the row, "window.from"; its label is the text "form." and the part's
    name and the path, or else "form." and the path. `default`: what the document means without
    it. Only rows of `kinds` have it, all where that is empty. Emptying a `head` takes along what
    stands beside it: a waiting time without its days is none."""

    path: str
    kind: Kind
    default: Any = None
    required: bool = False
    head: bool = False
    kinds: tuple[str, ...] = ()

    def value(self, row: Mapping[str, Any]) -> Any:
        """What the row has there, the default where it has nothing."""
        found: Any = row
        for name in self.path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        return self.default if found is None else found

    def fits(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under a heading, the text "form.group." and `name`. A folded one opens by itself where
    something in it is set."""

    name: str
    fields: tuple[Field, ...]
    folded: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the program with a page of its own: one for each of its rows (`stem`: what a new
    one's id begins with where its name gives none), or a single one where `stem` is empty.

    `place` is where it stands in the document. `kinds` are to choose from for a new row, and
    `fresh` is what it begins with. `kinds_by` tells which kind a row is where it does not say
    so itself. `switch`: the field that
    chooses the kind on the page itself. `ordered`: rows stand in an order that counts. `least`: so
    many there must be. `id_length`: how long a new one's id may be."""

    name: str
    place: str
    groups: tuple[Group, ...]
    stem: str = ""
    kinds: tuple[str, ...] = ()
    kinds_by: Callable[[Document, Mapping[str, Any]], str] | None = None
    fresh: Mapping[str, Any] | None = None
    switch: str = ""
    ordered: bool = False
    least: int = 0
    id_length: int = 32

    def kind_of(self, document: Document, row: Mapping[str, Any]) -> str:
        """The kind of a row, which says what fields it has; "" where there is only one."""
        if self.kinds_by is not None:
            return self.kinds_by(document, row)
        if self.switch:
            return str(next(one for one in self.fields() if one.path == self.switch).value(row))
        return str(row.get("kind", ""))

    @property
    def many(self) -> bool:
        return bool(self.stem)

    def fields(self) -> Iterator[Field]:
        for group in self.groups:
            yield from group.fields
