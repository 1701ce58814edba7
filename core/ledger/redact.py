"""Emptying a ledger after the platform asked for it."""

from __future__ import annotations

from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import Row


def redact_ledger(ledger: Ledger) -> int:
    """Delete everything kept for the ledger but its published programs, which hold nothing
    personal; the number of items. Repeating it goes on where it stopped.

    Reads the whole table: it happens once in a store's life, and a missed index entry would
    leave somebody's data behind.
    """
    prefix, programs = f"L#{ledger.ledger_id}#", keys.program(ledger)
    deleted = 0
    kept = Row.scan(
        Row.pk.startswith(prefix), attributes_to_get=["pk", "sk", "t"], consistent_read=True
    )
    for row in kept:
        if row.pk != programs:
            row.delete()
            deleted += 1
    return deleted
