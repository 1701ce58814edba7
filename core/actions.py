"""How often a member has done what earns besides buying, and whether they may again: said by the
functions that decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core import segments
from core.errors import ActionClosed
from core.member import MemberState
from core.program.actions import Action, Per
from core.program.model import Program
from core.wording import say


@dataclass(frozen=True, slots=True)
class Done:
    """How often one member has done one thing: `ever`, and in the day, week, month and year of
    `last`, the store's day on which it was done last. What lies further back limits nothing."""

    last: str = ""
    ever: int = 0
    year: int = 0
    month: int = 0
    week: int = 0
    day: int = 0

    def count(self, per: Per, today: date) -> int:
        """How often in the period that `today` lies in."""
        if per == "ever" or not self.last:
            return self.ever
        same = period(date.fromisoformat(self.last), per) == period(today, per)
        return int(getattr(self, per)) if same else 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be earned now. `code` is stable; `text` is for people, by language.
    `again_on`: the day from which it may be, "" when waiting does not help."""

    code: str
    text: Mapping[str, str]
    again_on: str = ""


_PERIODS: tuple[Per, ...] = ("year", "month", "week", "day")


def period(day: date, per: Per) -> str:
    """The name of the period that a day lies in."""
    if per == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    shown = day.isoformat()
    return {"year": shown[:4], "month": shown[:7], "day": shown}.get(per, "")


def next_period(day: date, per: Per) -> date | None:
    """The first day of the period after the one that `day` lies in; None after "ever"."""
    if per == "day":
        return day + timedelta(days=1)
    if per == "week":
        return day + timedelta(days=8 - day.isoweekday())
    if per == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return date(day.year + 1, 1, 1) if per == "year" else None


def once_more(done: Done, today: date) -> Done:
    """What was done, and once more today. A day before the last one counts as that one: clocks and
    merged members may bring it."""
    at = max(today, date.fromisoformat(done.last)) if done.last else today
    counts = {per: done.count(per, at) + 1 for per in _PERIODS}
    return Done(at.isoformat(), done.ever + 1, **counts)


def once_less(done: Done, on: date) -> Done:
    """What was done without one of the day `on`, which came to nothing."""
    if not done.last:
        return done
    last = date.fromisoformat(done.last)
    counts = {
        per: max(0, done.count(per, last) - (period(on, per) == period(last, per)))
        for per in _PERIODS
    }
    return Done(done.last, max(0, done.ever - 1), **counts)


def together(one: Done, other: Done) -> Done:
    """What two members have done who are one person."""
    if not (one.last and other.last):
        return one if one.last else other
    last = max(one.last, other.last)
    at = date.fromisoformat(last)
    counts = {per: one.count(per, at) + other.count(per, at) for per in _PERIODS}
    return Done(last, one.ever + other.ever, **counts)


def refusal(
    action: Action, done: Done, taken: int, today: date, tier_id: str, *, meant: bool = True
) -> Refusal | None:
    """Why a member of that tier cannot earn it today; None when they can. `taken`: how often all
    members had it, where it has a total. `meant`: whether they are in a segment that it is for."""
    return (
        closed(action, taken, today)
        or _tier(action, tier_id)
        or (None if meant else _said("action_not_for_segment"))
        or _limit(action, done, today)
    )


def meant(action: Action, member: MemberState, program: Program, today: date) -> bool:
    """Whether the member is in a segment that it is for."""
    month = today.isoformat()[:7]
    return segments.among(action.conditions.segments, member, program, month)


def closed(action: Action, taken: int, today: date) -> Refusal | None:
    """Why nobody can earn it today; None when somebody can."""
    window = action.conditions.window
    if not window.covers(today):
        first = window.from_day
        if first and today.isoformat() < first:
            return Refusal("action_not_started", say("action_not_started", day=first), first)
        until = window.until_day
        if until and today.isoformat() > until:
            return Refusal("action_ended", say("action_ended", day=until))
        return _said("action_not_today")
    if action.total is not None and taken >= action.total:
        return _said("action_none_left")
    return None


def _tier(action: Action, tier_id: str) -> Refusal | None:
    tiers = action.conditions.tiers
    if not tiers or tier_id in tiers:
        return None
    return _said("action_not_for_tier")


def _limit(action: Action, done: Done, today: date) -> Refusal | None:
    # A day that lies before the last one (a clock that was set back) is no new period.
    at = max(today, date.fromisoformat(done.last)) if done.last else today
    if not action.times or done.count(action.per, at) < action.times:
        return None
    following = next_period(at, action.per)
    if following is None:
        return _said("action_limit_reached")
    again = following.isoformat()
    text = say("action_again", day=again)
    return Refusal("action_limit_reached", text, again)


def raised(why: Refusal) -> ActionClosed:
    """The error that tells a refusal."""
    more: dict[str, Any] = {"again_on": why.again_on} if why.again_on else {}
    return ActionClosed(why.text["en"], code=why.code, text=dict(why.text), **more)


def _said(code: str) -> Refusal:
    return Refusal(code, say(code))
