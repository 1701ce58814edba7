"""The sweep: what the store changed and nobody told us, converged upon.

Webhooks get lost, and some changes send none (WooCommerce: deleting a refund, deleting an order
for good). So the store is asked for everything modified since the last sweep, and for each order
that should be in that list and is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import Conflict
from core.ledger import punctuality as kept
from core.ledger import stores
from core.ledger.directory import list_order_ids
from core.ledger.orders import is_deleted
from core.ledger.posting import Books
from core.ledger.raw import batches
from core.ledger.stores import Store
from core.ports import StorePort
from core.punctuality import GRACE_S, Held, look
from core.receipts import receipt_number
from core.snapshot import Event, OrderDeletion
from integrations.reading_products import read_products

_AT_ONCE = 100
# Stores stamp with their own clocks, and a delivery may be in flight.
OVERLAP_S = 600
FIRST_SWEEP_S = 7 * 86400
# A store that suddenly knows none of its orders is broken, restored from a backup, or another
# store: taking everybody's points back would be the worst answer.
GONE_AT_MOST = 0.01
GONE_ALWAYS_ALLOWED = 3


@dataclass(slots=True)
class SweepReport:
    """`changed`: orders the store listed. `asked`: held orders its list left out. `gone`: those
    the store no longer knows, and that were not known to be gone. `products`: those it listed."""

    changed: int = 0
    asked: int = 0
    gone: int = 0
    products: int = 0


def sweep(
    store: Store,
    port: StorePort,
    books: Books,
    since_s: int | None,
    apply: Callable[[Event], object],
    now_ms: int,
    *,
    every_product: bool = False,
) -> SweepReport:
    """Converge on the store's own answers; `apply` takes each event. Products come last: what keeps
    them back keeps no order.

    `since_s` None: since the last sweep. Raises Conflict(code="too_many_gone") before any
    deletion is applied when more than 1 % of the held orders have vanished at once.
    """
    now_ms -= now_ms % 1000  # so that what a sweep brought is known by its moment
    before_s = stores.swept_until(store.store_id)
    accounted_s = before_s or now_ms // 1000 - FIRST_SWEEP_S
    regular = since_s is None
    if since_s is None:
        since_s = accounted_s - OVERLAP_S
    report = SweepReport()
    listed: dict[str, int] = {}
    had: dict[str, Held] = {}
    for some in batches(port.changed_orders(since_s, now_ms), _AT_ONCE):
        if regular:
            had |= kept.held(books.ledger, store.store_id, [one.order_id for one in some])
        for snapshot in some:
            listed[snapshot.order_id] = snapshot.stamp_s
            report.changed += 1
            apply(snapshot)
    held = 0
    gone: list[OrderDeletion] = []
    for order_id in list_order_ids(books.ledger, store.store_id, max(0, since_s)):
        if receipt_number(order_id) is not None:  # typed in at the counter; the store never knew
            continue
        held += 1
        if order_id in listed:
            continue
        report.asked += 1
        answer = port.fetch_order(order_id, now_ms)
        if not isinstance(answer, OrderDeletion):
            apply(answer)
        elif not is_deleted(books, store.store_id, order_id):
            gone.append(answer)
    _stop_if_too_many(store, len(gone), held, now_ms)
    for deletion in gone:
        apply(deletion)
    report.gone = len(gone)
    if since_s <= accounted_s:  # a look at a later time leaves out what was before
        stores.note_swept(store.store_id, now_ms // 1000)
    if regular:
        # What the store changed before it was connected, no delivery could bring.
        first_s = max(accounted_s - GRACE_S, store.installed_at_s)
        until_s = now_ms // 1000 - GRACE_S
        if first_s < until_s:
            seen = look(listed.items(), had, first_s, until_s, before_s)
            kept.note(store.store_id, seen)
    report.products = read_products(store, books.ledger, port, every=every_product)
    return report


def _stop_if_too_many(store: Store, gone: int, held: int, now_ms: int) -> None:
    if gone <= max(GONE_ALWAYS_ALLOWED, int(held * GONE_AT_MOST)):
        stores.clear_health(store.store_id, "sweep_stopped", "too many orders gone")
        return
    stores.note_health(store.store_id, "sweep_stopped", "too many orders gone", now_ms // 1000)
    raise Conflict(
        f"The store no longer knows {gone} of {held} orders. No points were taken back; look at "
        "the store first.",
        code="too_many_gone",
        gone=gone,
        held=held,
    )
