"""Members with a long history: real entries, chained by the ledger's own code, and the rows of the
orders they are about. What is decided is simple, so that a million can be made in minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core import bought
from core.identity import Ledger
from core.ledger.raw import Item
from core.ledger.rows import entry_row, member_row, order_row
from core.member import EntryKind, MemberState, entry_between
from core.order import OrderState
from core.program.tiers import Figures

STORE = "woo-0123456789ab"
NOW_S = 1_790_000_000
ENTRIES_AN_ORDER = 3
_LOT = "2027-09-30"
_REFUNDED = 40


def member(ledger: Ledger, number: int, orders: int) -> tuple[list[Item], list[Item]]:
    """A member's partition in key order, and the orders' rows. Each order was placed, paid, and
    partly refunded."""
    state = MemberState(f"{number:024x}")
    items: list[Item] = []
    rows: list[Item] = []
    for order in (order_of(number, one) for one in range(orders)):
        for after, kind in _states(state, order.available + _REFUNDED):
            state, item = _post(ledger, state, after, kind, order)
            items.append(item)
        rows.append(order_row(ledger, order).serialize())
    items.append(member_row(ledger, replace(state, version=state.sequence)).serialize())
    return items, rows


def order_of(member_number: int, number: int) -> OrderState:
    """The member's order of that number, as it ends."""
    member_id = f"{member_number:024x}"
    points = 100 + (member_number + number) % 900
    return OrderState(
        STORE,
        f"{member_number}-{number}",
        stamp_s=NOW_S,
        received_at_ms=NOW_S * 1000,
        digest="0123456789abcdef",
        named=member_id,
        member_id=member_id,
        state="paid",
        placed_at_s=NOW_S,
        currency="USD",
        program_version=1,
        tier_id="member",
        available=points - _REFUNDED,
        spend_minor=points * 100,
        lot_on=_LOT,
        listed=1,
    )


def _states(state: MemberState, points: int) -> Iterator[tuple[MemberState, EntryKind]]:
    yield (state := replace(state, pending=points)), "pending"
    state = replace(state.credit(points, _LOT), pending=0)
    state = bought.add(state, "2026-09", Figures(points * 100, 0, 1), years=False)
    yield state, "earn"
    yield state.with_lots(((_LOT, state.available - _REFUNDED),)), "reverse"


def _post(
    ledger: Ledger, before: MemberState, after: MemberState, kind: EntryKind, order: OrderState
) -> tuple[MemberState, Item]:
    why: dict[str, Any] = {
        "reason": "earn",
        "program": 1,
        "currency": "USD",
        "state": order.state,
        "basis_minor": order.spend_minor,
        "tier": "member",
        "multiplier_milli": 1000,
        "rules": [["base", 1, 100]],
        "rounding": "down",
    }
    source = {"type": "order", "store": STORE, "id": order.order_id}
    entry = entry_between(before, after, kind=kind, source=source, why=why)
    row = entry_row(ledger, before, entry, NOW_S * 1000, placed_at_s=order.placed_at_s)
    return replace(after, sequence=int(row.sequence), head=row.hash), row.serialize()
