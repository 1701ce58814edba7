"""A verified WooCommerce delivery as the events that it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import BadInput
from core.snapshot import (
    CustomerErased,
    CustomerRef,
    CustomerSeen,
    Event,
    OrderDeletion,
    ProductsSeen,
)
from integrations.context import StoreContext
from integrations.payload import email, identifier, load_object, objects, unix_s
from integrations.woocommerce.order import is_draft, order_snapshot
from integrations.woocommerce.product import product_facts

NEWSLETTER_KEY = "regulars_newsletter"
_YES = ("yes", "1", "true")


def parse(topic: str, body: bytes, store: StoreContext, received_at_ms: int) -> list[Event]:
    """What `body` says under `topic` ("order.updated"); [] when that concerns nobody here.

    The store signs the body alone, so who has one delivery may send it again under any topic:
    nothing that takes something away may follow from the body of another.

    Raises BadInput: not UTF-8, not JSON, too deep, no id, values of the wrong kind, or the body of
    another topic.
    """
    data = load_object(body)
    if _is_error_document(data):
        return []
    resource, _, event = topic.strip().lower().partition(".")
    if resource == "order":
        return _order(event, data, store, received_at_ms)
    if resource == "product":
        return _product(event, data, store, received_at_ms)
    if resource == "customer":
        return _customer(event, data, store, received_at_ms)
    return []


def _order(
    event: str, data: Mapping[str, Any], store: StoreContext, received_at_ms: int
) -> list[Event]:
    if event == "deleted":
        _refuse_another_topics(data)
        order_id = identifier(data.get("id"), "id")
        return [OrderDeletion(store.store_id, order_id, received_at_ms)]
    if event in ("created", "updated", "restored"):
        snapshot = order_snapshot(data, store, received_at_ms)
        return [] if is_draft(data) else [snapshot]
    return []


def _product(
    event: str, data: Mapping[str, Any], store: StoreContext, received_at_ms: int
) -> list[Event]:
    # A product that was deleted keeps its history: orders that hold it may still change.
    if event not in ("created", "updated", "restored"):
        return []
    facts = product_facts(data)
    return [ProductsSeen(store.store_id, (facts,), received_at_ms)] if facts else []


def _customer(
    event: str, data: Mapping[str, Any], store: StoreContext, received_at_ms: int
) -> list[Event]:
    if event == "deleted":
        # The person's account is gone and nothing will name it again: that is an erasure. The
        # body is that of an order's deletion, so the store is asked.
        _refuse_another_topics(data)
        gone = CustomerRef(customer_id=identifier(data.get("id"), "id"))
        return [
            CustomerErased(store.store_id, gone, received_at_ms, confirmed=False, account_only=True)
        ]
    if event in ("created", "updated"):
        who = CustomerRef(
            customer_id=identifier(data.get("id"), "id"), email=email(data.get("email"))
        )
        # WooCommerce lets anybody register any address.
        return [
            CustomerSeen(
                store.store_id,
                who,
                False,
                received_at_ms,
                joined_at_s=unix_s(data.get("date_created_gmt"), "date_created_gmt"),
                subscribed_at_s=received_at_ms // 1000 if _subscribes(data) else None,
            )
        ]
    return []


def _subscribes(data: Mapping[str, Any]) -> bool:
    """WooCommerce knows no consent; whoever asks for it may note it on the customer."""
    return any(
        meta.get("key") == NEWSLETTER_KEY and meta.get("value") in _YES
        for meta in objects(data.get("meta_data"), "meta_data")
        if isinstance(meta.get("value"), str)
    )


def _refuse_another_topics(data: Mapping[str, Any]) -> None:
    """What is gone is told by its id alone; all else that is sent says when it was made."""
    if "date_created" in data:
        raise BadInput("The topic says deleted, but the body is not that of a deletion.")


def _is_error_document(data: Mapping[str, Any]) -> bool:
    """WooCommerce builds the payload when it sends; of what is gone by then it signs an error."""
    return "id" not in data and isinstance(data.get("code"), str) and "message" in data
