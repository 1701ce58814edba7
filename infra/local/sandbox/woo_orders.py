"""WooCommerce orders: kept in the REST API's own form, changed as WooCommerce changes them.

A stored document is {"order": the REST form, "refunds": the /refunds form, "coupons_counted",
"status_before_trash"}.
"""

from __future__ import annotations

import secrets
from typing import Any

from core.money import to_major
from infra.local.sandbox import woo_coupon_use, woo_json, woo_refund_json
from infra.local.sandbox.db import Document
from infra.local.sandbox.pricing import Priced
from infra.local.sandbox.sandbox import Sandbox

PAID = ("processing", "completed")
KIND = "woo/order"


def create(
    sandbox: Sandbox,
    priced: Priced,
    *,
    customer_id: int,
    billing: dict[str, str],
    status: str,
    payment_method: str = "",
    payment_title: str = "",
    created_via: str = "checkout",
    order_id: int | None = None,
) -> Document:
    """Place an order and announce it. A paid status sets the paid date, as a gateway does."""
    with sandbox.db.change():
        number = order_id or sandbox.db.next_id("woo", 101)
        order = woo_json.order(sandbox, number, priced, billing)
        order.update(
            customer_id=customer_id,
            payment_method=payment_method,
            payment_method_title=payment_title,
            created_via=created_via,
            order_key="wc_order_" + secrets.token_hex(7),
        )
        document: Document = {"order": order, "refunds": [], "coupons_counted": False}
        _enter_status(sandbox, document, status)
        _save(sandbox, document)
        # A real store sends both for a new order (seen in the recorded deliveries).
        announce(sandbox, "order.created", number)
        announce(sandbox, "order.updated", number)
    return document


def load(sandbox: Sandbox, order_id: int | str) -> Document | None:
    return sandbox.db.get(KIND, order_id)


def save_raw(sandbox: Sandbox, order: Document, refunds: list[Document] | None) -> Document:
    """Take an order as it is, without announcing it: for recorded states."""
    document: Document = {
        "order": order,
        "refunds": woo_refund_json.guess_refunds(order) if refunds is None else refunds,
        "coupons_counted": True,
    }
    sandbox.db.put(KIND, order["id"], document)
    return document


def set_status(sandbox: Sandbox, order_id: int | str, status: str, transaction: str = "") -> None:
    """Move the order to a status, as the order screen or a gateway does."""
    with sandbox.db.change():
        document = _existing(sandbox, order_id)
        if transaction:
            document["order"]["transaction_id"] = transaction
        _enter_status(sandbox, document, status)
        _save(sandbox, document)
        announce(sandbox, "order.updated", order_id)


def touch(sandbox: Sandbox, order_id: int | str) -> None:
    """Save without a change: WooCommerce announces that too."""
    with sandbox.db.change():
        _save(sandbox, _existing(sandbox, order_id))
        announce(sandbox, "order.updated", order_id)


def trash(sandbox: Sandbox, order_id: int | str) -> None:
    with sandbox.db.change():
        document = _existing(sandbox, order_id)
        if document["order"]["status"] != "trash":
            document["status_before_trash"] = document["order"]["status"]
        document["order"]["status"] = "trash"
        woo_coupon_use.count(sandbox, document)
        _save(sandbox, document)
        announce(sandbox, "order.deleted", order_id)


def restore(sandbox: Sandbox, order_id: int | str) -> None:
    with sandbox.db.change():
        document = _existing(sandbox, order_id)
        document["order"]["status"] = document.pop("status_before_trash", "pending")
        woo_coupon_use.count(sandbox, document)
        _save(sandbox, document)
        announce(sandbox, "order.restored", order_id)


def force_delete(sandbox: Sandbox, order_id: int | str) -> None:
    """Gone for good. Sends nothing: so does WooCommerce."""
    with sandbox.db.change():
        _existing(sandbox, order_id)
        sandbox.db.delete(KIND, order_id)


def announce(sandbox: Sandbox, topic: str, resource_id: int | str) -> None:
    """Queue a webhook; saves that come before it has been sent coalesce into it."""
    waiting = sandbox.db.execute(
        "SELECT 1 FROM delivery WHERE platform='woo' AND topic=? AND resource=?"
        " AND state='queued' AND body IS NULL",
        (topic, str(resource_id)),
    )
    if not waiting:
        sandbox.deliveries.add("woo", topic, resource_id)


def money(order: Document, minor: int) -> str:
    """An amount as the order's JSON has it."""
    return to_major(minor, order["currency"])


def _existing(sandbox: Sandbox, order_id: int | str) -> Document:
    document = load(sandbox, order_id)
    if document is None:
        raise KeyError(f"no order {order_id}")
    return document


def _enter_status(sandbox: Sandbox, document: Document, status: str) -> None:
    order: dict[str, Any] = document["order"]
    now = sandbox.now()
    order["status"] = status
    if status in PAID and not order["date_paid_gmt"]:
        woo_json.stamp(sandbox, order, "date_paid", now)
    if status == "completed" and not order["date_completed_gmt"]:
        woo_json.stamp(sandbox, order, "date_completed", now)
    order["is_editable"] = status in ("pending", "on-hold", "auto-draft")
    order["needs_payment"] = status in ("pending", "failed")
    woo_coupon_use.count(sandbox, document)


def _save(sandbox: Sandbox, document: Document) -> None:
    woo_json.stamp(sandbox, document["order"], "date_modified", sandbox.now())
    sandbox.db.put(KIND, document["order"]["id"], document)


def save_refunded(sandbox: Sandbox, document: Document) -> None:
    """After a refund: the order's summary has grown, and that is announced."""
    _save(sandbox, document)
    announce(sandbox, "order.updated", document["order"]["id"])


def modified_at(order: Document) -> str:
    """The stamp by which lists are filtered and sorted."""
    return str(order["date_modified_gmt"])
