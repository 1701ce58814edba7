"""Carrying out redemptions against a store: the one place that joins the ledger and a store.

Whoever holds the lease calls the store; everybody else finds what it left. Any crash is finished
by the codes queue, or by the hold's row in the due-date index.
"""

from __future__ import annotations

from core.errors import Forbidden, StoreRefused, StoreUnavailable
from core.ledger import making, redemptions, stores
from core.ledger.posting import Books
from core.ports import CodeState, StorePort
from core.redemptions import Redemption

# Between two requests to a store that said no to the first.
PAUSE_MS = 2000


def carry_out(books: Books, port: StorePort, redemption_id: str, now_ms: int) -> Redemption:
    """Do what a redemption waits for: make its code, or take it back. The redemption as it then
    is; still "held" or "returning" when the store gave no answer or somebody else holds the
    lease. Raises Forbidden when the store refuses our credentials."""
    leased = redemptions.lease(books.ledger, redemption_id, now_ms)
    if leased is None:
        return redemptions.find(books.ledger, redemption_id)
    try:
        if leased.status == "returning":
            return _take_back(books, port, leased, now_ms)
        return _make(books, port, leased, now_ms)
    except StoreUnavailable as error:
        # A stated wait is an answer: the request has ended. Without an answer it may still be
        # running in the store, so the lease stands until it cannot be. Nobody asks before the
        # stated time: a shopper who presses again and again must not ask the store each time.
        if error.retry_after_s is not None:
            until_ms = now_ms + max(PAUSE_MS, int(error.retry_after_s * 1000))
            redemptions.unlease(books.ledger, leased, until_ms)
        return redemptions.find(books.ledger, redemption_id)
    except Forbidden:
        redemptions.unlease(books.ledger, leased, now_ms + PAUSE_MS)
        raise


def _make(books: Books, port: StorePort, leased: Redemption, now_ms: int) -> Redemption:
    member = redemptions.owner(books, leased)
    customer_id = member.contact.customers.get(leased.store_id) if member else None
    if member is None or now_ms - leased.created_at_ms > leased.hold_ms:
        return _end_hold(books, port, leased, customer_id, now_ms)
    email = member.contact.email
    if email is None and customer_id is not None:
        email = port.customer_email(customer_id) or None
    try:
        made = making.create(port, leased, customer_id, email)
    except StoreRefused as refusal:
        stores.note_health(leased.store_id, "code_refused", str(refusal), now_ms // 1000)
        return _end_hold(books, port, leased, customer_id, now_ms)
    return _issued(books, leased, made, now_ms)


def _issued(books: Books, leased: Redemption, made: CodeState, now_ms: int) -> Redemption:
    if leased.composed and made.used:
        return _used(books, leased, now_ms)
    return redemptions.issued(books.ledger, leased, made.shown)


def _used(books: Books, leased: Redemption, now_ms: int) -> Redemption:
    used = redemptions.used(books, leased.code, "", now_ms)
    return used or redemptions.find(books.ledger, leased.redemption_id)


def _end_hold(
    books: Books, port: StorePort, leased: Redemption, customer_id: str | None, now_ms: int
) -> Redemption:
    """The points come back only when the store itself says that there is no code."""
    made = making.find(port, leased, customer_id)
    if made is not None:
        return _issued(books, leased, made, now_ms)
    if leased.beside_minor:  # one of its two codes may be there
        remains = making.disable(port, leased)
        if remains is not None and remains.used:
            return _used(books, leased, now_ms)
    return redemptions.returned(books, leased.redemption_id, "no_code", now_ms)


def _take_back(books: Books, port: StorePort, leased: Redemption, now_ms: int) -> Redemption:
    if not leased.coded:
        return redemptions.returned(books, leased.redemption_id, "given_back", now_ms)
    state = making.disable(port, leased)
    if leased.order_id is not None:  # its use was refunded
        return redemptions.returned(books, leased.redemption_id, "order_refunded", now_ms)
    if state is not None and state.used:
        return _used(books, leased, now_ms)
    return redemptions.returned(books, leased.redemption_id, "given_back", now_ms)
