"""Group purchases: which orders join one, what they bring, and what becomes of it.

What an order brings is decided with the order and kept on it. The group itself is a count and a
state: open → reached, and lost again when returns take it below its target; at its end reached or
missed, for good unless it is extended. Each function takes what is known and says what follows, so
it does not matter how often, or in which order, it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from core import calendar, exchange
from core.basis import Basis
from core.evolve import replace
from core.grants import JOINED, Grant, Grants, Kept
from core.order import OrderState
from core.program.groups import Group, Lost
from core.program.model import Program
from core.snapshot import OrderSnapshot, PaymentState

Closed = Literal["", "reached", "missed"]
Phase = Literal["preview", "open", "reached", "lost", "closing", "missed"]


@dataclass(frozen=True, slots=True)
class Part:
    """What one order brings: `units` that stay bought and their money in the program's currency,
    nothing while it is not paid. `early`: placed while early birds could. `earned`: past its hold.
    `joined`: the version of the count by which it first counted, 0 for never. `program_version`: by
    which it joined. `seen`: the version of the order's row that says so. `placed_at_s`: when it was
    ordered, unix seconds."""

    units: int = 0
    minor: int = 0
    early: bool = False
    earned: bool = False
    joined: int = 0
    program_version: int = 0
    seen: int = 0
    placed_at_s: int = 0


# By "store/order".
Parts = Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Count:
    """What all orders bring together. `version`: how often it was written. `orders` and `members`
    are those that bring anything, `early_units` what early birds bring."""

    version: int = 0
    units: int = 0
    minor: int = 0
    orders: int = 0
    members: int = 0
    early_units: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """What was decided about a group. `round`: how often it changed. `reached`: the target is, or
    was when the event was decided. `reached_through`: who had joined by that version of the count
    had joined when the target was lost; `missed_through`: when the event ended in vain. `closed`:
    how it ended. `lost`: what the merchant chose for a target that is lost again."""

    round: int = 0
    reached: bool = False
    reached_through: int = 0
    closed: Closed = ""
    missed_through: int = 0
    lost: Lost = "keep"


def joined(
    basis: Basis,
    snapshot: OrderSnapshot,
    program: Program,
    day: date,
    state: PaymentState,
    before: Grants,
) -> dict[str, Grant]:
    """What an order placed on that day brings to the groups of its program, in the form of grants:
    `most` pieces, for `position` minor units. Nothing unless it is paid; what the program excludes
    from points brings nothing either."""
    found = {}
    for group in program.groups:
        units, minor = 0, 0
        if state == "paid" and _invited(group, snapshot, day):
            for share in basis.shares:
                # What was wholly given back stays bought by no piece, whoever forgot to say so.
                if group.match.takes(share.line, share.sets) and (
                    share.minor > 0 or share.line.net_minor <= 0
                ):
                    units, minor = units + share.pieces, minor + share.minor
        name = f"{JOINED}{group.id}"
        if units or name in before:
            money = exchange.counted(minor, snapshot.currency, program) if units else 0
            found[name] = Grant(most=units, position=money)
    return found


def _invited(group: Group, snapshot: OrderSnapshot, day: date) -> bool:
    if not group.from_day <= day.isoformat() <= group.until_day:
        return False
    if not group.tag and not group.link:
        return True
    came = bool(group.link) and snapshot.group.casefold() == group.link
    return came or (bool(group.tag) and group.tag in (one.casefold() for one in snapshot.tags))


def told(found: Grants) -> list[list[str | int]]:
    """For an entry's why: [group, pieces] of what an order brings."""
    return [[name[len(JOINED) :], one.most] for name, one in found.items() if one.most]


def changed(before: Kept, after: Kept) -> bool:
    """Whether an order brings something else than before."""
    if before == after:
        return False
    old, new = ({n: g for n, g in kept if n.startswith(JOINED)} for kept in (before, after))
    return old != new


def parts_of(order: OrderState, program: Program, today: str, tz: ZoneInfo) -> dict[str, Part]:
    """What an order's row says that it brings, by the ids of groups."""
    placed = calendar.day(order.placed_at_s, tz).isoformat()
    counts = order.state == "paid" and not order.deleted
    found = {}
    for group in program.groups:
        grant = dict(order.grants).get(f"{JOINED}{group.id}")
        if grant is not None:
            found[group.id] = Part(
                units=(grant.most or 0) if counts else 0,
                minor=grant.position if counts else 0,
                early=placed <= group.early_until,
                earned=order.earned(today),
                program_version=order.program_version,
                seen=order.version,
                placed_at_s=order.placed_at_s,
            )
    return found


def noted(parts: Parts, name: str, news: Part, version: int) -> dict[str, Part] | None:
    """A member's parts with an order's newest. None when they know it, or something newer.
    `version`: of the count that would count it."""
    old = parts.get(name, Part())
    if news.seen < old.seen:
        return None
    # Of one state of an order, days only ever end the hold.
    earned = news.earned or (news.seen == old.seen and old.earned)
    first = old.joined or (version if news.units else 0)
    kept = replace(news, earned=earned, joined=first)
    return None if kept == old else {**parts, name: kept}


def counted(count: Count, before: Parts, after: Parts) -> Count:
    """The count after a member's parts changed."""
    was, now = _sum(before.values()), _sum(after.values())
    return Count(
        version=count.version + 1,
        units=count.units + now.units - was.units,
        minor=count.minor + now.minor - was.minor,
        orders=count.orders + now.orders - was.orders,
        members=count.members + now.members - was.members,
        early_units=count.early_units + now.early_units - was.early_units,
    )


def same(before: Parts, after: Parts) -> bool:
    """Whether the count stays as it is."""
    return _sum(before.values()) == _sum(after.values())


def _sum(parts: Iterable[Part]) -> Count:
    counting = [one for one in parts if one.units]
    return Count(
        units=sum(one.units for one in counting),
        minor=sum(one.minor for one in counting),
        orders=len(counting),
        members=1 if counting else 0,
        early_units=sum(one.units for one in counting if one.early),
    )


def advanced(state: State, count: Count, group: Group, today: str) -> State:
    """The state that follows from the count, the event as it is published now, and the day.

    `count` is the one that will be written together with the state, if that changes."""
    over = today > group.last_day
    after = replace(state, lost=group.lost)
    if after.closed and not over:  # extended
        after = replace(after, closed="")
    if not after.closed:
        so_far = count.units if group.target_units else count.minor
        if after.reached and so_far < group.target:
            after = replace(after, reached=False, reached_through=count.version - 1)
        elif so_far >= group.target:
            after = replace(after, reached=True)
        if over and after.reached:
            after = replace(after, closed="reached")
        elif over:
            after = replace(after, closed="missed", missed_through=count.version)
    return after if after == state else replace(after, round=state.round + 1)


def phase(group: Group, state: State, today: str) -> Phase:
    """Where an event stands, in one word. closing: its last day has passed, and what is paid late
    may still reach the target."""
    if state.closed == "missed":
        return "missed"
    if state.reached:
        return "reached"
    if today < group.from_day:
        return "preview"
    if today > group.until_day:
        return "closing"
    return "lost" if state.reached_through else "open"
