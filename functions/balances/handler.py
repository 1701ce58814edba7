"""The stores' copies of balances: to show, never to decide by."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from aws_lambda_powertools import Logger

from core.errors import Forbidden, NotFound, Terminal
from core.ledger import stores
from core.ledger.posting import Books
from core.ports import BalanceCopy
from functions.batch import process
from integrations.access import books_by_ledger
from integrations.reach import port_of

logger = Logger(service="balances")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One FIFO batch of {"ledger_id", "member_id"}: read now, one call per store."""
    messages = [json.loads(record["body"]) for record in event["Records"]]
    copies = _copies(messages)
    written: set[str] = set()

    def one(message: dict[str, Any]) -> None:
        # The first message of a ledger writes for all of the ledger's in this batch.
        if message["ledger_id"] not in written:
            for store_id, found in copies[message["ledger_id"]].items():
                _write(store_id, list(found.values()))
            written.add(message["ledger_id"])

    return process(event, context, logger, one, fifo=True)


def _copies(messages: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, BalanceCopy]]]:
    """Copies by ledger, store and customer: each customer once."""
    found: dict[str, dict[str, dict[str, BalanceCopy]]] = {}
    for ledger_id in {message["ledger_id"] for message in messages}:
        books = books_by_ledger(ledger_id)
        by_store: dict[str, dict[str, BalanceCopy]] = defaultdict(dict)
        for member_id in {one["member_id"] for one in messages if one["ledger_id"] == ledger_id}:
            for store_id, copy in _of_member(books, member_id):
                by_store[store_id][copy.customer_id] = copy
        found[ledger_id] = by_store
    return found


def _of_member(books: Books, member_id: str) -> list[tuple[str, BalanceCopy]]:
    member = books.living(books.member(member_id))
    tier = books.programs.newest.tier(member.tier_id)
    return [
        (store_id, BalanceCopy(customer_id, member.available, member.pending, tier.id))
        for store_id, customer_id in member.contact.customers.items()
    ]


def _write(store_id: str, copies: list[BalanceCopy]) -> None:
    try:
        store = stores.get(store_id)
        if store.installed and copies:
            port_of(store).write_balances(copies)
    except (Terminal, Forbidden, NotFound) as error:
        # Trying again cannot help, and the copy carries no value: say it and go on.
        logger.warning("copy refused", extra={"store": store_id, "reason": str(error)})
