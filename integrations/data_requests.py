"""What a platform asks for about personal data, met from the event to the proof: the file for who
asked what is kept, and the erasure of who asked to be forgotten.
"""

from __future__ import annotations

import json
from typing import Any

from core.identity import Ledger
from core.ledger import activity, compliance, stores
from core.ledger.compliance import Kind, Request
from core.ledger.posting import Books
from core.ledger.stores import Store
from core.snapshot import CustomerRef
from integrations import access, data_files, exporting

# Who passed it on; the merchant's own actions are written by the merchant page.
_ACTORS = {"shopify": "shopify", "woocommerce": "plugin"}


def answer(store: Store, who: CustomerRef, said: str, came_at_ms: int, now_ms: int) -> bool:
    """Make the file for somebody who asked what is kept about them, and tell the merchant. False
    when that was done before. `said`: the platform's name of the request."""
    books = access.books_of(store)
    subject = books.ledger.member_id(store.store_id, who) or ""
    request = compliance.came(
        books.ledger, store.store_id, "data_request", subject, came_at_ms, said
    )
    if request.done_at_ms:
        return False
    document = exporting.file(books, store.store_id, who, now_ms)
    body = json.dumps(document, ensure_ascii=False, indent=1).encode()
    where = data_files.files(books.ledger, store.store_id)
    where.put(data_files.name_of(subject), body, "application/json")
    stores.note_health(store.store_id, "data_request", subject, now_ms // 1000)
    return _done(books.ledger, store, request, _counted(document), now_ms)


def erasing(store: Store, books: Books, who: CustomerRef, came_at_ms: int) -> Request:
    """Note that somebody is to be erased, before it begins."""
    subject = books.ledger.member_id(store.store_id, who) or ""
    return compliance.came(books.ledger, store.store_id, "redact", subject, came_at_ms)


def erased(store: Store, books: Books, who: CustomerRef, request: Request, now_ms: int) -> None:
    """Note that it was done, for the account and the guest as far as they were named."""
    members = sum(one is not None for one in (who.customer_id, who.email))
    _done(books.ledger, store, request, {"members": members}, now_ms)


def emptying(store: Store, came_at_ms: int) -> None:
    """Note that everything of a store is to go."""
    ledger = access.ledger_of(store)
    compliance.came(ledger, store.store_id, "shop_redact", "", came_at_ms)


def emptied(store: Store, now_ms: int) -> None:
    """Note that nothing of it is left; the first time counts."""
    ledger = access.ledger_of(store)
    for request in compliance.open_of(store.store_id, "shop_redact"):
        _done(ledger, store, request, {}, now_ms)


def _done(
    ledger: Ledger, store: Store, request: Request, counts: dict[str, int], now_ms: int
) -> bool:
    if not compliance.done(store.store_id, request, counts, now_ms):
        return False
    what: Kind = request.what
    activity.note(
        ledger,
        store_id=store.store_id,
        actor=_ACTORS[store.platform],
        what=f"{activity.COMPLIANCE}{what}",
        subject=request.subject,
        details={"request": request.name, **counts},
        at_ms=now_ms,
    )
    return True


def _counted(document: dict[str, Any]) -> dict[str, int]:
    members = document["members"]
    return {"members": len(members), "entries": sum(len(one.get("entries", ())) for one in members)}
