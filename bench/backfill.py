"""A store's past taken in by a sweep: python -m bench.backfill [ORDERS]

The store lists its orders page by page; each goes through the queue to the worker's handler, on
the AWS in memory, in batches of ten. What the sweep itself holds meanwhile is measured apart.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.quiet import silent
from bench.scene import Scene
from core.catalogue import ProductFacts
from core.ledger import stores
from core.snapshot import CustomerRef, Line, OrderSnapshot
from functions.events import queue
from integrations.sweeping import sweep

ORDERS = 100_000
_ORDERS_A_SHOPPER = 4
_GATHERED = 500


@dataclass(frozen=True)
class Filled:
    """`seconds` of this machine; `peak_bytes` that the sweep held at once."""

    orders: int
    write_units: float
    read_units: float
    calls: int
    seconds: float
    peak_bytes: int


class _Past:
    """The port of a store with so many orders, made as they are asked for."""

    def __init__(self, store_id: str, orders: int, now_s: int) -> None:
        self._store_id, self._orders, self._now_s = store_id, orders, now_s

    def changed_orders(self, since_s: int, received_at_ms: int) -> Iterator[OrderSnapshot]:
        for number in range(self._orders):
            placed_at_s = self._now_s - 86_400 * (1 + number % 300)
            shopper = number // _ORDERS_A_SHOPPER
            yield OrderSnapshot(
                store_id=self._store_id,
                order_id=str(number),
                customer=CustomerRef(str(shopper), f"shopper{shopper}@example.com"),
                stamp_s=placed_at_s,
                received_at_ms=received_at_ms,
                placed_at_s=placed_at_s,
                state="paid",
                status="completed",
                currency="USD",
                lines=(Line("1", "7", "0", 1, 2_000 + number % 9_000),),
            )

    def changed_products(self, since_s: int) -> Iterator[ProductFacts]:
        """Orders are what is measured."""
        yield from ()


def measure(orders: int = ORDERS) -> Filled:
    """Run it."""
    with Scene(lean=True) as scene:
        store = stores.get(scene.woo.store_id)
        books = scene.books(scene.woo)
        past: Any = _Past(store.store_id, orders, int(scene.now_s))
        now_ms = int(scene.now_s * 1000)
        peak_bytes = _held(store, past, books, now_ms)
        done = 0

        def apply(event: Any) -> None:
            nonlocal done
            queue(store, event)
            done += 1
            if done % _GATHERED == 0:
                scene.work_events()
                scene.aws.dynamodb.changes.clear()  # the relay's part is in bench.units
                if done % (20 * _GATHERED) == 0:
                    print(f"{done} orders", file=sys.stderr, flush=True)

        began = time.perf_counter()
        with silent(), scene.counting() as usage:
            report = sweep(store, past, books, 0, apply, now_ms)
            scene.work_events()
        seconds = time.perf_counter() - began
        assert report.changed == orders
        part = usage.of("ledger_worker")
        return Filled(
            orders,
            part.write_units,
            part.read_units,
            usage.all().calls.total(),
            seconds,
            peak_bytes,
        )


def _held(store: Any, past: Any, books: Any, now_ms: int) -> int:
    """Bytes that a sweep of it all holds at its peak, of its own."""
    tracemalloc.start()
    try:
        sweep(store, past, books, 0, lambda event: None, now_ms)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def main(orders: str = str(ORDERS)) -> int:
    """Print the figures."""
    found = measure(int(orders))
    print(
        f"{found.orders} orders: {found.write_units:.0f} write units, {found.read_units:.0f} read "
        f"units, {found.calls} calls, {found.seconds:.0f} s here; the sweep held "
        f"{found.peak_bytes / 1e6:.1f} MB"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
