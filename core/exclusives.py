"""Whether content is unlocked for a member, and which sales are theirs: said by the functions that
decide."""

from __future__ import annotations

from collections.abc import Iterable

from core import segments
from core.errors import NotFound
from core.member import MemberState
from core.program.exclusives import Content, Sale
from core.program.model import Program
from core.rewards import Refusal
from core.wording import Text, all_named, row, say

_Need = tuple[bool, Text]


def content_of(program: Program, content_id: str) -> Content:
    """Raises NotFound when the program offers no such content."""
    for one in program.content:
        if one.id == content_id:
            return one
    raise NotFound(f"There is no content {content_id[:40]!r}.", code="unknown_content")


def locked(member: MemberState, content: Content, program: Program, month: str) -> Refusal | None:
    """Why the member cannot have it, in a month like "2026-11": of what it asks for, that which is
    missing. None when they can."""
    needs = list(_needs(member, content, program, month))
    missing = [one for one in needs if not one[0]]
    if not missing or (content.any_of and len(missing) < len(needs)):
        return None
    needed = row([text for _, text in missing], "joint.or" if content.any_of else "joint.needs")
    return Refusal("content_locked", say("content_locked", needs=needed))


def _needs(member: MemberState, content: Content, program: Program, month: str) -> Iterable[_Need]:
    if content.tiers:
        held = program.tier(member.tier_id).id in content.tiers
        names = all_named(one.names for one in program.tiers if one.id in content.tiers)
        yield held, say("content.tiers", names=names)
    if content.segments:
        met = segments.among(content.segments, member, program, month)
        names = all_named(one.names for one in program.segments if one.id in content.segments)
        yield met, say("content.segments", names=names)
    if content.points:
        yield member.lifetime >= content.points, say("content.points", n=content.points)
    if content.owns:
        names = all_named(one.names for one in program.earning.owned if one.id == content.owns)
        yield member.counted(f"own:{content.owns}") > 0, say("content.owns", names=names)


def to_come(sale: Sale, today: str) -> bool:
    """Whether the sale is on or still to come on the store's day `today`."""
    return not sale.conditions.window.over(today)


def sales_for(member: MemberState, program: Program, today: str) -> list[Sale]:
    """The sales, now or later, that are for the member."""
    tier_id = program.tier(member.tier_id).id
    return [
        sale
        for sale in program.sales
        if to_come(sale, today)
        and (not sale.conditions.tiers or tier_id in sale.conditions.tiers)
        and segments.among(sale.conditions.segments, member, program, today[:7])
    ]
