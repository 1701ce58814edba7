"""The stores' copies of balances: to show, never to decide by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from core import lots as lot
from core.errors import BadInput, Forbidden, NotFound, Terminal
from core.ledger import stores
from core.ledger.posting import Books
from core.ports import BalanceCopy
from core.tiers import entered
from functions import logs
from functions.batch import opened, process
from integrations.access import books_by_ledger
from integrations.reach import port_of

logger = logs.logger("balances")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One FIFO batch of {"ledger_id", "member_id"}: read now, one call per store."""
    members = _asked(event["Records"])
    written: set[str] = set()

    def one(message: dict[str, Any]) -> None:
        # The first message of a ledger writes for all of the ledger's in this batch.
        ledger_id = message["ledger_id"]
        if ledger_id not in written:
            for store_id, found in _copies(ledger_id, members[ledger_id]).items():
                _write(store_id, list(found.values()))
            written.add(ledger_id)

    return process(event, context, logger, one, fifo=True)


def _asked(records: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """The members of a batch by ledger. What cannot be read fails in its own turn, and alone."""
    members: dict[str, set[str]] = defaultdict(set)
    for record in records:
        with suppress(BadInput, KeyError):
            message = opened(record)
            members[message["ledger_id"]].add(message["member_id"])
    return members


def _copies(ledger_id: str, member_ids: Iterable[str]) -> dict[str, dict[str, BalanceCopy]]:
    """A ledger's copies by store and customer: each customer once."""
    by_store: dict[str, dict[str, BalanceCopy]] = defaultdict(dict)
    try:
        books = books_by_ledger(ledger_id)
    except NotFound as error:
        if error.code != "unknown_store":
            raise
        return by_store  # removed meanwhile, and with it whoever could show a copy
    for member_id in member_ids:
        for store_id, copy in _of_member(books, member_id):
            by_store[store_id][copy.customer_id] = copy
    return by_store


def _of_member(books: Books, member_id: str) -> list[tuple[str, BalanceCopy]]:
    member = books.living(books.member(member_id))
    program = books.programs.newest
    tier = program.tier(member.tier_id)
    soon = [(points, on) for on, points in member.lots if lot.NEVER < on <= member.reminded]
    copy = BalanceCopy(
        customer_id="",
        available=member.available,
        pending=member.pending,
        tier=tier.id,
        expiring=soon[0] if soon else None,
        standing=tier.perks.for_store() if entered(member, program) else {},
    )
    return [
        (store_id, replace(copy, customer_id=customer_id))
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
