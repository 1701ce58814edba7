"""A file's people by a program and a day: who is imported with what, and who is not, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from core import calendar
from core import lots as lot
from core.errors import BadInput
from core.evolve import replace
from core.lots import Lots
from core.migrating.columns import Mapped, folded
from core.migrating.faults import Refused
from core.migrating.reading import Options, Part, Person, people
from core.migrating.tables import Table
from core.program.model import Program

_NEVER_BEGINS = "2100"


@dataclass(frozen=True, slots=True)
class Opening:
    """What is brought for one person. `points` None: nothing is said of points. `lots` sum to the
    points, where these are not below zero. `tier_id` "" for none."""

    person: Person
    points: int | None
    lots: Lots
    tier_id: str = ""
    tier_until: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`rows`: how many the file has; each is one person's, or refused. Both in the file's order."""

    rows: int
    openings: tuple[Opening, ...]
    refused: tuple[Refused, ...]

    @property
    def points(self) -> int:
        """All points that the file brings."""
        return sum(one.points or 0 for one in self.openings)


def plan(
    table: Table, mapped: Mapped, options: Options, program: Program, today: date, tz: ZoneInfo
) -> Plan:
    """The plan of an import on the store's day `today`. The same file, choices, program and day
    give the same plan. Raises BadInput when the columns name nobody, or say nothing of anybody."""
    if not {"customer_id", "email", "phone"} & set(mapped):
        raise BadInput(
            "Say which column names the customer: the store's customer id, the email address or the"
            " telephone number.",
            code="no_who",
        )
    if not {"points", "lots", "tier", "lifetime", "birthday"} & set(mapped):
        raise BadInput("Say which column has the points.", code="no_what")
    read = list(people(table, mapped, options))
    refused = [one for one in read if isinstance(one, Refused)]
    once, twice = _once([one for one in read if isinstance(one, Person)], options)
    refused += twice
    openings = []
    for person in once:
        found = _opening(table, mapped, person, options, program, today, tz)
        if isinstance(found, Opening):
            openings.append(found)
        else:
            refused += [replace(found, line=line) for line in person.lines]
    return Plan(len(table.rows), tuple(openings), tuple(sorted(refused, key=lambda one: one.line)))


def _once(found: Sequence[Person], options: Options) -> tuple[list[Person], list[Refused]]:
    """One person each; who is in several rows becomes one, or is refused."""
    groups: dict[int, list[Person]] = {}
    first_by_name: dict[tuple[str, str], int] = {}
    for person in found:
        homes = sorted({first_by_name[name] for name in person.names if name in first_by_name})
        home = homes[0] if homes else person.line
        for other in homes[1:]:  # this row shows that both are one
            groups[home] += groups.pop(other)
            for name, where in first_by_name.items():
                if where == other:
                    first_by_name[name] = home
        groups.setdefault(home, []).append(person)
        for name in person.names:
            first_by_name[name] = home
    once, refused = [], []
    for rows in groups.values():
        if len(rows) == 1:
            once.append(rows[0])
        elif options.twice == "refuse":
            refused += [_twice(row, rows) for row in rows]
        else:
            once.append(_joined(sorted(rows, key=lambda row: row.line), options))
    return sorted(once, key=lambda one: one.line), refused


def _twice(row: Person, rows: Iterable[Person]) -> Refused:
    others = sorted(one.line for one in rows if one is not row)
    shown = ", ".join(str(line) for line in others[:5]) + (" …" if len(others) > 5 else "")
    return Refused(row.line, "", "twice", {"lines": shown})


