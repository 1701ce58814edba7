"""Webhooks that failed and whose time has come again."""

from __future__ import annotations

from core.ledger.due import DueRow
from core.ledger.posting import Books
from functions import hook_messages


def try_again(books: Books, row: DueRow) -> bool:
    """Queue the delivery that a line of the due list names."""
    endpoint_id, tries, line = row.name.split("/", 2)
    hook_messages.retry(books.ledger, endpoint_id, int(tries), line)
    return True
