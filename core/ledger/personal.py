"""What lies in a member's personal partition: deleted as a whole when they are erased."""

from __future__ import annotations

from core.identity import Ledger
from core.ledger import keys, phone_rows
from core.ledger.table import Row


def forget(ledger: Ledger, member_id: str, of: set[str]) -> None:
    """Delete all of it. `of`: the members that are one with this one, whose numbers are nobody's
    afterwards."""
    phone_rows.forget(ledger, member_id, of)
    with Row.batch_write() as batch:
        for row in Row.query(keys.personal(ledger, member_id), consistent_read=True):
            batch.delete(row)
