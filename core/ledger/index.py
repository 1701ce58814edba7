"""What the relay writes from entries: the lists of members, orders and redemptions, addresses, due
days.

All of it is idempotent and can be made again from the entries."""

from __future__ import annotations

from core.identity import Ledger
from core.ledger.directory import list_member, list_order, list_redemption
from core.ledger.due import register_member, register_order
from core.ledger.members import note_alias
from core.ledger.rows import EntryRow
from core.redemptions import began


def index_entry(ledger: Ledger, member_id: str, entry: EntryRow, now_s: int) -> None:
    """Bring the lists up to an entry."""
    if entry.sequence == 1:
        list_member(ledger, member_id)
    if entry.alias:
        note_alias(ledger, entry.alias, member_id)
    if entry.due:
        register_member(ledger, member_id, entry.due, now_s)
    if entry.why.get("held_until"):
        source = entry.source
        register_order(ledger, source["store"], source["id"], entry.why["held_until"], now_s)
    if redemption_id := began(entry.source, entry.why, entry.entry_kind):
        list_redemption(ledger, int(entry.at_ms), redemption_id)
    if "list" in (entry.flags or "").split(","):
        placed_at_s = int(entry.placed_at_s or 0)
        list_order(ledger, entry.source["store"], placed_at_s, entry.source["id"])
