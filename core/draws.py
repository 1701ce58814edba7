"""Entering a lucky draw: who may, and what it costs. How it is drawn: core/drawing.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from core import forgiveness, redemptions, rewards
from core import lots as lot
from core.errors import InsufficientPoints, RewardClosed
from core.evolve import replace
from core.lots import Lots
from core.member import Entry, EntryKind, MemberState, entry_between
from core.program.draws import Draw
from core.program.model import Program
from core.rewards import Refusal
from core.wording import all_named, say


@dataclass(frozen=True, slots=True)
class Ticket:
    """So many entries of a member in a draw, from one source: bought with `points` out of `lots`,
    or given by the award or tier that `source` names. `forgiven`: what refunds had forgiven the
    member before they bought. `returned`: given back for the points."""

    draw_id: str
    member_id: str
    ticket_id: str
    entries: int
    at_s: int
    source: str
    version: int = 0
    points: int = 0
    lots: Lots = ()
    forgiven: int = 0
    returned: bool = False


BOUGHT = "bought"


def closed(draw: Draw, today: str) -> Refusal | None:
    """Why nobody can enter any more on the store's day `today`; None while one can."""
    if today <= draw.last_day:
        return None
    return Refusal("draw_closed", say("draw_closed", day=draw.last_day))


def barred(member: MemberState, draw: Draw, program: Program) -> Refusal | None:
    """Why the member can enter neither for points nor by a rule: the program has no such draw (any
    more), or it is for other tiers. None when they can."""
    if program.draw(draw.id) is None:
        return Refusal("draw_not_offered", say("draw_not_offered"))
    if not draw.tiers or program.tier(member.tier_id).id in draw.tiers:
        return None
    names = all_named(tier.names for tier in program.tiers if tier.id in draw.tiers)
    return Refusal("draw_not_for_tier", say("draw_not_for_tier", names=names))


def refusal(
    member: MemberState, draw: Draw, program: Program, today: str, bought: int, entries: int = 1
) -> Refusal | None:
    """Why the member cannot buy so many entries besides those `bought` before; None when nothing
    but points can be in the way."""
    if today < draw.first_day:
        return Refusal("draw_not_open", say("draw_not_open", day=draw.first_day))
    if not draw.cost:
        return Refusal("draw_not_for_points", say("draw_not_for_points"))
    return closed(draw, today) or barred(member, draw, program) or _over(draw, bought, entries)


def _over(draw: Draw, bought: int, entries: int) -> Refusal | None:
    if draw.per_member is None or bought + entries <= draw.per_member:
        return None
    code = "draw_limit_reached"
    return Refusal(code, say(code, most=draw.per_member, bought=bought))


def enter(
    member: MemberState,
    draw: Draw,
    program: Program,
    ticket_id: str,
    entries: int,
    bought: int,
    now_s: int,
    today: str,
) -> tuple[MemberState, Entry, Ticket]:
    """Take the points for so many entries. Raises RewardClosed when the member cannot have them,
    InsufficientPoints, and TooMany for a pace that no person has."""
    refused = refusal(member, draw, program, today, bought, entries)
    if refused is not None:
        raise RewardClosed(refused.text["en"], code=refused.code, text=dict(refused.text))
    points = draw.cost * entries
    available = rewards.spendable(member, today)
    if available < points:
        raise InsufficientPoints(
            f"{points} points are needed, {available} are there.",
            needed=points,
            available=available,
        )
    alive, _ = lot.split_expired(member.lots, today)
    _, spent = lot.take(alive, points)
    after = replace(
        member.with_lots(lot.minus(member.lots, spent)),
        pace=redemptions.paced(member.pace, now_s),
    )
    ticket = Ticket(
        draw_id=draw.id,
        member_id=member.member_id,
        ticket_id=ticket_id,
        entries=entries,
        at_s=now_s,
        source=BOUGHT,
        points=points,
        lots=spent,
        forgiven=forgiveness.outstanding(member),
    )
    return after, _entry(member, after, ticket, "redeem", "draw_entered"), ticket


def give_back(
    member: MemberState, ticket: Ticket, now_s: int, tz: ZoneInfo
) -> tuple[MemberState, Entry, Ticket]:
    """The points of a bought ticket come back, as those of an unused code do."""
    since = forgiveness.outstanding(member) - ticket.forgiven
    kept = min(ticket.points, max(0, since))
    after = redemptions.points_back(member, ticket.lots, kept, now_s, tz)
    more = {"forgiven": kept} if kept else {}
    entry = _entry(member, after, ticket, "return", "draw_left", **more)
    return after, entry, replace(ticket, returned=True)


def _entry(
    before: MemberState,
    after: MemberState,
    ticket: Ticket,
    kind: EntryKind,
    reason: str,
    **figures: int,
) -> Entry:
    why: dict[str, Any] = {
        "reason": reason,
        "draw": ticket.draw_id,
        "entries": ticket.entries,
        "points": ticket.points,
        **figures,
    }
    source = {"type": "draw", "id": ticket.draw_id, "ticket": ticket.ticket_id}
    return entry_between(before, after, kind=kind, source=source, why=why)
