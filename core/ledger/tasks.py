"""What members redeemed that the merchant has to do: a tasting, a course, an hour of advice.

A line per open task in one partition of the ledger, oldest first, written with the redemption and
dropped with its end. Entries name the member by a pseudonym; so does the line.
"""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import Commit, Row
from core.redemptions import Redemption


class TaskRow(Row, discriminator="TK"):
    redemption_id = UnicodeAttribute()


def open_one(commit: Commit, ledger: Ledger, redemption: Redemption) -> None:
    """Put a new task into the transaction of its redemption."""
    row = _row(ledger, redemption)
    row.redemption_id = redemption.redemption_id
    commit.put(row, TaskRow.pk.does_not_exist())


def close_one(commit: Commit, ledger: Ledger, redemption: Redemption) -> None:
    """Put the task's end into the transaction that ends its redemption."""
    commit.delete(_row(ledger, redemption))


def open_ids(ledger: Ledger, limit: int = 500) -> list[str]:
    """The redemptions that wait for the merchant, oldest first."""
    found = TaskRow.query(keys.tasks(ledger), limit=limit, consistent_read=True)
    return [row.redemption_id for row in found]


def _row(ledger: Ledger, redemption: Redemption) -> TaskRow:
    line = f"{redemption.created_at_ms:013d}#{redemption.redemption_id}"
    return TaskRow(keys.tasks(ledger), line)
