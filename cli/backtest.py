"""A new program over the orders that the ledger knows, as their store tells them now."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from cli.answer import Answer, fields, table
from cli.customers import OpenStore, english
from core.backtest import Comparison, compare, replay
from core.errors import NotFound
from core.ledger import keys
from core.ledger.posting import Books
from core.ledger.rows import OrderRow, order_state
from core.ledger.table import read_rows
from core.program.model import Program, load
from core.snapshot import OrderSnapshot
from integrations.reach import port_of

_BATCH = 100


def compared(at: OpenStore, document: dict[str, Any], now_ms: int) -> Answer:
    """Replay the current and the new program over the same orders."""
    current = at.books.programs.in_force(now_ms // 1000)
    new = load(document, current.version + 1, 0)
    known = list(_known(at, now_ms))
    if not known:
        raise NotFound("The ledger knows no orders of this store yet.", code="no_orders")
    now, then = (replay(one, known, now_ms // 1000, at.books.tz) for one in (current, new))
    comparison = compare(now, then)
    data = {
        "orders": comparison.orders,
        "members": comparison.members,
        "current": {"version": current.version, "points": comparison.points_now},
        "new": {"points": comparison.points_then},
        "gain": comparison.gain,
        "lose": comparison.lose,
        "same": comparison.same,
        "tiers": [
            {"from": before, "to": after, "members": count}
            for (before, after), count in sorted(comparison.moves.items())
        ],
    }
    return Answer(data, lambda: _text(comparison, current, new))


def _known(at: OpenStore, now_ms: int) -> Iterator[tuple[OrderSnapshot, str | None]]:
    """Orders of the store that the ledger has, each with the member who holds its points now."""
    listed = port_of(at.store).changed_orders(0, now_ms)
    living: dict[str, str] = {}
    count = 0
    while batch := list(islice(listed, _BATCH)):
        holders = _holders(at, [snapshot.order_id for snapshot in batch])
        for snapshot in batch:
            if snapshot.order_id in holders:
                member_id = holders[snapshot.order_id]
                if member_id is not None and member_id not in living:
                    living[member_id] = _living(at.books, member_id)
                yield snapshot, None if member_id is None else living[member_id]
        count += len(batch)
        print(f"\r{count} orders fetched", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def _holders(at: OpenStore, order_ids: list[str]) -> dict[str, str | None]:
    store_id = at.store.store_id
    wanted = [(keys.order(at.books.ledger, store_id, one), keys.ORDER) for one in set(order_ids)]
    states = [order_state(row) for row in read_rows(wanted) if isinstance(row, OrderRow)]
    return {state.order_id: state.member_id for state in states}


def _living(books: Books, member_id: str) -> str:
    return books.living(books.member(member_id)).member_id


def _text(comparison: Comparison, current: Program, new: Program) -> str:
    more = comparison.points_then - comparison.points_now
    totals = fields(
        [
            ("orders", comparison.orders),
            ("members", comparison.members),
            (f"points under version {current.version}", comparison.points_now),
            ("points under the new program", f"{comparison.points_then:,} ({more:+,})"),
            ("members who gain", comparison.gain),
            ("members who lose", comparison.lose),
            ("members with the same", comparison.same),
        ]
    )
    rows = [
        (english(current.tier(before).names), english(new.tier(after).names), count)
        for (before, after), count in sorted(comparison.moves.items())
    ]
    return f"{totals}\n\n{table(('tier now', 'tier then', 'members'), rows)}\nNothing was written."
