"""What a shopper misses: a message to the merchant, and what comes of it.

The commonest cause is an order of which the store's delivery never came. So an order that the
ledger does not know is asked for at once, and the case heals itself."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from core import calendar, cases
from core.cases import Case
from core.errors import BadInput
from core.ledger import cases as kept
from core.ledger import order_views
from core.ledger.order_views import OrderView
from core.ledger.posting import Books
from functions.storefront.ordered import order_json, unknown
from functions.storefront.shopper import Shopper
from integrations.aws.queues import send

_KEY = re.compile(r"[ -~]{1,200}", re.ASCII)
# What both platforms call an order. Nothing else becomes part of a request to one.
_OF_A_STORE = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)
_SHOWN = 20


def open_case(
    books: Books, shopper: Shopper, wish: Mapping[str, Any], key: str, now_ms: int
) -> dict[str, Any]:
    """Keep a shopper's message, once for a key. Raises BadInput, KeyReused, and Conflict for one
    of whom too many are open."""
    if not _KEY.fullmatch(key):
        raise BadInput("Send an Idempotency-Key header: a fresh random text per message.")
    order_id = cases.order_of(wish.get("order_id"))
    message = cases.message_of(wish.get("message"), order_id)
    store_id = shopper.store.store_id
    member_id = books.ledger.member_id(store_id, shopper.account) or ""
    before = kept.known(books.ledger, member_id, key)
    if before is not None:
        made = kept.same(before, order_id, message)
        return _json(made, _order(books, member_id, made))
    found = _look(books, member_id, store_id, order_id)
    asked = found is None and bool(_OF_A_STORE.fullmatch(order_id))
    kept.refuse_more(books.ledger, member_id)
    if asked:
        # Before the case is kept: a crash in between only asks once more.
        send(
            os.environ["FETCHES_QUEUE_URL"],
            {"work": "missing_order", "store_id": store_id, "order_id": order_id},
        )
    made = kept.open_one(
        *(books, member_id, store_id, key, order_id, message, shopper.contact, now_ms), asked=asked
    )
    return _json(made, found)


def listed(books: Books, shopper: Shopper) -> dict[str, Any]:
    """The shopper's own, newest first, with how their orders stand by now."""
    member_id = books.ledger.member_id(shopper.store.store_id, shopper.account) or ""
    found = kept.of_member(books, member_id)[:_SHOWN]
    return {"cases": [_json(one, _order(books, member_id, one)) for one in found]}


def _order(books: Books, member_id: str, case: Case) -> OrderView | None:
    return _look(books, member_id, case.store_id, case.order_id)


def _look(books: Books, member_id: str, store_id: str, order_id: str) -> OrderView | None:
    return order_views.one(books, member_id, store_id, order_id) if order_id else None


def _json(case: Case, found: OrderView | None) -> dict[str, Any]:
    points = None if found is None else found.order.available + found.order.pending
    order = None
    if case.order_id:
        order = unknown(case.order_id) if found is None else order_json(found)
    return {
        "case_id": case.case_id,
        "order_id": case.order_id or None,
        "status": case.status,
        "message": case.message,
        "answer": case.answer or None,
        "at": calendar.iso(case.at_ms / 1000),
        "asked_store": case.asked,
        "order": order,
        "text": cases.told(case, points),
    }
