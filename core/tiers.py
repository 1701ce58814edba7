"""Tiers on rolling spend: up at once, down at review.

Spend is kept by month, so the window is the current month and the twelve before it: a purchase
counts for at least twelve months, and a tier can only be lost on the first of a month.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core import calendar
from core.member import MemberState
from core.program.model import Program
from core.program.tiers import Tier

WINDOW_MONTHS = 12


def spend_in_window(member: MemberState, month: str) -> int:
    """Spend (minor units, program currency) that counts in `month`."""
    first = calendar.add_months(month, -WINDOW_MONTHS)
    return sum(minor for key, minor in member.spend if first <= key <= month)


def tier_for(spend_minor: int, program: Program) -> Tier:
    """The highest tier whose threshold is met."""
    met = [tier for tier in program.tiers if tier.from_minor <= spend_minor]
    return max(met, key=lambda tier: tier.from_minor, default=program.tiers[0])


def promoted(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> MemberState:
    """The member, in a higher tier if spend has reached one; never in a lower one."""
    held = program.tier(member.tier_id)
    reached = tier_for(spend_in_window(member, calendar.month(now_s, tz)), program)
    return member.with_tier(reached.id, now_s) if reached.from_minor > held.from_minor else member


def reviewed(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> MemberState:
    """The member in the tier that spend gives now, up or down."""
    held = program.tier(member.tier_id)
    now = tier_for(spend_in_window(member, calendar.month(now_s, tz)), program)
    return member.with_tier(now.id, now_s) if now.id != held.id else member


def review_on(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> str | None:
    """The day ("2027-04-01") on which the tier would be lost without another purchase; None for
    the lowest tier, which cannot be lost."""
    held = program.tier(member.tier_id)
    if held.from_minor <= 0:
        return None
    month = calendar.month(now_s, tz)
    for ahead in range(1, WINDOW_MONTHS + 2):
        later = calendar.add_months(month, ahead)
        if spend_in_window(member, later) < held.from_minor:
            return f"{later}-01"
    raise AssertionError("no month beyond the window can hold spend")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a member stands. `needed_minor` more by spending reaches `next_tier`;
    `keep_until` is the last day the tier is safe without another purchase."""

    tier: Tier
    spend_minor: int
    next_tier: Tier | None
    needed_minor: int
    keep_until: str | None


def progress(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> Progress:
    """Computed by the functions that decide."""
    held = program.tier(member.tier_id)
    spend = spend_in_window(member, calendar.month(now_s, tz))
    above = [tier for tier in program.tiers if tier.from_minor > max(held.from_minor, 0)]
    following = min(above, key=lambda tier: tier.from_minor, default=None)
    review = review_on(member, program, now_s, tz)
    return Progress(
        tier=held,
        spend_minor=spend,
        next_tier=following,
        needed_minor=max(0, following.from_minor - spend) if following else 0,
        keep_until=calendar.last_day(calendar.add_months(review[:7], -1)) if review else None,
    )