def _joined(rows: Sequence[Person], options: Options) -> Person:
    """Rows about one person as one: what the last says of them; the points of all together where
    that was chosen."""
    lines = tuple(row.line for row in rows)
    first, *rest = rows
    told = first
    for row in rest:
        told = Person(
            lines,
            row.customer_id or told.customer_id,
            row.email or told.email,
            row.phone or told.phone,
            points=row.points if row.points is not None else told.points,
            parts=row.parts if row.points is not None else told.parts,
            lifetime=row.lifetime if row.lifetime is not None else told.lifetime,
            tier=row.tier or told.tier,
            tier_until=row.tier_until if row.tier else told.tier_until,
            birthday=row.birthday or told.birthday,
            joined_on=min(filter(None, (row.joined_on, told.joined_on)), default=None),
            reason=row.reason or told.reason,
        )
    if options.twice == "last":
        return told
    counted = [row.points for row in rows if row.points is not None]
    ever = [row.lifetime for row in rows if row.lifetime is not None]
    return replace(
        told,
        points=sum(counted) if counted else None,
        parts=tuple(part for row in rows for part in row.parts),
        lifetime=sum(ever) if ever else None,
    )


def _opening(
    table: Table,
    mapped: Mapped,
    person: Person,
    options: Options,
    program: Program,
    today: date,
    tz: ZoneInfo,
) -> Opening | Refused:
    on = today.isoformat()

    def refused(code: str, *fields: str, **details: object) -> Refused:
        named = [mapped[one] for one in fields if one in mapped]  # type: ignore[index]
        return Refused(person.line, table.header[named[0]] if named else "", code, details)

    lots: list[lot.Lot] = []
    for part in person.parts:
        if part.points < 0:
            continue
        if part.earned_on and part.earned_on > on:
            return refused("earned_ahead", "earned_on", day=part.earned_on)
        last = _last_day(part, program, today, tz)
        if last != lot.NEVER and last < on:
            if part.expires_on is None:
                return refused("ended_by_program", "earned_on", earned=part.earned_on, day=last)
            return refused("ended", "expires_on", "lots", day=part.expires_on)
        lots.append((last, part.points))
    tier_id, until = "", ""
    if person.tier:
        known = tier_of(person.tier, options, program)
        if known is None:
            return refused("unknown_tier", "tier", cell=person.tier)
        tier_id, until = known, person.tier_until or options.tier_until or _in_a_year(today)
        if tier_id and until < on:
            return refused("tier_ended", "tier_until", "tier", day=until)
    return Opening(person, person.points, _summing_to(person.points, lots), tier_id, until)


def _last_day(part: Part, program: Program, today: date, tz: ZoneInfo) -> str:
    """The end of a month, as all lots end; "" for never. What the file does not say, the program
    says by the day the points were earned on, else by today."""
    if part.expires_on is not None:
        # Programs without an end write a day that nobody lives to see.
        ends = part.expires_on if part.expires_on < _NEVER_BEGINS else lot.NEVER
        return ends and calendar.last_day(ends[:7])
    return program.expiry.last_day(calendar.last_s(part.earned_on or today.isoformat(), tz), tz)


def _summing_to(points: int | None, lots: Iterable[lot.Lot]) -> Lots:
    """The lots less what rows below zero take off them, the earliest first."""
    merged = lot.normal(lots)
    over = lot.total(merged) - max(points or 0, 0)
    return lot.take(merged, over)[0] if over > 0 else merged


def _in_a_year(today: date) -> str:
    return calendar.last_day(calendar.add_months(today.isoformat()[:7], 12))


def tier_of(called: str, options: Options, program: Program) -> str | None:
    """The id of the program's tier that a file calls so; "" for none or the lowest, which nobody
    needs to be given; None for a name that nobody knows."""
    name = folded(called)
    if name in options.tiers:
        return options.tiers[name]
    for rank, tier in enumerate(program.tiers):
        if name in {folded(tier.id), *(folded(one) for one in tier.names.values())}:
            return tier.id if rank else ""
    return "" if name in ("none", "no tier", "na", "n a") else None


def tiers_called(table: Table, mapped: Mapped, most: int = 20) -> list[str]:
    """What a file calls its tiers, in the order of their coming."""
    column = mapped.get("tier")
    if column is None:
        return []
    cells = (row[column].strip() for _, row in table.rows if column < len(row))
    return list(dict.fromkeys(cell for cell in cells if cell))[:most]
