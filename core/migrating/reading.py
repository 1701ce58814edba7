"""Rows of a table as what they say about somebody, or what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core import lots as lot
from core.migrating import cells
from core.migrating.cells import DateOrder, Fault
from core.migrating.columns import WHO, Field, Mapped
from core.migrating.faults import Refused
from core.migrating.tables import Cells, Table

_LOT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?=([0-9]+)", re.ASCII)
_NOTE_MOST = 200

Negative = Literal["refuse", "debt", "zero"]
Twice = Literal["refuse", "sum", "last"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the merchant chose. `tiers`: the program's tier by what the file calls it (folded), ""
    for none. `tier_until`: how long a tier is held where the file does not say."""

    dates: DateOrder = "auto"
    negative: Negative = "refuse"
    twice: Twice = "refuse"
    tiers: Mapping[str, str] = field(default_factory=dict)
    tier_until: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one row. `expires_on`: their last day as the file has it, "" for points without an
    end, None where it does not say; `earned_on` likewise, None where it does not say."""

    points: int
    expires_on: str | None = None
    earned_on: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What a file says about one person. `lines`: in which of its lines. `points` None: nothing."""

    lines: tuple[int, ...]
    customer_id: str | None = None
    email: str | None = None
    phone: str | None = None
    points: int | None = None
    parts: tuple[Part, ...] = ()
    lifetime: int | None = None
    tier: str = ""
    tier_until: str | None = None
    birthday: str | None = None
    joined_on: str | None = None
    reason: str = ""

    @property
    def line(self) -> int:
        return self.lines[0]

    @property
    def names(self) -> list[tuple[str, str]]:
        """All that the person is known by."""
        known = (("c", self.customer_id), ("e", self.email), ("p", self.phone))
        return [(kind, name) for kind, name in known if name is not None]


def people(table: Table, mapped: Mapped, options: Options) -> Iterator[Person | Refused]:
    """Each row as a person, or why not."""
    for line, row in table.rows:
        yield _Row(table, mapped, options, line, row).read()


class _Row:
    """One row in the reading."""

    def __init__(
        self, table: Table, mapped: Mapped, options: Options, line: int, row: Cells
    ) -> None:
        self.table, self.mapped, self.options = table, mapped, options
        self.line, self.row = line, row
        self.at: Field | None = None

    def read(self) -> Person | Refused:
        try:
            return self._person()
        except Fault as fault:
            column = self.table.header[self.mapped[self.at]] if self.at else ""
            return Refused(self.line, column, fault.code, fault.details)

    def _cell(self, name: Field) -> str:
        number = self.mapped.get(name)
        self.at = name if number is not None else None
        return self.row[number] if number is not None and number < len(self.row) else ""

    def _whole(self, name: Field) -> int | None:
        return cells.whole(self._cell(name), decimal_comma=self.table.decimal_comma)

    def _day(self, name: Field) -> str | None:
        return cells.day(self._cell(name), self.options.dates)

    def _person(self) -> Person:
        person = Person(
            (self.line,),
            customer_id=cells.customer(self._cell("customer_id")),
            email=cells.address(self._cell("email")),
            phone=cells.phone(self._cell("phone")),
        )
        if not person.names:
            self.at = next((one for one in WHO if one in self.mapped), None)
            raise Fault("nobody")
        lots = self._lots()
        points = self._whole("points")
        if points is None and lots is not None:
            points = sum(part.points for part in lots)
        if points is not None and points < 0:
            points = self._below_zero(points)
        if lots and points is not None and sum(part.points for part in lots) != points:
            raise Fault("lots_differ", lots=sum(part.points for part in lots), points=points)
        expires_on, earned_on = self._day("expires_on"), self._day("earned_on")
        parts = lots or ((Part(points, expires_on, earned_on),) if points else ())
        lifetime = self._whole("lifetime")
        if lifetime is not None and lifetime < 0:
            raise Fault("negative_lifetime")
        return Person(
            person.lines,
            person.customer_id,
            person.email,
            person.phone,
            points=points,
            parts=parts,
            lifetime=lifetime,
            tier=cells.plain(self._cell("tier"))[:60],
            tier_until=self._day("tier_until"),
            birthday=cells.birthday(self._cell("birthday"), self.options.dates),
            joined_on=self._day("joined_on"),
            reason=self._cell("reason").strip()[:_NOTE_MOST],
        )

    def _below_zero(self, points: int) -> int:
        if self.options.negative == "refuse":
            raise Fault("negative")
        return points if self.options.negative == "debt" else 0

    def _lots(self) -> tuple[Part, ...] | None:
        """Lots as our own export writes them: "2027-05-31=100; =50"."""
        cell = cells.plain(self._cell("lots"))
        if not cell:
            return None
        found = []
        for one in re.split(r"[;,] ?", cell.strip("; ")):
            match = _LOT.fullmatch(one.strip())
            if match is None:
                raise Fault("no_lots", cell=cell[:40])
            found.append(Part(int(match[2]), match[1] or lot.NEVER))
        return tuple(found)
