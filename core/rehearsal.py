"""What importing past orders would do to the books: the deciding functions, on what the ledger
holds now, in the order in which the import will decide. Nothing here reads or writes anything.

Unlike core/backtest.py, which asks how a program would have done if it had always been in force,
this asks what will be posted today: points whose end has passed have ended, a tier is reached now,
and orders that the books know already stay as they are.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from core import budgets, orders, weighing
from core.budgets import Key
from core.catalogue import Ask, nothing
from core.evolve import replace
from core.member import Entry, MemberState
from core.order import OrderState
from core.program.model import Programs
from core.program.worth import best_worth
from core.snapshot import OrderSnapshot

SHOWN = 10
# Upper ends of the groups in which members are counted by their points; above the last is one more.
SPREAD = (0, 99, 499, 999, 4_999)


@dataclass(slots=True)
class Share:
    """What the import gives one member: `points` that can be spent, `pending` ones, and `ended`
    ones, whose end has passed. `entry`: the last that gave any."""

    orders: int = 0
    points: int = 0
    pending: int = 0
    ended: int = 0
    entry: Entry | None = None

    @property
    def worth(self) -> int:
        """What can be spent now or once it has come."""
        return self.points + self.pending


@dataclass(slots=True)
class Outcome:
    """All of it. `reasons`: orders by what became of them; `earned` are those that gave points."""

    orders: int = 0
    granted: int = 0
    shares: dict[str, Share] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)


class Rehearsal:
    """`now_s`: when the import is to run. `ask`: for the store's catalogue."""

    def __init__(self, programs: Programs, now_s: int, tz: ZoneInfo, ask: Ask = nothing) -> None:
        self.outcome = Outcome()
        self.program = programs.in_force(now_s)
        self._programs, self._now_s, self._tz, self._ask = programs, now_s, tz, ask
        self._members: dict[str, MemberState] = {}
        self._spent: dict[Key, int] = {}

    def unknown(self, member_ids: Sequence[str | None]) -> set[str]:
        """Those whose state must be told with `know` before their orders are placed."""
        return {one for one in member_ids if one is not None and one not in self._members}

    def know(self, member: MemberState) -> None:
        """A member as the ledger has them now."""
        self._members[member.member_id] = member

    def place(self, snapshot: OrderSnapshot, member_id: str | None, order: OrderState) -> str:
        """Decide one order; what became of it. `order`: as the ledger has it now."""
        reason = self._place(snapshot, member_id, order)
        self.outcome.orders += 1
        self.outcome.reasons[reason] += 1
        return reason

    def _place(self, snapshot: OrderSnapshot, member_id: str | None, order: OrderState) -> str:
        weight = weighing.weigh(order, snapshot)
        if order.decided or weight in ("repeat", "stale"):
            return "known"
        member = self._members[member_id] if member_id is not None else None
        given = (self._programs, self._now_s, self._tz, self._ask, self._spent_of)
        decided = orders.decide(order, member, snapshot, "news", *given)
        if member is None:
            return "nobody"
        if orders.closed(member, decided.order.placed_at_s):
            return "erased"
        if decided.entry is not None:
            budgets.add(self._spent, decided.entry.why)
        after = decided.member or member
        self._members[member.member_id] = replace(after, sequence=member.sequence + 1)
        return self._share(member, after, decided.order, decided.entry)

    def _share(
        self, before: MemberState, after: MemberState, order: OrderState, entry: Entry | None
    ) -> str:
        share = self.outcome.shares.setdefault(before.member_id, Share())
        spendable = after.available - before.available + before.debt - after.debt
        ended = order.available - spendable
        share.orders += 1
        share.points += spendable
        share.pending += order.pending
        share.ended += ended
        self.outcome.granted += order.available + order.pending
        if spendable or order.pending:
            share.entry = entry
            return "earned" if spendable else "pending"
        if ended:
            return "ended"
        if order.state == "void":
            return "void"
        said = str(entry.why.get("reason", "")) if entry is not None else ""
        return said if said in ("no_rate", "nothing_eligible", "below_minimum") else "nothing"

    def _spent_of(self, keys: Sequence[Key]) -> Mapping[Key, int]:
        return self._spent

    def tier_of(self, member_id: str) -> str:
        """The tier (id) that the member holds afterwards."""
        return self.program.tier(self._members[member_id].tier_id).id

    def summary(self) -> dict[str, Any]:
        """The figures, as JSON: counts of members and orders, points, and their cost in minor units
        of the program's currency if all become the reward that gives most for a point."""
        shares = self.outcome.shares
        points = sum(one.points for one in shares.values())
        worth = best_worth(self.program)
        held = Counter(self.tier_of(one) for one in shares)
        return {
            "version": self.program.version,
            "currency": self.program.currency,
            "orders": self.outcome.orders,
            "members": len(shares),
            "points": points,
            "pending": sum(one.pending for one in shares.values()),
            "ended": sum(one.ended for one in shares.values()),
            "granted": self.outcome.granted,
            "cost_minor": None if worth is None else worth.cost_minor(points),
            "cost_reward": None if worth is None else dict(worth.reward.names),
            "tiers": [
                {"id": one.id, "names": dict(one.names), "members": held[one.id]}
                for one in self.program.tiers
            ],
            "reasons": dict(self.outcome.reasons),
            "spread": _spread(shares),
        }

    def shown(self) -> tuple[list[str], list[str]]:
        """The members who get most, and some of all the others, by their pseudonyms: no order that
        anybody could have had a hand in."""
        shares = self.outcome.shares
        most = heapq.nlargest(SHOWN, shares, key=lambda one: (shares[one].worth, one))
        others = sorted(shares.keys() - set(most))
        return most, others[:: max(1, len(others) // SHOWN)][:SHOWN]


def _spread(shares: Mapping[str, Share]) -> list[dict[str, int | None]]:
    counts = [0] * (len(SPREAD) + 1)
    for share in shares.values():
        counts[sum(share.worth > end for end in SPREAD)] += 1
    starts = [0, *(end + 1 for end in SPREAD)]
    ends: list[int | None] = [*SPREAD, None]
    return [
        {"from": start, "to": end, "members": count}
        for start, end, count in zip(starts, ends, counts, strict=True)
    ]
