"""Reading the sums of what members did: a few rows for a period, however many members there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from core.identity import Ledger
from core.ledger.number_rows import (
    SumRow,
    counters_of,
    progress,
    sums_beginning,
    sums_of,
)
from core.stats.figures import Book
from core.stats.periods import REWARD_SILENT_DAYS, Period

# What is kept once, and not by days or months: cohorts, groups, last orders, what there is now.
_STANDING = ("C#", "G#", "A#", "T")


@dataclass(frozen=True, slots=True)
class Rolled:
    """A ledger's sums. `at_ms`: up to when, None before they were first made. `made`: how many
    members are in the sums that are being made (anew), None while none are."""

    at_ms: int | None = None
    made: int | None = None
    book: Book = field(default_factory=dict)


def read(ledger: Ledger, period: Period, today: date, *, standing: bool = True) -> Rolled:
    """What figures of a period and of the one before it need; not `standing`: its days and months
    alone."""
    state = progress(ledger)
    made = None if state.made is None and not state.asked else state.members
    if state.shown is None:
        return Rolled(made=made)
    wanted = period.rows | period.before.rows
    if standing:
        silent = Period(today - timedelta(days=REWARD_SILENT_DAYS - 1), today, "day")
        wanted |= silent.rows | {f"D#{period.last.isoformat()[:7]}"}
        wanted |= {f"M#{year}" for year in range(period.last.year, today.year + 1)}
    rows: dict[str, SumRow] = sums_of(ledger, state.shown, wanted)
    for prefix in _STANDING if standing else ():
        rows |= sums_beginning(ledger, state.shown, prefix)
    return Rolled(state.at_ms, made, {name: counters_of(row) for name, row in rows.items()})
