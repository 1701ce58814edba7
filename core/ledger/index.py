"""What the relay writes from entries: the lists of members and orders, addresses, due days.

All of it is idempotent and can be made again from the entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.identity import Ledger
from core.ledger import keys
from core.ledger.due import register_member
from core.ledger.members import DirectoryRow, note_alias


def index_entry(ledger: Ledger, member_id: str, entry: Mapping[str, Any], now_s: int) -> None:
    """Bring the lists up to an entry (its attributes as plain values)."""
    if entry["seq"] == 1:
        DirectoryRow(keys.member_directory(ledger), member_id).save()
    if entry.get("alias"):
        note_alias(ledger, entry["alias"], member_id)
    if entry.get("due"):
        register_member(ledger, member_id, entry["due"], now_s)
    if "list" in (entry.get("flags") or ()):
        source = entry["source"]
        listing = keys.order_directory(ledger, source["store"])
        DirectoryRow(listing, f"{entry['placed_at_s']:010d}#{source['id']}").save()
