"""What each kind of event means for the books."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from core.errors import NotFound
from core.ledger import catalogue, people, redemptions, seeing, stores
from core.ledger.members import note_contact
from core.ledger.orders import contacted, delete_order, order_codes, post_order
from core.ledger.posting import Books
from core.ledger.stores import Store
from core.member import Contact
from core.snapshot import (
    CustomerErased,
    CustomerRef,
    CustomerSeen,
    CustomersMerged,
    DataRequested,
    Event,
    OrderDeletion,
    OrderSnapshot,
    OrderTouched,
    ProductsSeen,
    StoreRedacted,
    StoreUninstalled,
)
from integrations import access, records, redacting
from integrations.aws.queues import send
from integrations.unmapped import unmapped_status

# Of the worker's time; the rest of a long redaction is left to the scheduled function.
_REDACTION_S = 5.0
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
    return _MEANINGS[type(event)](event, store, now_ms)


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
    _fetch({"work": "order", "store_id": store.store_id, "order_id": event.order_id})
    return "to be fetched"


def _fetch(message: dict[str, Any]) -> None:
    send(os.environ["FETCHES_QUEUE_URL"], message)


def _products(event: ProductsSeen, store: Store, now_ms: int) -> str:
    ledger = access.ledger_of(store)
    changed = catalogue.record(
        ledger,
        store.store_id,
        event.products,
        event.received_at_ms,
        asked=event.source == "store",
    )
    # What changed may have put it into other collections, of which the delivery says nothing.
    for facts in event.products:
        if facts.product_id in changed and not facts.collections_told:
            product = {"store_id": store.store_id, "product_id": facts.product_id}
            _fetch({"work": "product", **product})
    return "recorded" if changed else "unchanged"


def _customer(event: CustomerSeen, store: Store, now_ms: int) -> str:
    """Keep the contact of a member we have. Guest points follow an address only when the platform
    itself proved it: anybody can register anybody's address."""
    books = access.books_of(store)
    member_id = books.ledger.member_id(store.store_id, event.customer)
    if member_id is None:
        return "nobody"
    joined = False
    if event.email_verified and event.customer.email and event.customer.customer_id:
        guest = books.ledger.guest_id(event.customer.email)
        joined = people.join(books, guest, member_id, "platform_verified", now_ms)
    note_contact(books, member_id, contacted(Contact(), store.store_id, event.customer))
    seeing.customer_seen(books, member_id, event, now_ms)
    return "joined" if joined else "noted"


def _merged(event: CustomersMerged, store: Store, now_ms: int) -> str:
    books = access.books_of(store)
    gone, kept = (
        books.ledger.member_id(store.store_id, CustomerRef(customer_id=one)) or ""
        for one in (event.from_customer_id, event.into_customer_id)
    )
    joined = people.join(books, gone, kept, "platform_merge", now_ms)
    return "joined" if joined else "nothing to join"


def _erased(event: CustomerErased, store: Store, now_ms: int) -> str:
    who = event.customer
    if not event.confirmed:
        _fetch({"work": "customer", "store_id": store.store_id, "customer_id": who.customer_id})
        return "to be confirmed"
    books = access.books_of(store)
    if who.customer_id is not None:
        account = CustomerRef(customer_id=who.customer_id)
        member_id = books.ledger.member_id(store.store_id, account) or ""
        # The platform removes the record that it merged away; whose points it had lives on.
        if event.account_only and books.member(member_id).merged_into is not None:
            return "merged before"
        people.erase(books, member_id, now_ms)
    if who.email is not None:
        people.erase(books, books.ledger.guest_id(who.email), now_ms)
    return "erased"


def _data_requested(event: DataRequested, store: Store, now_ms: int) -> str:
    books = access.books_of(store)
    member_id = books.ledger.member_id(store.store_id, event.customer)
    stores.note_health(store.store_id, "data_request", member_id or "", now_ms // 1000)
    return "noted"


def _uninstalled(event: StoreUninstalled, store: Store, now_ms: int) -> str:
    """Headers are unsigned and deliveries late: the store's own refusal of our token decides."""
    if event.triggered_at_s < store.installed_at_s:
        return "older than this installation"
    _confirm_uninstall(store)
    return "to be confirmed"


def _confirm_uninstall(store: Store, *, redact: bool = False) -> None:
    of_store = {"store_id": store.store_id, "generation": store.generation}
    _fetch({"work": "uninstall", "redact": redact, **of_store})


def _redacted(event: StoreRedacted, store: Store, now_ms: int) -> str:
    # The fence first: what is in flight must not come in behind the deletion.
    if not stores.fence(store.store_id):
        # Installed again, or the uninstall got lost: the store's answer to our token tells.
        _confirm_uninstall(store, redact=True)
        return "to be confirmed"
    fenced = stores.get(store.store_id, fresh=True)
    # First, so that no redaction ends without one: whatever the table is restored from later, the
    # store's data stay deleted.
    whole = redacting.is_whole(fenced)
    records.note_redaction(
        records.Redaction(store.store_id, store.ledger_id, fenced.fenced, whole, now_ms)
    )
    done = redacting.begin(fenced, now_ms // 1000, _REDACTION_S)
    return "redacted" if done else "to be continued"


_MEANINGS: dict[type[Any], Callable[[Any, Store, int], str]] = {
    OrderSnapshot: _order,
    OrderDeletion: _order_deleted,
    OrderTouched: _order_touched,
    ProductsSeen: _products,
    CustomerSeen: _customer,
    CustomersMerged: _merged,
    CustomerErased: _erased,
    DataRequested: _data_requested,
    StoreUninstalled: _uninstalled,
    StoreRedacted: _redacted,
}
