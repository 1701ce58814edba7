"""A verified Shopify delivery as the events that it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.errors import BadInput
from core.snapshot import (
    CustomerErased,
    CustomerRef,
    CustomerSeen,
    CustomersMerged,
    DataRequested,
    Event,
    OrderDeletion,
    OrderTouched,
    ProductsSeen,
    StoreRedacted,
    StoreScopes,
    StoreUninstalled,
)
from integrations.context import StoreContext
from integrations.payload import (
    identifier,
    load_object,
    obj,
    optional_identifier,
    stated_email,
    text,
    unix_s,
)
from integrations.shopify.order import customer_ref, exact_id, is_test, order_snapshot
from integrations.shopify.product import delivered_facts
from integrations.shopify.reduce import gid_number

Data = Mapping[str, Any]


def parse(
    topic: str,
    body: bytes,
    store: StoreContext,
    received_at_ms: int,
    triggered_at: str | None = None,
) -> list[Event]:
    """What `body` says under `topic` ("orders/updated"); [] when that concerns nobody here.

    `triggered_at`: the X-Shopify-Triggered-At header, by which an uninstall is dated.
    Shopify signs the body alone, so who has one delivery may send it again under any topic:
    nothing that takes something away may follow from the body of another.

    Raises BadInput: not UTF-8, not JSON, too deep, no id, values of the wrong kind, or the body of
    another topic.
    """
    data = load_object(body)
    topic = topic.strip().lower()
    if topic == "app/uninstalled":
        at_s = unix_s(triggered_at, "X-Shopify-Triggered-At")
        when = received_at_ms // 1000 if at_s is None else at_s
        return [StoreUninstalled(store.store_id, when, received_at_ms)]
    reader = _READERS.get(topic)
    return reader(data, store, received_at_ms) if reader else []


def _order(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    snapshot = order_snapshot(data, store, received_at_ms)
    return [] if is_test(data) else [snapshot]


def _edited(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    # The delivery holds the edit, not the order.
    edit = obj(data.get("order_edit"), "order_edit")
    order_id = identifier(edit.get("order_id"), "order_edit.order_id")
    return [OrderTouched(store.store_id, order_id, received_at_ms)]


def _refunded(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    # One refund says nothing of the others: the order is asked for all of them.
    order_id = identifier(data.get("order_id"), "order_id")
    return [OrderTouched(store.store_id, order_id, received_at_ms)]


def _order_gone(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    _refuse_another_topics(data)
    return [OrderDeletion(store.store_id, exact_id(data, "order"), received_at_ms)]


def _product(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    facts = delivered_facts(data, store)
    return [ProductsSeen(store.store_id, (facts,), received_at_ms)]


def _customer(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    # `verified_email` alone proves nothing: Shopify sets it on customers whom a merchant or a
    # guest checkout created (state "disabled"). Who has also activated the account has answered
    # a message sent to the address.
    account = data.get("state") == "enabled"
    verified = data.get("verified_email") is True and account
    who = customer_ref(data)
    made = unix_s(data.get("created_at"), "created_at")
    return [
        CustomerSeen(
            store.store_id,
            who,
            verified and bool(who.email),
            received_at_ms,
            joined_at_s=made if account else None,
            subscribed_at_s=_subscribed(data, received_at_ms),
        )
    ]


def _account_made(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    """An account was activated; its customer may have been known for years as a guest."""
    at_s = unix_s(data.get("updated_at"), "updated_at") or received_at_ms // 1000
    seen = _customer(data, store, received_at_ms)
    return [
        replace(one, joined_at_s=at_s)
        for one in seen
        if isinstance(one, CustomerSeen) and one.joined_at_s is not None
    ]


def _consented(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    # Its address may be of before; what the customer's own deliveries say counts.
    who = CustomerRef(customer_id=identifier(data.get("customer_id"), "customer_id"))
    at_s = _subscribed(data, received_at_ms)
    return [CustomerSeen(store.store_id, who, False, received_at_ms, subscribed_at_s=at_s)]


def _subscribed(data: Data, received_at_ms: int) -> int | None:
    """When they agreed to the newsletter; None when they do not, or nothing is said of it."""
    consent = obj(data.get("email_marketing_consent"), "email_marketing_consent")
    stamp = unix_s(consent.get("consent_updated_at"), "consent_updated_at")
    if text(consent.get("state"), "state").lower() != "subscribed":
        return None
    return stamp or received_at_ms // 1000


def _customer_gone(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    _refuse_another_topics(data)
    gone = CustomerRef(customer_id=exact_id(data, "customer"))
    return [CustomerErased(store.store_id, gone, received_at_ms, account_only=True)]


def _merged(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    if data.get("status") != "completed":  # "failed", "in_progress": nothing has moved
        return []
    gone = data.get("admin_graphql_api_customer_deleted_id")
    kept = data.get("admin_graphql_api_customer_kept_id")
    return [
        CustomersMerged(
            store.store_id,
            from_customer_id=gid_number(gone, "admin_graphql_api_customer_deleted_id"),
            into_customer_id=gid_number(kept, "admin_graphql_api_customer_kept_id"),
            received_at_ms=received_at_ms,
        )
    ]


def _redact(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    if "data_request" in data:  # which asks for nothing to go
        raise BadInput("The topic says redact, but the body is not that of a redaction.")
    return [CustomerErased(store.store_id, _subject(data), received_at_ms)]


def _data_request(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    request = optional_identifier(obj(data.get("data_request"), "data_request").get("id"), "id")
    return [DataRequested(store.store_id, _subject(data), received_at_ms, request or "")]


def _refuse_another_topics(data: Data) -> None:
    """What is gone is told without its history; orders and customers say when they were made."""
    if "created_at" in data:
        raise BadInput("The topic says deleted, but the body is not that of a deletion.")


def _subject(data: Data) -> CustomerRef:
    """Whom a compliance request is about: an id, an address or both. Such a request names its
    shop; an order, which names a customer just so, does not."""
    if "shop_domain" not in data:
        raise BadInput("The body is not that of a compliance request: it names no shop_domain.")
    customer = obj(data.get("customer"), "customer")
    subject = CustomerRef(
        customer_id=optional_identifier(customer.get("id"), "customer.id"),
        # Whatever earlier releases took for one: it is to be erased.
        email=stated_email(customer.get("email")),
    )
    if subject.anonymous:
        identifier(customer.get("id"), "customer.id")  # says which field is missing
    return subject


def _shop_redact(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    return [StoreRedacted(store.store_id, received_at_ms)]


def _scopes(data: Data, store: StoreContext, received_at_ms: int) -> list[Event]:
    current = data.get("current")
    if not isinstance(current, list) or not all(isinstance(one, str) for one in current):
        raise BadInput("The body is not that of a change of scopes: current is no list of them.")
    at_s = unix_s(data.get("updated_at"), "updated_at") or received_at_ms // 1000
    return [StoreScopes(store.store_id, ",".join(sorted(current)), at_s, received_at_ms)]


_READERS: dict[str, Callable[[Data, StoreContext, int], list[Event]]] = {
    "orders/create": _order,
    "orders/paid": _order,
    "orders/updated": _order,
    "orders/cancelled": _order,
    "orders/fulfilled": _order,
    "orders/partially_fulfilled": _order,
    "orders/edited": _edited,
    "orders/delete": _order_gone,
    "refunds/create": _refunded,
    # A product that was deleted keeps its history: orders that hold it may still change.
    "products/create": _product,
    "products/update": _product,
    "customers/create": _customer,
    "customers/update": _customer,
    "customers/enable": _account_made,
    "customers_email_marketing_consent/update": _consented,
    "customers/delete": _customer_gone,
    "customers/merge": _merged,
    "customers/redact": _redact,
    "customers/data_request": _data_request,
    "shop/redact": _shop_redact,
    "app/scopes_update": _scopes,
}
