"""A new program over a store's past orders, as the store tells them now."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from cli.answer import fields, table
from cli.customers import OpenStore, english
from core.backtest import Comparison, Moved, Side, compare
from core.errors import NotFound
from core.money import money_text
from core.program.model import Program, load
from integrations.backtesting import gather
from integrations.reach import port_of


@dataclass(frozen=True, slots=True)
class Backtest:
    """The current and the new program over the same orders. `customers`: the store's own ids of
    those who gain or lose most, by member."""

    current: Program
    new: Program
    found: Comparison
    customers: Mapping[str, str | None]

    def data(self) -> dict[str, Any]:
        """For machines."""
        found = self.found
        return {
            "orders": found.orders,
            "members": found.members,
            "current": {"version": self.current.version, **_side(found.now)},
            "new": _side(found.then),
            "currency": self.new.currency,
            "gain": found.gain,
            "lose": found.lose,
            "same": found.same,
            **({"by_profile": "answers of today"} if found.by_profile else {}),
            "most_gain": [self._moved(one) for one in found.most_gain],
            "most_lose": [self._moved(one) for one in found.most_lose],
            "tiers": [
                {"from": before, "to": after, "members": count}
                for (before, after), count in sorted(found.moves.items())
            ],
        }

    def text(self) -> str:
        """For people."""
        found, current, new = self.found, self.current, self.new
        more = found.then.points - found.now.points
        totals = fields(
            [
                ("orders", found.orders),
                ("members", found.members),
                (f"points under version {current.version}", found.now.points),
                ("points under the new program", f"{found.then.points:,} ({more:+,})"),
                (f"cost under version {current.version}", _cost(found.now, current)),
                ("cost under the new program", _cost(found.then, new)),
                ("members who gain", found.gain),
                ("members who lose", found.lose),
                ("members with the same", found.same),
            ]
        )
        rows = [
            (english(current.tier(before).names), english(new.tier(after).names), count)
            for (before, after), count in sorted(found.moves.items())
        ]
        parts = [totals, table(("tier now", "tier then", "members"), rows)]
        if found.by_profile:
            parts.append("Segments by profile go by what members answer today.")
        for title, moved in (
            ("gains most", found.most_gain),
            ("loses most", found.most_lose),
        ):
            if moved:
                parts.append(self._table(title, moved))
        return "\n\n".join(parts)

    def _table(self, title: str, moved: Sequence[Moved]) -> str:
        rows = [
            (
                self.customers[one.member_id] or f"member {one.member_id}",
                one.points_now,
                one.points_then,
                f"{one.difference:+,}",
            )
            for one in moved
        ]
        return table((title, "points now", "points then", "difference"), rows)

    def _moved(self, one: Moved) -> dict[str, Any]:
        return {
            "member_id": one.member_id,
            "customer_id": self.customers[one.member_id],
            "now": one.points_now,
            "then": one.points_then,
        }


def backtest(at: OpenStore, document: dict[str, Any], now_ms: int) -> Backtest:
    """Try a valid document; nothing is written. Raises NotFound when the store has no orders, and
    what the store's port raises."""
    now_s = now_ms // 1000
    current = at.books.programs.in_force(now_s)
    new = load(document, current.version + 1, 0)
    asks = current.asks_profile or new.asks_profile
    past = gather(port_of(at.store), at.books, 0, now_ms, _fetched, with_profiles=asks)
    print(file=sys.stderr)
    if not len(past):
        raise NotFound("The store has no orders yet.", code="no_orders")
    ask = partial(at.books.catalogue, at.store.store_id)
    found = compare(current, new, past, now_s, at.books.tz, _replayed, ask, past.profiles)
    print(file=sys.stderr)
    shown = (*found.most_gain, *found.most_lose)
    return Backtest(
        current, new, found, {one.member_id: _customer(at, one.member_id) for one in shown}
    )


def _side(side: Side) -> dict[str, Any]:
    """The points, and their cost at the reward that gives most money for a point."""
    reward = None if side.worth is None else side.worth.reward.id
    return {"points": side.points, "cost_minor": side.cost_minor, "cost_reward": reward}


def _cost(side: Side, program: Program) -> str:
    if side.worth is None or side.cost_minor is None:
        return "unknown: no reward gives an amount of money"
    reward = side.worth.reward
    return (
        f"{money_text(side.cost_minor, program.currency)} if all points become "
        f"{english(reward.names)!r} ({reward.points:,} points)"
    )


def _customer(at: OpenStore, member_id: str) -> str | None:
    """The store's own id of a customer; None for a guest, or whom the ledger does not know."""
    return at.books.member(member_id).contact.customers.get(at.store.store_id)


def _fetched(count: int) -> bool:
    if count % 100 == 0 or count < 100:
        print(f"\r{count} orders fetched", end="", file=sys.stderr, flush=True)
    return True


def _replayed(count: int) -> None:
    print(f"\r{count} orders replayed", end="", file=sys.stderr, flush=True)
