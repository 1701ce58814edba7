"""What a program would have made of past orders: the deciding functions, over snapshots, in
memory. Nothing here reads or writes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from core import orders, tiers
from core.member import MemberState
from core.orders import OrderState
from core.program.model import Program, Programs
from core.snapshot import OrderSnapshot


@dataclass(slots=True)
class Outcome:
    """Points (paid or still pending) by order id, and by member; the tier each member holds at
    the end."""

    orders: dict[str, int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    tiers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Comparison:
    """Two programs over the same orders. `moves` counts members by (tier now, tier then);
    `gain` and `lose` are members whose points would be more or fewer."""

    orders: int
    members: int
    points_now: int
    points_then: int
    gain: int
    lose: int
    same: int
    moves: Mapping[tuple[str, str], int]


def replay(
    program: Program,
    snapshots: Iterable[tuple[OrderSnapshot, str | None]],
    now_s: int,
    tz: ZoneInfo,
) -> Outcome:
    """Decide every order as it is now, in the order they were placed, as if `program` had always
    been in force. Each snapshot comes with the member it belongs to, None for nobody."""
    always = Programs([replace(program, effective_from_s=0)])
    members: dict[str, MemberState] = {}
    outcome = Outcome()
    for snapshot, member_id in sorted(snapshots, key=lambda pair: pair[0].placed_at_s):
        member = None
        if member_id is not None:
            member = members.get(member_id) or MemberState(member_id)
            member = tiers.reviewed(member, program, snapshot.placed_at_s, tz)
            members[member_id] = member
        fresh = OrderState(snapshot.store_id, snapshot.order_id)
        decided = orders.decide(fresh, member, snapshot, "news", always, snapshot.placed_at_s, tz)
        points = decided.order.available + decided.order.pending
        outcome.orders[snapshot.order_id] = points
        if member_id is not None:
            members[member_id] = decided.member or members[member_id]
            outcome.members[member_id] = outcome.members.get(member_id, 0) + points
    for member_id, member in members.items():
        today = tiers.reviewed(member, program, now_s, tz)
        outcome.tiers[member_id] = program.tier(today.tier_id).id
    return outcome


def compare(now: Outcome, then: Outcome) -> Comparison:
    """The difference between two replays of the same orders."""
    moves: dict[tuple[str, str], int] = {}
    gain = lose = 0
    for member_id, points in now.members.items():
        gain += then.members[member_id] > points
        lose += then.members[member_id] < points
        move = (now.tiers[member_id], then.tiers[member_id])
        moves[move] = moves.get(move, 0) + 1
    return Comparison(
        orders=len(now.orders),
        members=len(now.members),
        points_now=sum(now.orders.values()),
        points_then=sum(then.orders.values()),
        gain=gain,
        lose=lose,
        same=len(now.members) - gain - lose,
        moves=moves,
    )
