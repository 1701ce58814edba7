"""Events about customers. Rare beside orders, and with much to import: a worker that has only met
orders starts without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.ledger import people, seeing
from core.ledger.members import note_contact
from core.ledger.orders import contacted
from core.ledger.stores import Store
from core.member import Contact
from core.placeholders import real
from core.snapshot import (
    CustomerErased,
    CustomerRef,
    CustomerSeen,
    CustomersMerged,
    DataRequested,
)
from functions.ledger_worker.fetches import fetch
from integrations import access, data_requests


def _customer(event: CustomerSeen, store: Store, now_ms: int) -> str:
    """Keep the contact of a member we have. Guest points follow an address only when the platform
    itself proved it: anybody can register anybody's address."""
    books = access.books_of(store)
    member_id = books.ledger.member_id(store.store_id, event.customer)
    if member_id is None:
        return "nobody"
    joined, address = False, real(event.customer.email)
    if event.email_verified and address and event.customer.customer_id:
        guest = books.ledger.guest_id(address)
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
        fetch({"work": "customer", "store_id": store.store_id, "customer_id": who.customer_id})
        return "to be confirmed"
    books = access.books_of(store)
    # That an account is gone is no request of a person's.
    asked = None
    if not event.account_only:
        asked = data_requests.erasing(store, books, who, event.received_at_ms)
    if who.customer_id is not None:
        account = CustomerRef(customer_id=who.customer_id)
        member_id = books.ledger.member_id(store.store_id, account) or ""
        # The platform removes the record that it merged away; whose points it had lives on.
        if event.account_only and books.member(member_id).merged_into is not None:
            return "merged before"
        people.erase(books, member_id, now_ms)
    if who.email is not None:
        people.erase(books, books.ledger.guest_id(who.email), now_ms)
    if asked is not None:
        data_requests.erased(store, books, who, asked, now_ms)
    return "erased"


def _data_requested(event: DataRequested, store: Store, now_ms: int) -> str:
    made = data_requests.answer(store, event.customer, event.request, event.received_at_ms, now_ms)
    return "answered" if made else "answered before"


MEANINGS: Mapping[type[Any], Callable[[Any, Store, int], str]] = {
    CustomerSeen: _customer,
    CustomersMerged: _merged,
    CustomerErased: _erased,
    DataRequested: _data_requested,
}
