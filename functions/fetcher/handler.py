"""Asking a store what a delivery left open: an order, a sweep, whether we are still installed."""

from __future__ import annotations

import time
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from core.errors import Conflict, Forbidden
from core.ledger import stores
from core.ledger.stores import Store
from functions.batch import process
from functions.events import queue
from integrations.access import books_of
from integrations.reach import port_of
from integrations.sweeping import sweep

logger = Logger(service="fetcher")
metrics = Metrics(service="fetcher")


@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One batch of {"work", "store_id", ...}."""
    return process(event, context, logger, _one)


def _one(message: dict[str, Any]) -> None:
    store = stores.get(message["store_id"], fresh=True)
    if message["work"] == "uninstall":
        _confirm_uninstall(store, message["generation"])
    elif not store.installed:
        logger.info("not installed any more", extra={"work": message["work"]})
    elif message["work"] == "sweep":
        _sweep(store)
    else:
        # The store's own answer goes through the queue and is weighed like any delivery.
        queue(store, port_of(store).fetch_order(message["order_id"], _now_ms()))


def _sweep(store: Store) -> None:
    try:
        report = sweep(
            store,
            port_of(store),
            books_of(store),
            None,
            lambda event: queue(store, event),
            _now_ms(),
        )
    except Conflict as error:
        metrics.add_metric(name="SweepStopped", unit=MetricUnit.Count, value=1)
        logger.error("sweep stopped", extra={"store": store.store_id, "reason": str(error)})
        return
    logger.info(
        "swept",
        extra={"changed": report.changed, "asked": report.asked, "gone": report.gone},
    )


def _confirm_uninstall(store: Store, generation: int) -> None:
    """Uninstalled is who the store refuses; a token that works belongs to a newer install."""
    if not store.installed or store.generation != generation:
        return
    try:
        port_of(store).describe()
    except Forbidden:
        stores.change(store.store_id, installed=False)
        logger.info("uninstalled", extra={"store": store.store_id})


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
