"""Noting that something has happened in a store for the first time, for its list of what is left to
set up: one write of a container and store."""

from __future__ import annotations

import time

from core.ledger import stores
from core.ledger.table import Contended

_noted: set[tuple[str, str]] = set()


def note(store_id: str, what: str) -> None:
    """`what`: "widget" or "redeemed". A note that fails is made by the next one."""
    if (store_id, what) in _noted:
        return
    try:
        stores.note_seen(store_id, what, int(time.time()))
    except Contended:
        return
    _noted.add((store_id, what))
