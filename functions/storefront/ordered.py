"""Orders as the shopper's side is told of them: what each has earned, and from when to use it."""

from __future__ import annotations

import re
from typing import Any

from core import calendar, ordered
from core.explain_estimate import guest_text
from core.ledger import order_pages, order_views
from core.ledger.order_views import OrderView
from core.ledger.posting import Books
from functions.storefront.shopper import Guest, Shopper

# What stores, and receipts, call an order; nothing else is looked up.
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)


def listed(books: Books, shopper: Shopper, cursor: str | None) -> dict[str, Any]:
    """A page of the shopper's orders, what changed last first. Raises BadInput for a strange
    cursor."""
    member_id = books.ledger.member_id(shopper.store.store_id, shopper.account) or ""
    found, following = order_pages.page(books, member_id, shopper.store.store_id, cursor)
    return {"orders": [order_json(one) for one in found], "cursor": following}


def shown(books: Books, who: Shopper | Guest, order_id: str) -> dict[str, Any]:
    """One order; another's looks exactly like one that the ledger has not seen."""
    store_id = who.store.store_id
    found: OrderView | None = None
    if isinstance(who, Guest):
        if order_id in who.order_ids:
            [found] = order_views.some(books, store_id, [order_id])
    elif _ID.fullmatch(order_id):
        member_id = books.ledger.member_id(store_id, who.account) or ""
        found = order_views.one(books, member_id, store_id, order_id)
    return unknown(order_id) if found is None else order_json(found)


def of_guest(books: Books, guest: Guest) -> dict[str, Any]:
    """What a guest's own orders have earned, which joining would make usable."""
    found = order_views.some(books, guest.store.store_id, guest.order_ids)
    points = sum(one.order.available for one in found if one is not None)
    pending = sum(one.order.pending for one in found if one is not None)
    return {
        "points": points,
        "pending": pending,
        "orders": [
            unknown(order_id) if one is None else order_json(one)
            for order_id, one in zip(guest.order_ids, found, strict=True)
        ],
        "text": guest_text(points + pending),
    }


def order_json(one: OrderView) -> dict[str, Any]:
    """An order for whoever placed it."""
    order = one.order
    text = one.entry["why"]["text"] if one.entry is not None else ordered.text_without_entry(order)
    return {
        "order_id": order.order_id,
        "known": True,
        "at": calendar.iso(order.placed_at_s),
        "state": ordered.state_of(order),
        "points": order.available,
        "pending": order.pending,
        "usable_from": ordered.usable_from(order),
        "why": {"text": text},
    }


def unknown(order_id: str) -> dict[str, Any]:
    """An order that the ledger has not seen."""
    return {"order_id": order_id, "known": False}
