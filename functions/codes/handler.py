"""Discount codes: made in the store, or taken back, until each hold has ended. And what gives some:
what orders mean besides their own points."""

from __future__ import annotations

import time
from typing import Any

from core.errors import Forbidden, NotFound, StoreUnavailable
from core.ledger import awards, following, redemptions, stores
from core.ledger.redeeming import carry_out
from functions import logs
from functions.batch import process
from integrations.access import books_by_ledger
from integrations.reach import port_of

logger = logs.logger("codes")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One batch of {"ledger_id", "redemption_id"}, {"ledger_id", "store_id", "order_id"} or
    {"ledger_id", "award"}."""
    return process(event, context, logger, _one)


def _one(message: dict[str, Any]) -> None:
    now_ms = time.time_ns() // 1_000_000
    if "redemption_id" in message:
        _code(message)
        return
    try:
        books = books_by_ledger(message["ledger_id"])
    except NotFound as error:
        if error.code != "unknown_store":
            raise
        logger.info("redacted meanwhile")
        return
    if "award" in message:
        member_id, _, award_id = message["award"].partition("/")
        awards.go_on(books, member_id, award_id, now_ms)
    else:
        following.follow(books, message["store_id"], message["order_id"], now_ms, message["was"])


def _code(message: dict[str, Any]) -> None:
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
    except Forbidden as error:
        if error.code == "token_refused":
            # As above: opening the app in Shopify's admin brings the store back.
            logger.info("renewed no more", extra={"store": store.store_id})
            return
        stores.note_health(store.store_id, "credentials", "refused", int(time.time()))
        raise
    logger.info("carried out", extra={"status": after.status})
    if after.status in ("held", "returning"):
        raise StoreUnavailable("The store gave no answer yet; the queue tries again.")
