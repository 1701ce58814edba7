"""Asking a store what a delivery left open: an order, a product's collections, whether an account
is gone, or whether we are still installed."""

from __future__ import annotations

import time
from typing import Any

from core.errors import Forbidden
from core.ledger import stores
from core.ledger.stores import Store
from core.receipts import receipt_number
from core.snapshot import CustomerErased, CustomerRef, ProductsSeen, StoreRedacted
from functions import logs
from functions.batch import process
from functions.events import queue
from integrations.reach import port_of

logger = logs.logger("fetcher")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One batch of {"work", "store_id", ...}."""
    return process(event, context, logger, _one)


def _one(message: dict[str, Any]) -> None:
    store = stores.get(message["store_id"], fresh=True)
    if message["work"] == "uninstall":
        _confirm_uninstall(store, message["generation"], redact=message.get("redact", False))
    elif not store.installed:
        logger.info("not installed any more", extra={"store": store.store_id})
    elif message["work"] == "customer":
        _confirm_gone(store, message["customer_id"])
    elif message["work"] == "product":
        now_ms = time.time_ns() // 1_000_000
        found = port_of(store).fetch_product(message["product_id"])
        if found is not None:
            queue(store, ProductsSeen(store.store_id, (found,), now_ms, source="store"))
    elif receipt_number(message["order_id"]) is None:
        # The store's own answer goes through the queue and is weighed like any delivery.
        now_ms = time.time_ns() // 1_000_000
        queue(store, port_of(store).fetch_order(message["order_id"], now_ms))


def _confirm_gone(store: Store, customer_id: str) -> None:
    """Erased is whose account the store does not know any more; one without an address is one."""
    if port_of(store).customer_email(customer_id) is not None:
        logger.warning("an account that was to be erased is there", extra={"store": store.store_id})
        return
    gone = CustomerRef(customer_id=customer_id)
    now_ms = time.time_ns() // 1_000_000
    queue(store, CustomerErased(store.store_id, gone, now_ms, account_only=True))


def _confirm_uninstall(store: Store, generation: int, *, redact: bool) -> None:
    """Uninstalled is who the store refuses; a token that works belongs to a newer install. Then
    with `redact`, the redaction that was waiting for this comes again."""
    if store.generation != generation or (store.installed and not _refuses_us(store)):
        return
    if not stores.uninstalled(store.store_id, generation):
        return
    logger.info("uninstalled", extra={"store": store.store_id})
    if redact:
        queue(store, StoreRedacted(store.store_id, time.time_ns() // 1_000_000))


def _refuses_us(store: Store) -> bool:
    try:
        port_of(store).describe()
    except Forbidden:
        return True
    return False
