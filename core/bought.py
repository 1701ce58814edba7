"""What a member bought, by month, as far as tiers can ask for it.

Spend has its months in `MemberState.spend`, points and orders theirs in `activity`. What is older
than the months kept goes into `past`, by year, and what is older than those years into one sum.
"""

from __future__ import annotations

from collections.abc import Iterable

from core import calendar
from core.evolve import replace
from core.member import MemberState
from core.program.tiers import Figures

# A rolling window is the current month and at most the twelve before.
_MONTHS_KEPT = 13
# The calendar year before this one, and one more for a review that is held late.
_YEARS_KEPT = 2
_OLDER = ""


def add(member: MemberState, month: str, change: Figures, *, years: bool) -> MemberState:
    """The member after orders placed in a month came to mean something else. `years`: whether
    months that are kept no more count on in their years; a rolling window never asks for them."""
    spend = dict(member.spend)
    spend[month] = spend.get(month, 0) + change.spend_minor
    kept = sorted((key, minor) for key, minor in spend.items() if minor)
    old = [(key[:4], Figures(minor)) for key, minor in kept[:-_MONTHS_KEPT]]

    activity = {key: Figures(0, points, orders) for key, points, orders in member.activity}
    activity[month] = activity.get(month, Figures()) + Figures(0, change.points, change.orders)
    first = calendar.add_months(max(activity), 1 - _MONTHS_KEPT)
    old += [(key[:4], one) for key, one in activity.items() if key < first]
    return replace(
        member,
        spend=tuple(kept[-_MONTHS_KEPT:]),
        activity=tuple(
            (key, one.points, one.orders)
            for key, one in sorted(activity.items())
            if key >= first and one != Figures()
        ),
        past=_gathered([*_past(member), *(old if years else ())]),
    )


def add_all(member: MemberState, other: MemberState) -> MemberState:
    """The member with all that another one bought."""
    for month, minor in other.spend:
        member = add(member, month, Figures(minor), years=True)
    for month, points, orders in other.activity:
        member = add(member, month, Figures(0, points, orders), years=True)
    return replace(member, past=_gathered([*_past(member), *_past(other)]))


def between(member: MemberState, first: str, last: str) -> Figures:
    """What was bought from one month to another, both of those still kept."""
    spend = sum(minor for key, minor in member.spend if first <= key <= last)
    points = orders = 0
    for key, earned, count in member.activity:
        if first <= key <= last:
            points += earned
            orders += count
    return Figures(spend, points, orders)


def in_years(member: MemberState, *years: str) -> Figures:
    """What was bought in calendar years, like "2026"."""
    return _sum(one for key, one in [*_months(member), *_past(member)] if key[:4] in years)


def ever(member: MemberState) -> Figures:
    """All of it. Points as they have always been summed, also before months of them were kept."""
    found = _sum(one for _, one in [*_months(member), *_past(member)])
    return replace(found, points=member.lifetime)


def _months(member: MemberState) -> list[tuple[str, Figures]]:
    spend = [(key, Figures(minor)) for key, minor in member.spend]
    return spend + [(key, Figures(0, points, orders)) for key, points, orders in member.activity]


def _past(member: MemberState) -> list[tuple[str, Figures]]:
    return [(year, Figures(*figures)) for year, *figures in member.past]


def _gathered(past: Iterable[tuple[str, Figures]]) -> tuple[tuple[str, int, int, int], ...]:
    years: dict[str, Figures] = {}
    for year, one in past:
        years[year] = years.get(year, Figures()) + one
    for year in sorted(key for key in years if key != _OLDER)[:-_YEARS_KEPT]:
        years[_OLDER] = years.get(_OLDER, Figures()) + years.pop(year)
    return tuple(
        (year, one.spend_minor, one.points, one.orders)
        for year, one in sorted(years.items())
        if one != Figures()
    )


def _sum(figures: Iterable[Figures]) -> Figures:
    total = Figures()
    for one in figures:
        total += one
    return total
