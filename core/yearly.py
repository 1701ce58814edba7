"""Days of a member's own that come again every year: the birthday, and the anniversaries of joining
and of the first purchase.

A gift comes on the first such day that lies at least a year after the last gift, whatever the day
has been changed to meanwhile, and never twice in one calendar year.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import BadInput, Conflict
from core.evolve import replace
from core.wording import say

YEAR = timedelta(days=365)
_DAY = re.compile(r"(?:[0-9]{4}-)?([0-9]{2})-([0-9]{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Yearly:
    """One such day. `on`: "03-05", "" for one that was taken back; `since`: the whole day that an
    anniversary is of, "" for a birthday, of which no year is kept. `due_on`: when it comes next.
    `not_before`: no gift before that day. `changed_on`: when the shopper said so last. `order`: the
    order that the first purchase was, "store/id". `store_id`: in whose cart its rewards are."""

    on: str = ""
    since: str = ""
    due_on: str = ""
    not_before: str = ""
    changed_on: str = ""
    order: str = ""
    store_id: str = ""


# What becomes of such a day.
Change = Callable[[Yearly], Yearly]


def month_day(text: str) -> str:
    """The "03-05" of "03-05" or "1990-03-05": the year is nobody's business. Raises BadInput for
    what is no day of any year."""
    match = _DAY.fullmatch(text.strip())
    month, day = (int(part) for part in match.groups()) if match else (0, 0)
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2024, month)[1]:
        raise BadInput("Write a birthday as month and day, like 03-05.", code="bad_birthday")
    return f"{month:02d}-{day:02d}"


def in_year(on: str, year: int) -> date:
    """The day in that year; 29 February is the 28th where there is none."""
    month, day = int(on[:2]), int(on[3:])
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def next_on(on: str, after: date, not_before: str = "") -> date:
    """The first time that the day comes later than `after`, and not before `not_before`."""
    least = max(after + timedelta(days=1), date.fromisoformat(not_before or "0001-01-01"))
    this_year = in_year(on, least.year)
    return this_year if this_year >= least else in_year(on, least.year + 1)


def gave(day: Yearly) -> Yearly:
    """The day after a gift on the day it was due: a year passes until the next."""
    due = date.fromisoformat(day.due_on)
    least = max(due + YEAR, date(due.year + 1, 1, 1))
    return replace(day, not_before=least.isoformat())


def passed(day: Yearly, today: date) -> Yearly:
    """The day after it came: when it comes next. Years that nobody looked at are over."""
    since = max(date.fromisoformat(day.due_on), today - timedelta(days=1))
    following = next_on(day.on, since, day.not_before)
    return replace(day, due_on=following.isoformat())


def told(day: Yearly, on: str, today: date, store_id: str, *, by_shopper: bool) -> Yearly:
    """A birthday as it was told today, "" to take it back, which a shopper may
    at any time. It counts from tomorrow on. Raises Conflict when a shopper changes theirs who has
    done so less than a year ago."""
    if on == day.on:
        return day
    if by_shopper and on and (free_on := changeable_on(day, today)):
        raise Conflict(
            f"Your birthday can be changed again on {free_on}.",
            code="birthday_fixed",
            until=free_on,
            text=say("birthday_fixed", day=free_on),
        )
    changed = replace(day, on=on, changed_on=today.isoformat(), store_id=store_id)
    if not on:
        # Else it would be enough to take the day back to be given another one; and the day of the
        # last gift would tell what was taken back.
        return replace(changed, due_on="", not_before=(today + YEAR).isoformat())
    return replace(changed, due_on=next_on(on, today, day.not_before).isoformat())


def changeable_on(day: Yearly, today: date) -> str:
    """The day from which a shopper may change their birthday; "" when they may today."""
    if not day.changed_on:
        return ""
    free = date.fromisoformat(day.changed_on) + YEAR
    return free.isoformat() if today < free else ""


def began(day: Yearly, since: str, today: date, store_id: str, order: str = "") -> Yearly:
    """An anniversary of `since`, the earliest day that was heard of."""
    if day.since and day.since <= since:
        return day
    on = since[5:]
    first = max(today, date.fromisoformat(since))
    return replace(
        day,
        on=on,
        since=since,
        due_on=next_on(on, first, day.not_before).isoformat(),
        order=order,
        store_id=store_id,
    )


def together(one: Yearly, other: Yearly, today: date) -> Yearly:
    """One day of two members who are one person: the birthday of the first who has one, the earlier
    of two anniversaries, and no gift sooner than either would have had it."""
    kept = min((day for day in (one, other) if day.on), key=lambda day: day.since, default=one)
    not_before = max(one.not_before, other.not_before)
    changed_on = max(one.changed_on, other.changed_on)
    kept = replace(kept, not_before=not_before, changed_on=changed_on)
    if not kept.on:
        return kept
    # What is due today may not have been seen to.
    due = next_on(kept.on, today - timedelta(days=1), not_before)
    return replace(kept, due_on=due.isoformat())
