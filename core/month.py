"""A month as a calendar lays it out: weeks of seven days, and in each of them the bars of what runs
then, none upon another."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Bar(Generic[T]):
    """A stretch of `span` days in a week from its day number `start`, 0 for the first. `begins` and
    `ends`: whether what it is about does so there, or goes on in another week."""

    what: T
    start: int
    span: int
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Week(Generic[T]):
    """Seven days, and lanes of bars; of each lane from left to right, nothing twice on one day."""

    days: tuple[date, ...]
    lanes: list[list[Bar[T]]]


def bounds(month: str) -> tuple[date, date]:
    """The first and the last day of "2026-11"."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def weeks(month: str, runs: Sequence[tuple[T, tuple[date, date]]]) -> list[Week[T]]:
    """The weeks of "2026-11" from Monday to Sunday with what runs in them, given in the order in
    which it is to be laid."""
    first, last = bounds(month)
    monday = first - timedelta(days=first.weekday())
    found = []
    while monday <= last:
        days = tuple(monday + timedelta(days=number) for number in range(_WEEK))
        found.append(Week(days, _lanes(days, runs)))
        monday += timedelta(days=_WEEK)
    return found


def _lanes(
    days: tuple[date, ...], runs: Sequence[tuple[T, tuple[date, date]]]
) -> list[list[Bar[T]]]:
    lanes: list[list[Bar[T]]] = []
    for what, (begin, end) in runs:
        if end < days[0] or begin > days[-1]:
            continue
        start = max(0, (begin - days[0]).days)
        until = min(_WEEK - 1, (end - days[0]).days)
        bar = Bar(what, start, until - start + 1, begin >= days[0], end <= days[-1])
        free = next((lane for lane in lanes if lane[-1].start + lane[-1].span <= start), None)
        if free is None:
            lanes.append([bar])
        else:
            free.append(bar)
    return lanes
