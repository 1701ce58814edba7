"""Segments: named predicates over what is known of a member.

Everything they ask for stands on the member's row, so an order is decided by them without another
read. An order keeps those that its rules ask for as they were when it was first decided; rewards,
content and sales go by what is true now.
"""

from __future__ import annotations

from collections.abc import Iterable

from core import bought, calendar
from core.member import MemberState
from core.program.model import Program
from core.program.segments import Condition, Segment

NONE: frozenset[str] = frozenset()


def holding(member: MemberState, program: Program, month: str) -> frozenset[str]:
    """Ids of the segments that the member is in, in a month like "2026-11"."""
    tier_id = program.tier(member.tier_id).id
    return frozenset(one.id for one in program.segments if _holds(one, member, month, tier_id))


def among(segment_ids: Iterable[str], member: MemberState, program: Program, month: str) -> bool:
    """Whether the member is in any of these segments; everybody is where none is named."""
    wanted = frozenset(segment_ids)
    return not wanted or bool(wanted & holding(member, program, month))


def frozen(member: MemberState, program: Program, month: str, tier_id: str) -> int:
    """The segments that the member is in, of those that the program's earning rules name: a bit
    each, by their place in the program, whose version an order keeps as well. `tier_id`: the tier
    held when the order was placed."""
    asked = program.earning.segments
    return sum(
        1 << place
        for place, segment in enumerate(program.segments)
        if segment.id in asked and _holds(segment, member, month, tier_id)
    )


def thawed(mask: int, program: Program) -> frozenset[str]:
    """The ids that `frozen` kept."""
    return frozenset(
        segment.id for place, segment in enumerate(program.segments) if mask >> place & 1
    )


def _holds(segment: Segment, member: MemberState, month: str, tier_id: str) -> bool:
    met = (_met(one, member, month, tier_id) != one.inverted for one in segment.conditions)
    return any(met) if segment.any_of else all(met)


def _met(condition: Condition, member: MemberState, month: str, tier_id: str) -> bool:
    if condition.kind == "profile":
        return not condition.of.isdisjoint(dict(member.profile).get(condition.about, ()))
    if condition.kind == "tier":
        return tier_id in condition.of
    figure = _figure(condition, member, month)
    return condition.least <= figure and (condition.most is None or figure <= condition.most)


def _figure(condition: Condition, member: MemberState, month: str) -> int:
    if condition.kind == "owns":
        return member.counted(f"own:{condition.about}")
    if condition.months is None:
        what = bought.ever(member)
    else:
        what = bought.between(member, calendar.add_months(month, -condition.months), month)
    return what.spend_minor if condition.kind == "spend" else what.orders
