"""All of a program that has days, as a calendar shows it: which days those are, and where two
campaigns share some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal

from core.earning import factor_of
from core.program.conditions import Window
from core.program.earning import Bonus, Multiplier
from core.program.linting.base import Case
from core.program.linting.extras import meet
from core.program.linting.segments import may_meet
from core.program.model import Program

Kind = (
    Literal["campaigns", "bonuses", "actions", "sales", "rewards", "events"]
    | Literal["draws", "groups", "surveys", "news", "channels"]
)
State = Literal["past", "now", "next"]
# First and last day, both included.
Run = tuple[date, date]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """Something with days. `place`: where it stands in the document. `time`: when an event begins,
    "19:00"; "" for what takes whole days."""

    kind: Kind
    id: str
    names: Mapping[str, str]
    place: str
    window: Window
    time: str = ""

    @property
    def always(self) -> bool:
        """Whether every day is one of its days."""
        window = self.window
        bounds = window.from_day or window.until_day or window.festival
        return not (bounds or window.weekdays or window.month_days)

    def runs(self, first: date, last: date) -> list[Run]:
        """Its days from one to another, those in a row together."""
        found: list[Run] = []
        day = max(first, _day(self.window.from_day, first))
        last = min(last, _day(self.window.until_day, last))
        while day <= last:
            if self.window.covers(day):
                begun = found and found[-1][1] == day - _DAY
                found[-1:] = [(found[-1][0], day)] if begun else [*found[-1:], (day, day)]
            day += _DAY
        return found

    def state(self, today: date) -> State:
        """On, over, or still to come, on the store's day `today`; between two of its weekdays it is
        on."""
        window = self.window
        if window.over(today.isoformat()):
            return "past"
        if window.from_day > today.isoformat():
            return "next"
        return "next" if window.festival and not window.covers(today) else "now"


@dataclass(frozen=True, slots=True)
class Together:
    """Two rules that one purchase can have at once, on these days. `factor`: what two multipliers
    come to for a member of a tier that multiplies by 1; None for bonuses, of which both are
    given."""

    one: Planned
    other: Planned
    runs: list[Run]
    factor: Fraction | None


def planned(program: Program) -> list[Planned]:
    """All that has days, or could have some."""
    found = [
        *_rules("campaigns", "earning.multipliers", program.earning.multipliers),
        *_rules("bonuses", "earning.bonuses", program.earning.bonuses),
        *_rules("actions", "actions", program.actions),
        *_rules("sales", "sales", program.sales),
    ]
    bounded: list[tuple[Kind, Any]] = [
        ("rewards", [(one, one.first_day, one.last_day) for one in program.rewards]),
        ("draws", [(one, one.first_day, one.last_day) for one in program.draws]),
        ("groups", [(one, one.from_day, one.until_day) for one in program.groups]),
        ("surveys", [(one, one.first_day, one.last_day) for one in program.surveys]),
        ("news", [(one, one.first_day, one.last_day) for one in program.news]),
        ("channels", [(one, one.first_day, one.last_day) for one in program.channels]),
    ]
    for kind, rows in bounded:
        for index, (one, first, last) in enumerate(rows):
            window = _bounded(first, last)
            found.append(Planned(kind, one.id, one.names, f"{kind}.{index}", window))
    for index, event in enumerate(program.events):
        day, place = event.at.date().isoformat(), f"events.{index}"
        time = f"{event.at:%H:%M}"
        found.append(Planned("events", event.id, event.names, place, _bounded(day, day), time))
    return found


def together(
    document: Mapping[str, Any], program: Program, first: date, last: date
) -> list[Together]:
    """Campaigns, and bonuses of one kind, that meet on days from one to another."""
    case = Case(document, program)
    found = []
    for part, kind, rules in (
        ("multipliers", "campaigns", program.earning.multipliers),
        ("bonuses", "bonuses", program.earning.bonuses),
    ):
        rows = document["earning"].get(part) or ()
        every = _rules(kind, f"earning.{part}", rules)  # type: ignore[arg-type]
        for mine, yours in combinations(zip(rows, every, rules, strict=True), 2):
            (row, one, rule), (other_row, other, other_rule) = mine, yours
            if row.get("kind") != other_row.get("kind"):
                continue
            days = _common(one, other, first, last)
            if days and meet(row, other_row) and may_meet(case, row, other_row):
                both = (rule, other_rule)
                found.append(Together(one, other, days, _factor(program, both)))
    return found


def in_order(items: Iterable[Planned], first: date, last: date) -> list[tuple[Planned, list[Run]]]:
    """What has days from one to another, with those; soonest first, and of those the longest."""
    found = [(one, runs) for one in items if not one.always and (runs := one.runs(first, last))]
    return sorted(found, key=lambda pair: (pair[1][0][0], pair[0].time, -_length(pair[1][0])))


def _common(one: Planned, other: Planned, first: date, last: date) -> list[Run]:
    return [
        (max(mine[0], yours[0]), min(mine[1], yours[1]))
        for mine in one.runs(first, last)
        for yours in other.runs(first, last)
        if max(mine[0], yours[0]) <= min(mine[1], yours[1])
    ]


def _factor(program: Program, rules: tuple[Any, Any]) -> Fraction | None:
    both = [one for one in rules if isinstance(one, Multiplier)]
    return factor_of(1000, both, program.earning.stacking) if both else None


def _rules(kind: Kind, place: str, rules: Iterable[Multiplier | Bonus | Any]) -> list[Planned]:
    return [
        Planned(kind, one.id, one.names, f"{place}.{index}", one.conditions.window)
        for index, one in enumerate(rules)
    ]


def _bounded(first: str, last: str) -> Window:
    return Window(first, last, frozenset(), frozenset())


def _day(named: str, otherwise: date) -> date:
    return date.fromisoformat(named) if named else otherwise


def _length(run: Run) -> int:
    return (run[1] - run[0]).days
