"""A store's past orders, small enough to hold all of them at once and in the order they were
placed: stores list orders by their last change."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

from core.evolve import replace
from core.profile import Answers
from core.snapshot import CustomerRef, OrderSnapshot, from_json

_STAMP_BYTES = 8

PastOrder = tuple[OrderSnapshot, str | None]


class Past:
    """Orders as they are now, each with the member it belongs to (None for nobody). An order takes
    about 600 bytes; who ordered is kept as a pseudonym alone. `profiles`: what those who said
    something of themselves say today, where a program asks for it."""

    def __init__(self) -> None:
        self._orders: dict[str, bytes] = {}
        self.profiles: dict[str, Answers] = {}

    def add(self, snapshot: OrderSnapshot, member_id: str | None) -> None:
        """Keep one more order, or its newer state: one that changes while it is listed comes
        twice. The placing time comes first in its bytes, so bytes sort by it."""
        nameless = replace(snapshot, customer=CustomerRef())
        data = json.dumps([nameless, member_id], default=_fields)
        packed = zlib.compress(data.encode(), level=1)
        # The moment an order counts from (core/orders.py): nobody orders in the time to come.
        placed_at_s = max(0, min(snapshot.placed_at_s, snapshot.received_at_ms // 1000))
        self._orders[snapshot.order_id] = placed_at_s.to_bytes(_STAMP_BYTES, "big") + packed

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[PastOrder]:
        """The orders as they were placed, oldest first."""
        for packed in sorted(self._orders.values()):
            data, member_id = json.loads(zlib.decompress(packed[_STAMP_BYTES:]))
            snapshot = from_json(data)
            if isinstance(snapshot, OrderSnapshot):
                yield snapshot, member_id


def _fields(one: Any) -> dict[str, Any]:
    """A part of an order as core/snapshot.py's from_json takes it; to_json, which also writes for
    the release before, takes three times as long."""
    return {name: getattr(one, name) for name in one.__slots__}
