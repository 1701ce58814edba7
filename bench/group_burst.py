"""A burst of orders that join one group purchase, which all meet at its one count.

    python -m bench.group_burst [ORDERS]

The table is in memory, and each call of it takes as long as one to DynamoDB from a Lambda in its
region does; so what is measured is how often orders meet and try again, and how long that takes.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from core.errors import LedgerBusy
from core.groups import Part
from core.identity import Ledger
from core.ledger import group_parts, group_rows, programs
from core.ledger.posting import Books
from core.program.schema import validate
from tests.simulation.aws import AWS, installed
from tests.unit.core.group_worlds import document
from tests.unit.core.worlds import STORE, T0, TZ

# A read or a small transaction, there and back.
_CALL_S = 0.008
_PIECES = 2
_SIDES = (1, 5, 10, 20)


class Wire:
    """Takes its time, and lets one call after the other to the engine, which knows no threads."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._lock = threading.Lock()

    def around(self, service: str, operation: str, request: Any, perform: Any) -> Any:
        time.sleep(_CALL_S)
        with self._lock:
            self.calls[operation] += 1
            return perform()


def burst(at_once: int, orders: int) -> str:
    """What becomes of so many orders, so many of them at once."""
    wire = Wire()
    with installed(AWS("regulars-burst"), wire.around):
        ledger = Ledger.open(f"woo-{at_once:012x}", b"master key of the bench")
        programs.publish(ledger, validate(document()), "bench", 0)
        books = Books(ledger, programs.programs(ledger), TZ)
        wire.calls.clear()
        began = time.monotonic()
        with ThreadPoolExecutor(at_once) as pool:
            counted = sum(pool.map(lambda number: _count(books, number), range(orders)))
        taken = time.monotonic() - began
        units = group_rows.read(ledger, "rice")[0].units
    tries = wire.calls["TransactWriteItems"] / orders
    return (
        f"{at_once:3} at once: {taken:5.1f} s, {orders / taken:4.0f} orders/s, {tries:.1f} "
        f"transactions an order, {orders - counted} left to the queue, "
        f"{'exact' if units == counted * _PIECES else 'WRONG'}"
    )


def _count(books: Books, number: int) -> bool:
    part = Part(_PIECES, 2_000, False, True, 0, 1, 1, T0)
    try:
        group_parts.count(books, "rice", f"{number:024x}", f"{STORE}/{number}", part, T0 * 1000)
    except LedgerBusy:
        return False
    return True


def main() -> None:
    """Print a line for each number at once."""
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for at_once in _SIDES:
        print(burst(at_once, orders))


if __name__ == "__main__":
    main()
