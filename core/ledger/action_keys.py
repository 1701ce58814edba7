"""Where a store's key for reporting actions lies, sealed. Only integrations/action_keys.py can open
it. Under the kind of notes, which releases before this one pass over among a store's rows."""

from __future__ import annotations

from pynamodb.expressions.condition import Condition

from core.ledger import keys
from core.ledger.rows import NoteRow
from core.ledger.table import put_alone, read_rows

_SORT_KEY = "ACTIONS"


def sealed(store_id: str) -> str:
    """What is sealed; "" for a store that has no key."""
    rows = read_rows([(keys.store(store_id), _SORT_KEY)])
    return next((row.text for row in rows if isinstance(row, NoteRow)), "")


def save(store_id: str, before: str, after: str) -> None:
    """Keep it, on condition that nobody changed it since it was read."""
    unchanged: Condition = NoteRow.text == before
    row = NoteRow(keys.store(store_id), _SORT_KEY, text=after)
    put_alone(row, unchanged if before else NoteRow.pk.does_not_exist())
