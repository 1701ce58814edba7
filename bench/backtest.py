"""A new program over a store's past, as `./regulars program backtest` does it: python -m
bench.backtest [ORDERS]

The orders are kept as they are when a store has told them, then replayed under both programs. What
is left out is the store's own time to list them.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.backtest import Comparison, compare
from core.past import Past
from core.program.defaults import default_document
from core.program.model import Program, load
from core.snapshot import CustomerRef, Line, OrderSnapshot, Refund, RefundLine

ORDERS = 100_000
_ORDERS_A_SHOPPER = 8
_NOW_S = 1_790_000_000
_TZ = ZoneInfo("Asia/Taipei")


@dataclass(frozen=True)
class Tried:
    """`seconds` of this machine for packing and both replays, `cpu_seconds` of its processor;
    `bytes_per_order` held meanwhile."""

    orders: int
    seconds: float
    cpu_seconds: float
    bytes_per_order: float

    @property
    def per_second(self) -> float:
        """Orders for each second of processor."""
        return self.orders / self.cpu_seconds


def _snapshots(orders: int) -> Iterator[tuple[OrderSnapshot, str]]:
    """Two years of orders of three lines, a tenth of them with a refund, newest first."""
    for number in range(orders):
        placed_at_s = _NOW_S - 63_072_000 * number // orders
        shopper = str(number * 7919 % (orders // _ORDERS_A_SHOPPER + 1))
        lines = tuple(
            Line(str(one), str(100 + (number + one) % 50), "0", 1 + one, 1_500 + number % 9_000)
            for one in range(3)
        )
        refunds = (Refund("1", 1_500, (RefundLine("0", 1_500),)),) if number % 10 == 0 else ()
        yield (
            OrderSnapshot(
                store_id="woo-0123456789ab",
                order_id=str(number),
                stamp_s=placed_at_s + 3_600,
                received_at_ms=_NOW_S * 1000,
                placed_at_s=placed_at_s,
                state="paid",
                status="completed",
                currency="USD",
                customer=CustomerRef(shopper, f"shopper{shopper}@example.com"),
                lines=lines,
                refunds=refunds,
                source="store",
            ),
            f"{int(shopper):032x}",
        )


def _programs() -> tuple[Program, Program]:
    new = default_document("USD")
    new["earning"]["rules"][0]["points"] = 2
    new["expiry"] = {"kind": "months", "months": 12}
    return load(default_document("USD"), 1, 0), load(new, 2, 0)


def _kept(orders: int) -> Past:
    past = Past()
    for snapshot, member_id in _snapshots(orders):
        past.add(snapshot, member_id)
    return past


def measure(orders: int = ORDERS) -> Tried:
    """Run it, with progress on standard error; the bytes are of a tenth of the orders."""
    part = max(1, orders // 10)
    tracemalloc.start()
    sample = _kept(part)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(sample) == part
    began, cpu_began = time.perf_counter(), time.process_time()
    found = _compared(_kept(orders))
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
    assert found.orders == orders
    return Tried(orders, seconds, cpu_seconds, held / part)


def _compared(past: Past) -> Comparison:
    current, new = _programs()
    return compare(current, new, past, _NOW_S, _TZ, _told)


def _told(done: int) -> None:
    print(f"\r{done} orders replayed", end="", file=sys.stderr, flush=True)


def main(orders: str = str(ORDERS)) -> int:
    """Print the figures."""
    found = measure(int(orders))
    print(file=sys.stderr)
    print(
        f"{found.orders} orders under two programs: {found.seconds:.1f} s, "
        f"{found.cpu_seconds:.1f} s of CPU ({found.per_second:,.0f} orders/s), "
        f"{found.bytes_per_order:.0f} bytes an order"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
