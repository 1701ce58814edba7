"""What a program would have made of past orders: the deciding functions, over snapshots, in
memory. Nothing here reads or writes anything."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from core import budgets, orders, tiers
from core.budgets import Key
from core.catalogue import Ask, nothing
from core.member import MemberState
from core.order import OrderState
from core.past import PastOrder
from core.profile import Answers
from core.program.model import Program, Programs
from core.program.worth import Worth, best_worth
from core.snapshot import OrderSnapshot

SHOWN = 10
_STEP = 1000


class Replay:
    """One program over orders that come in the order they were placed, each as it is now, as if
    the program had always been in force. `points` (paid or still pending) by member; `total` also
    counts those of nobody, which are none. `ask`: for the store's catalogue. `profiles`: answers by
    member, which count for all orders: what somebody answered then, nobody knows."""

    def __init__(
        self,
        program: Program,
        tz: ZoneInfo,
        ask: Ask = nothing,
        profiles: Mapping[str, Answers] = MappingProxyType({}),
    ) -> None:
        self.program, self.total = program, 0
        self.points: dict[str, int] = {}
        # Points that wait count as well, and a past order's have mostly been released since.
        at_once = replace(program, effective_from_s=0, earning=replace(program.earning, hold=None))
        self._always = Programs([at_once])
        self._members: dict[str, MemberState] = {}
        self._spent: dict[Key, int] = {}
        self._tz = tz
        self._ask = ask
        self._profiles = profiles

    def place(self, snapshot: OrderSnapshot, member_id: str | None) -> int:
        """Decide one order; its points."""
        at_s, tz = snapshot.placed_at_s, self._tz
        member = None
        if member_id is not None:
            member = self._members.get(member_id) or self._newcomer(member_id)
            member = tiers.reviewed(member, self.program, at_s, tz)
        fresh = OrderState(snapshot.store_id, snapshot.order_id)
        given = (fresh, member, snapshot)
        decided = orders.decide(*given, "news", self._always, at_s, tz, self._ask, self._spent_of)
        if decided.entry is not None:
            budgets.add(self._spent, decided.entry.why)
        points = decided.order.available + decided.order.pending
        self.total += points
        if member_id is not None and member is not None:
            self._members[member_id] = decided.member or member
            self.points[member_id] = self.points.get(member_id, 0) + points
        return points

    def _newcomer(self, member_id: str) -> MemberState:
        return MemberState(member_id, profile=self._profiles.get(member_id, ()))

    def _spent_of(self, keys: Sequence[Key]) -> Mapping[Key, int]:
        return self._spent

    def tier_of(self, member_id: str, now_s: int) -> str:
        """The tier (id) that the member would hold."""
        member = tiers.reviewed(self._members[member_id], self.program, now_s, self._tz)
        return self.program.tier(member.tier_id).id


@dataclass(frozen=True, slots=True)
class Moved:
    """A member whose points would be others."""

    member_id: str
    points_now: int
    points_then: int

    @property
    def difference(self) -> int:
        return self.points_then - self.points_now


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the two programs makes of it. `worth`: the reward that gives most money for a
    point, at which points are counted as a cost; None when no reward gives an amount of money."""

    points: int
    worth: Worth | None

    @property
    def cost_minor(self) -> int | None:
        """What the points cost if all of them are turned into that reward, in minor units of the
        program's currency."""
        return None if self.worth is None else self.worth.cost_minor(self.points)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two programs over the same orders. `moves` counts members by (tier now, tier then); `gain`
    and `lose` are members whose points would be more or fewer, `most_gain` and `most_lose` those
    who do so most, the largest difference first. `by_profile`: whether an order was decided by what
    its member answers today."""

    orders: int
    members: int
    now: Side
    then: Side
    gain: int
    lose: int
    moves: Mapping[tuple[str, str], int]
    most_gain: tuple[Moved, ...]
    most_lose: tuple[Moved, ...]
    by_profile: bool = False

    @property
    def same(self) -> int:
        return self.members - self.gain - self.lose

    def held(self, then: bool) -> dict[str, int]:
        """Members by tier, under the new program or the current one."""
        counts: dict[str, int] = {}
        for tiers_of, count in self.moves.items():
            counts[tiers_of[then]] = counts.get(tiers_of[then], 0) + count
        return counts


def compare(
    current: Program,
    new: Program,
    past: Iterable[PastOrder],
    now_s: int,
    tz: ZoneInfo,
    progress: Callable[[int], Any] = lambda done: None,
    ask: Ask = nothing,
    profiles: Mapping[str, Answers] = MappingProxyType({}),
) -> Comparison:
    """Replay both programs over the same orders, which come oldest first. `progress` hears now and
    then how many are done. `ask`: for the store's catalogue. `profiles`: answers by member."""
    now, then = Replay(current, tz, ask, profiles), Replay(new, tz, ask, profiles)
    done = 0
    for done, (snapshot, member_id) in enumerate(past, 1):
        for one in (now, then):
            one.place(snapshot, member_id)
        if done % _STEP == 0:
            progress(done)
    progress(done)
    moves: dict[tuple[str, str], int] = {}
    for member_id in now.points:
        move = (now.tier_of(member_id, now_s), then.tier_of(member_id, now_s))
        moves[move] = moves.get(move, 0) + 1
    moved = [Moved(one, points, then.points[one]) for one, points in now.points.items()]
    gain = [one for one in moved if one.difference > 0]
    lose = [one for one in moved if one.difference < 0]
    return Comparison(
        orders=done,
        members=len(moved),
        now=Side(now.total, best_worth(current)),
        then=Side(then.total, best_worth(new)),
        gain=len(gain),
        lose=len(lose),
        moves=moves,
        most_gain=tuple(heapq.nlargest(SHOWN, gain, key=lambda one: one.difference)),
        most_lose=tuple(heapq.nsmallest(SHOWN, lose, key=lambda one: one.difference)),
        by_profile=current.asks_profile or new.asks_profile,
    )
