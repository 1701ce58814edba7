"""Draws that are to be announced, closed or drawn."""

from __future__ import annotations

import time
from typing import Any

from core.ledger import drawing
from core.ledger.posting import Books
from integrations import records

# So that a draw among very many members leaves time for the rest; it goes on with the next run.
_SECONDS = 300.0


def carry_on(books: Books, draw_id: str, now_s: int) -> bool:
    """Do all that is due of a draw; False when there was no time for all of it. What is published
    goes into the records first, where nobody can change it."""
    over = time.monotonic() + _SECONDS

    def publish(what: str, said: dict[str, Any]) -> None:
        records.note_draw(books.ledger.ledger_id, what, said, now_s * 1000)

    return drawing.carry_on(books, draw_id, now_s, publish, lambda: time.monotonic() > over)
