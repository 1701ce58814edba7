"""Periods that figures are looked at for: by days up to three months, by whole months up to two
years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core import calendar
from core.errors import BadInput
from core.stats.sums import MOST_DAYS, MOST_MONTHS

PRESETS = ("30", "90", "12m")
LONGEST_MONTHS = MOST_MONTHS - 1
LONGEST_DAYS = MOST_DAYS - 1
REWARD_SILENT_DAYS = 60


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included, in days or in whole months."""

    first: date
    last: date
    by: Literal["day", "month"]

    @property
    def units(self) -> list[str]:
        """Its days ("2026-11-29") or months ("2026-11"), oldest first."""
        if self.by == "day":
            count = (self.last - self.first).days + 1
            return [(self.first + timedelta(days)).isoformat() for days in range(count)]
        return list(_months(self.first, self.last))

    @property
    def before(self) -> Period:
        """The period of the same length that ends where this one begins."""
        last = self.first - timedelta(days=1)
        if self.by == "day":
            return Period(last - (self.last - self.first), last, "day")
        first = calendar.add_months(self.first.isoformat()[:7], -len(self.units))
        return Period(date.fromisoformat(f"{first}-01"), last, "month")

    @property
    def rows(self) -> set[str]:
        """The rows of sums that it needs."""
        if self.by == "day":
            return {f"D#{month}" for month in _months(self.first, self.last)}
        return {f"M#{year}" for year in range(self.first.year, self.last.year + 1)}


def preset(name: str, today: date) -> Period:
    """One of PRESETS, up to today; the first for a name that is none. "12m": this month and the
    eleven before it."""
    if name == "12m":
        first = calendar.add_months(today.isoformat()[:7], -11)
        return Period(date.fromisoformat(f"{first}-01"), today, "month")
    days = 90 if name == "90" else 30
    return Period(today - timedelta(days=days - 1), today, "day")


def chosen(first: date, last: date, today: date) -> Period:
    """A period that somebody chose; one that is longer than three months goes by whole months.
    Raises BadInput with the field in its code for one that cannot be."""
    if first > last:
        raise BadInput("The first day lies behind the last.", code="period_order")
    if first > today:
        raise BadInput("This period has not begun.", code="period_future")
    last = min(last, today)
    if (last - first).days < LONGEST_DAYS:
        return Period(first, last, "day")
    end = date.fromisoformat(calendar.last_day(last.isoformat()[:7]))
    period = Period(first.replace(day=1), min(end, today), "month")
    if len(period.units) > LONGEST_MONTHS:
        raise BadInput("A period has 24 months at most.", code="period_long")
    return period


def _months(first: date, last: date) -> Iterator[str]:
    month, end = first.isoformat()[:7], last.isoformat()[:7]
    while month <= end:
        yield month
        month = calendar.add_months(month, 1)
