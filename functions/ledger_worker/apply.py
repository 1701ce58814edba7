"""What each kind of event means for the books."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.errors import NotFound
from core.ledger import catalogue, redemptions, stores
from core.ledger.orders import delete_order, order_codes, post_order
from core.ledger.posting import Books
from core.ledger.stores import Store
from core.snapshot import (
    Event,
    OrderDeletion,
    OrderSnapshot,
    OrderTouched,
    ProductsSeen,
    StoreRedacted,
    StoreScopes,
    StoreUninstalled,
)
from functions.ledger_worker.fetches import fetch
from integrations import access
from integrations.unmapped import unmapped_status

Meaning = Callable[[Any, Store, int], str]

_HEALTH_NOTED: set[tuple[str, str]] = set()


def apply(event: Event, now_ms: int, *, generation: int | None = None) -> str:
    """Bring the books to what an event says; a word for what happened.

    `generation`: of the installation that the event came from. What came before a redact of the
    whole store is dropped, however late it is; only the redact itself may have to be finished.
    """
    try:
        store = stores.get(event.store_id)
    except NotFound:
        return "unknown store"
    late = generation is not None and generation <= store.fenced
    if late and not isinstance(event, StoreRedacted):
        return "fenced"
    meaning = _MEANINGS.get(type(event)) or _rare(type(event))
    return meaning(event, store, now_ms)


def _rare(kind: type[Any]) -> Meaning:
    """What an event means that seldom comes: its code is imported when the first one does."""
    if kind in (StoreRedacted, StoreScopes, StoreUninstalled):
        from functions.ledger_worker import leaving

        return leaving.MEANINGS[kind]
    from functions.ledger_worker import customers

    return customers.MEANINGS[kind]


def _order(event: OrderSnapshot, store: Store, now_ms: int) -> str:
    books = access.books_of(store)
    outcome = post_order(books, event, now_ms)
    if outcome != "stale":
        if event.state == "void" and event.status == "refunded":
            for code in event.codes:
                redemptions.refunded(books, code, event.order_id, now_ms)
        else:
            live = event.state != "void"
            _codes(books, event.codes, event.order_id, live=live, now_ms=now_ms)
    _note_unmapped(store, event, now_ms)
    return outcome


def _codes(books: Books, codes: tuple[str, ...], order_id: str, *, live: bool, now_ms: int) -> None:
    for code in codes:
        if live:
            redemptions.used(books, code, order_id, now_ms)
        else:
            redemptions.unused(books.ledger, code, order_id, now_ms)


def _note_unmapped(store: Store, event: OrderSnapshot, now_ms: int) -> None:
    status = unmapped_status(store.platform, event.status, store.payment_map)
    if status is not None and (store.store_id, status) not in _HEALTH_NOTED:
        stores.note_health(store.store_id, "unmapped_status", status, now_ms // 1000)
        _HEALTH_NOTED.add((store.store_id, status))


def _order_deleted(event: OrderDeletion, store: Store, now_ms: int) -> str:
    books = access.books_of(store)
    outcome = delete_order(books, event, now_ms)
    if outcome != "stale":
        codes = order_codes(books, event.store_id, event.order_id)
        _codes(books, codes, event.order_id, live=False, now_ms=now_ms)
    return outcome


def _order_touched(event: OrderTouched, store: Store, now_ms: int) -> str:
    fetch({"work": "order", "store_id": store.store_id, "order_id": event.order_id})
    return "to be fetched"


def _products(event: ProductsSeen, store: Store, now_ms: int) -> str:
    ledger = access.ledger_of(store)
    changed = catalogue.record(
        ledger,
        store.store_id,
        event.products,
        event.received_at_ms,
        asked=event.source == "store",
    )
    from core.ledger import shelf  # which no order needs

    shelf.record(ledger, store.store_id, event.products)
    # What changed may have put it into other collections, of which the delivery says nothing.
    for facts in event.products:
        if facts.product_id in changed and not facts.collections_told:
            product = {"store_id": store.store_id, "product_id": facts.product_id}
            fetch({"work": "product", **product})
    return "recorded" if changed else "unchanged"


_MEANINGS: dict[type[Any], Meaning] = {
    OrderSnapshot: _order,
    OrderDeletion: _order_deleted,
    OrderTouched: _order_touched,
    ProductsSeen: _products,
}
