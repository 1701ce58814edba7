"""The lists: of a ledger's members and redemptions, and of a store's orders. Lines of other lists
look alike."""

from __future__ import annotations

from collections.abc import Iterator

from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import Row


class DirectoryRow(Row, discriminator="X"):
    """A line in a list: of a ledger's members, of its redemptions by the time they were made, or of
    a store's orders by the time placed."""


def list_member(ledger: Ledger, member_id: str) -> None:
    """Put a member into the list."""
    DirectoryRow(keys.member_directory(ledger), member_id).save()


def list_order(ledger: Ledger, store_id: str, placed_at_s: int, order_id: str) -> None:
    """Put an order into its store's list."""
    line = keys.order_line(placed_at_s, order_id)
    DirectoryRow(keys.order_directory(ledger, store_id), line).save()


def list_redemption(ledger: Ledger, made_at_ms: int, redemption_id: str) -> None:
    """Put a redemption into its ledger's list."""
    line = keys.redemption_line(made_at_ms, redemption_id)
    DirectoryRow(keys.redemption_directory(ledger), line).save()


def list_order_ids(ledger: Ledger, store_id: str, placed_since_s: int) -> Iterator[str]:
    """Orders of a store that have entries and were placed since then, oldest first."""
    listing = keys.order_directory(ledger, store_id)
    for row in Row.query(listing, Row.sk >= f"{placed_since_s:010d}"):
        yield row.sk.split("#", 1)[1]
