"""The products on orders' rows, when their member is to be forgotten."""

from __future__ import annotations

from core.identity import Ledger
from core.ledger.family import orders_of
from core.ledger.rows import OrderRow
from core.ledger.table import as_read, put_alone, read_rows, retrying


def forget(ledger: Ledger, member_id: str, of: set[str]) -> None:
    """Take the products off the orders that a member's entries name, where they are still one of
    these members'. An event that was read before meets another version of the row, and reads again
    that its member was erased."""
    for row in orders_of(ledger, member_id):
        if row.products:
            key = (row.pk, row.sk)
            retrying(lambda key=key: _clear(key, of))  # type: ignore[misc]


def _clear(key: tuple[str, str], of: set[str]) -> None:
    for row in read_rows([key]):
        if isinstance(row, OrderRow) and row.products and row.member_id in of:
            version = row.version
            row.version, row.products = version + 1, None
            put_alone(row, as_read(OrderRow, version))
