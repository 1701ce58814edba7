"""Whether content is unlocked for a member, and which sales are theirs: said by the functions that
decide."""

from __future__ import annotations

from collections.abc import Iterable

from core import segments
from core.errors import NotFound
from core.member import MemberState
from core.program.exclusives import Content, Sale
from core.program.model import Program
from core.rewards import Refusal, names_text

_Need = tuple[bool, str, str]


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
    word, word_zh = (" or ", "或") if content.any_of else (" and ", "且")
    return Refusal(
        "content_locked",
        {
            "en": f"This is for {word.join(en for _, en, _ in missing)}.",
            "zh-Hant": f"此內容僅開放給{word_zh.join(zh for _, _, zh in missing)}。",
        },
    )


def _needs(member: MemberState, content: Content, program: Program, month: str) -> Iterable[_Need]:
    if content.tiers:
        held = program.tier(member.tier_id).id in content.tiers
        en, zh = names_text([one.names for one in program.tiers if one.id in content.tiers])
        yield held, f"members of {en}", f"「{zh}」等級的會員"
    if content.segments:
        met = segments.among(content.segments, member, program, month)
        en, zh = names_text([one.names for one in program.segments if one.id in content.segments])
        yield met, f"the segment {en}", f"屬於「{zh}」的會員"
    if content.points:
        met = member.lifetime >= content.points
        figure = f"{content.points:,}"
        yield met, f"members who have earned {figure} points", f"累計獲得 {figure} 點的會員"
    if content.owns:
        names = [one.names for one in program.earning.owned if one.id == content.owns]
        en, zh = names_text(names)
        yield member.counted(f"own:{content.owns}") > 0, f"owners of {en}", f"擁有「{zh}」的會員"


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
