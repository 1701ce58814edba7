"""A store's real past, gathered for a backtest."""

from __future__ import annotations

from collections.abc import Callable

from core.ledger.holders import holders
from core.ledger.posting import Books
from core.past import Past
from core.ports import StorePort
from core.snapshot import OrderSnapshot

# As many rows as one BatchGetItem takes.
_BATCH = 100


def gather(
    port: StorePort,
    books: Books,
    since_s: int,
    now_ms: int,
    more: Callable[[int], bool],
) -> Past:
    """The orders that the store changed at or after `since_s`, as it tells them now, oldest change
    first. `more` hears after each how many there are, and says whether to go on. Raises what the
    port does."""
    past = Past()
    waiting: list[OrderSnapshot] = []

    def keep() -> None:
        for snapshot, member_id in zip(waiting, holders(books, waiting), strict=True):
            past.add(snapshot, member_id)
        waiting.clear()

    for count, snapshot in enumerate(port.changed_orders(since_s, now_ms), 1):
        waiting.append(snapshot)
        if len(waiting) == _BATCH:
            keep()
        if not more(count):
            break
    keep()
    return past
