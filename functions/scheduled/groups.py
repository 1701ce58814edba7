"""What time brings to group purchases: their ends, and paying everybody who joined."""

from __future__ import annotations

import time

from core.errors import NotFound
from core.ledger import group_rows, groups
from integrations.access import books_by_ledger

# Of all groups together in one run; the next run goes on where it stopped.
_SECONDS = 240.0


def look_at_groups(now_s: int, only_ledger: str | None) -> tuple[int, Exception | None]:
    """Look at every group that is watched; how many there were, and the first error. One group's
    trouble does not keep the others."""
    until, looked_at = time.monotonic() + _SECONDS, 0
    trouble: Exception | None = None
    for row in group_rows.watched():
        if only_ledger is not None and row.ledger_id != only_ledger:
            continue
        try:
            books = books_by_ledger(row.ledger_id)
            over = groups.look(books, row.group_id, now_s * 1000, lambda: time.monotonic() > until)
        except NotFound:
            over = True  # the store was redacted since
        except Exception as error:
            trouble = trouble or error
            continue
        looked_at += 1
        if over:
            group_rows.unwatch(row)
    return looked_at, trouble
