"""What lies in a member's personal partition: deleted as a whole when they are erased."""

from __future__ import annotations

from core.identity import Ledger
from core.ledger import keys, phone_rows
from core.ledger.phone_rows import PhoneLineRow
from core.ledger.table import Row


def forget(ledger: Ledger, member_id: str, of: set[str]) -> None:
    """Delete all of it. `of`: the members that are one with this one, whose numbers and
    addresses are nobody's afterwards."""
    rows = list(Row.query(keys.personal(ledger, member_id), consistent_read=True))
    for row in rows:
        if isinstance(row, PhoneLineRow):
            phone_rows.release(ledger, row.sk.split("#", 1)[1], of)
    with Row.batch_write() as batch:
        for row in rows:
            batch.delete(row)
