"""Shopify orders: kept in the webhook's own form, changed as Shopify changes them."""

from __future__ import annotations

from infra.local.sandbox import (
    shopify_discounts,
    shopify_json,
    shopify_order_json,
    shopify_payloads,
)
from infra.local.sandbox.db import Document
from infra.local.sandbox.pricing import Priced
from infra.local.sandbox.sandbox import Sandbox

KIND = "shopify/order"
CUSTOMER = "shopify/customer"


def create(
    sandbox: Sandbox, priced: Priced, buyer: Document | None, *, gateway: str, paid: bool
) -> Document:
    """Place an order and announce it; codes on it count as used at once."""
    with sandbox.db.change():
        order = shopify_order_json.order(sandbox, priced, buyer, gateway)
        if paid:
            _mark_paid(order)
        sandbox.db.put(KIND, order["id"], order)
        _count_codes(sandbox, order)
        event = shopify_payloads.new_event(sandbox)
        shopify_payloads.announce(sandbox, "orders/create", order, event)
        if paid:
            shopify_payloads.announce(sandbox, "orders/paid", order, event)
        shopify_payloads.announce(sandbox, "orders/updated", order, event)
    return order


def save_raw(sandbox: Sandbox, order: Document) -> None:
    """Take an order as it is, without announcing it."""
    sandbox.db.put(KIND, order["id"], order)


def pay(sandbox: Sandbox, order_id: int | str) -> None:
    with sandbox.db.change():
        order = existing(sandbox, order_id)
        _mark_paid(order)
        save(sandbox, order, "orders/paid")


def ship(sandbox: Sandbox, order_id: int | str) -> None:
    with sandbox.db.change():
        order = existing(sandbox, order_id)
        order["fulfillment_status"] = "fulfilled"
        for line in order["line_items"]:
            line.update(fulfillment_status="fulfilled", fulfillable_quantity=0)
        save(sandbox, order, "orders/fulfilled")


def delete(sandbox: Sandbox, order_id: int | str, *, silently: bool = False) -> None:
    with sandbox.db.change():
        order = existing(sandbox, order_id)
        sandbox.db.delete(KIND, order_id)
        if not silently:
            event = shopify_payloads.new_event(sandbox)
            payload = {"id": order["id"]}
            shopify_payloads.announce(sandbox, "orders/delete", payload, event, order["id"])


def touch(sandbox: Sandbox, order_id: int | str) -> None:
    with sandbox.db.change():
        save(sandbox, existing(sandbox, order_id))


def sign_up(
    sandbox: Sandbox, email: str, name: str, *, verified: bool, silent: bool = False
) -> Document:
    """A customer record: one per address. Shopify proves the address when somebody signs in
    (a one-time code by mail); a guest's checkout leaves an unproven record."""
    with sandbox.db.change():
        found = [c for c in sandbox.db.all(CUSTOMER) if (c["email"] or "").lower() == email.lower()]
        event = shopify_payloads.new_event(sandbox)
        if not found:
            number = shopify_json.new_id(sandbox, "Customer")
            customer = shopify_json.customer(sandbox, number, email, name, verified=verified)
            topic = "customers/create"
        else:
            customer = found[0]
            if customer["verified_email"] or not verified:
                return customer
            customer.update(verified_email=True, state="enabled")
            customer["updated_at"] = shopify_json.moment(sandbox)
            topic = "customers/update"
        sandbox.db.put(CUSTOMER, customer["id"], customer)
        if not silent:
            shopify_payloads.announce(sandbox, topic, customer, event)
    return customer


def in_reach(sandbox: Sandbox, order: Document) -> bool:
    """Whether an app sees the order: those of 60 days, without the scope for all."""
    everything = "read_all_orders" in sandbox.store("shopify").scopes.split(",")
    age_s = sandbox.now() - shopify_json.seconds(order["created_at"])
    return everything or age_s < 60 * 86400


def existing(sandbox: Sandbox, order_id: int | str) -> Document:
    order = sandbox.db.get(KIND, order_id)
    if order is None:
        raise KeyError(f"no order {order_id}")
    return order


def save(sandbox: Sandbox, order: Document, *topics: str) -> None:
    """Keep a changed order and announce it as `topics` and as updated."""
    order["updated_at"] = shopify_json.moment(sandbox)
    sandbox.db.put(KIND, order["id"], order)
    event = shopify_payloads.new_event(sandbox)
    for topic in (*topics, "orders/updated"):
        shopify_payloads.announce(sandbox, topic, order, event)


def _mark_paid(order: Document) -> None:
    order["financial_status"] = "paid"
    order["total_outstanding"] = "0.00"


def _count_codes(sandbox: Sandbox, order: Document) -> None:
    customer = str((order["customer"] or {}).get("id", ""))
    for code in order["discount_codes"]:
        shopify_discounts.count_use(sandbox, code["code"], customer)
