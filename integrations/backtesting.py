"""A store's real past, gathered for a backtest."""

from __future__ import annotations

from collections.abc import Callable

from core.ledger import profiles
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
    *,
    with_profiles: bool = False,
) -> Past:
    """The orders that the store changed at or after `since_s`, as it tells them now, oldest change
    first. `more` hears after each how many there are, and says whether to go on. `with_profiles`:
    also what members say of themselves today. Raises what the port does."""
    past = Past()
    waiting: list[OrderSnapshot] = []

    def keep() -> None:
        whose = holders(books, waiting)
        for snapshot, member_id in zip(waiting, whose, strict=True):
            past.add(snapshot, member_id)
        if with_profiles and waiting:
            past.profiles |= profiles.of(books.ledger, filter(None, whose))
        waiting.clear()

    for count, snapshot in enumerate(port.changed_orders(since_s, now_ms), 1):
        waiting.append(snapshot)
        if len(waiting) == _BATCH:
            keep()
        if not more(count):
            break
    keep()
    return past
