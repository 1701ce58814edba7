"""The table's stream, played by hand."""

from __future__ import annotations

import pytest

from core.ledger.rows import EntryRow
from core.ledger.table import Row
from functions.relay import effects, limits, moved
from functions.relay.handler import opened, relay


def relay_all() -> None:
    """Give the relay every entry that there is, as the stream would; its queues hear nothing."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("code", "follow", "recheck", "copy"):
            patched.setattr(effects, name, lambda *_: None)
        records = [
            {"eventName": "INSERT", "dynamodb": {"NewImage": row.serialize()}}
            for row in Row.scan(consistent_read=True)
            if isinstance(row, EntryRow)
        ]
        limits.roll_up(records, opened)
        moved.note(records, opened)
        for record in records:
            relay(record)
