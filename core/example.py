"""A member who does not exist, to show what a program would look like to one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from core import bought, calendar
from core.member import MemberState
from core.program.model import Program
from core.program.tiers import Figures, Tier

# How far the member is on the way to the next tier.
_PERCENT = 60
_HELD_DAYS = 30
_ID = "example"


def member(
    program: Program, points: int, tier_id: str | None, now_s: int, tz: ZoneInfo
) -> MemberState:
    """Somebody with so many points in that tier (the lowest for one that the program does not
    have), more than half way to the next one."""
    held = program.tier(tier_id)
    above = program.tiers[program.rank(held.id) + 1 :]
    state = MemberState(_ID, version=1, lifetime=points)
    state = bought.add(
        state,
        calendar.month(now_s, tz),
        _between(held, above[0]) if above else held.thresholds,
        years=program.keeps_years,
    )
    state = state.credit(points, program.expiry.last_day(now_s, tz))
    return state.with_tier(held.id, now_s - _HELD_DAYS * 86400)


def _between(held: Tier, following: Tier) -> Figures:
    """What reaches the one tier and not yet the other."""
    pairs = zip(_figures(held), _figures(following), strict=True)
    return Figures(*(low + max(0, high - low) * _PERCENT // 100 for low, high in pairs))


def _figures(tier: Tier) -> tuple[int, int, int]:
    needed = tier.thresholds
    return needed.spend_minor, needed.points, needed.orders
