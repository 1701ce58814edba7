"""Asking a store what a delivery left open: an order, or whether we are still installed."""

from __future__ import annotations

import time
from typing import Any

from aws_lambda_powertools import Logger

from core.errors import Forbidden
from core.ledger import stores
from core.ledger.stores import Store
from functions.batch import process
from functions.events import queue
from integrations.reach import port_of

logger = Logger(service="fetcher")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One batch of {"work", "store_id", ...}."""
    return process(event, context, logger, _one)


def _one(message: dict[str, Any]) -> None:
    store = stores.get(message["store_id"], fresh=True)
    if message["work"] == "uninstall":
        _confirm_uninstall(store, message["generation"])
    elif store.installed:
        # The store's own answer goes through the queue and is weighed like any delivery.
        now_ms = time.time_ns() // 1_000_000
        queue(store, port_of(store).fetch_order(message["order_id"], now_ms))
    else:
        logger.info("not installed any more", extra={"store": store.store_id})


def _confirm_uninstall(store: Store, generation: int) -> None:
    """Uninstalled is who the store refuses; a token that works belongs to a newer install."""
    if not store.installed or store.generation != generation:
        return
    try:
        port_of(store).describe()
    except Forbidden:
        ended = stores.uninstalled(store.store_id, generation)
        logger.info("uninstalled" if ended else "newer", extra={"store": store.store_id})
