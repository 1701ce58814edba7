"""Outgoing webhooks: what endpoints of merchants' own systems are told, signed, one at a time."""

from __future__ import annotations

import time
from typing import Any

from core.errors import NotFound
from functions import logs
from functions.batch import process
from functions.hooks.delivering import deliver
from integrations.access import books_by_ledger

logger = logs.logger("hooks")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Messages of functions/hook_messages.py. A receiver that fails is no failure of the message:
    its delivery is registered to be tried again."""

    def one(message: dict[str, Any]) -> None:
        try:
            books = books_by_ledger(message["ledger_id"])
        except NotFound:
            return  # removed meanwhile, and with it whoever could be told
        told = deliver(books, message, time.time_ns() // 1_000_000)
        logger.info("delivered", extra={"outcome": told})

    return process(event, context, logger, one, fifo=True)
