"""Discount codes: made in the store, or taken back, until each hold has ended."""

from __future__ import annotations

import time
from typing import Any

from core.errors import Forbidden, NotFound, StoreUnavailable
from core.ledger import redemptions, stores
from core.ledger.redeeming import carry_out
from functions import logs
from functions.batch import process
from integrations.access import books_by_ledger
from integrations.reach import port_of

logger = logs.logger("codes")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One batch of {"ledger_id", "redemption_id"}."""
    return process(event, context, logger, _one)


def _one(message: dict[str, Any]) -> None:
    try:
        books = books_by_ledger(message["ledger_id"])
        redemption = redemptions.find(books.ledger, message["redemption_id"])
    except NotFound as error:
        if error.code not in ("unknown_store", "unknown_redemption"):
            raise
        logger.info("redacted meanwhile")
        return
    if redemption.status not in ("held", "returning"):
        return
    store = stores.get(redemption.store_id)
    if not store.installed:
        # Its due row stays: when the store comes back, the schedule ends the hold.
        logger.info("not installed any more", extra={"store": store.store_id})
        return
    try:
        after = carry_out(
            books, port_of(store), redemption.redemption_id, time.time_ns() // 1_000_000
        )
    except Forbidden:
        stores.note_health(store.store_id, "credentials", "refused", int(time.time()))
        raise
    logger.info("carried out", extra={"status": after.status})
    if after.status in ("held", "returning"):
        raise StoreUnavailable("The store gave no answer yet; the queue tries again.")
