"""Whose points the orders of a list are."""

from __future__ import annotations

from collections.abc import Sequence

from core.ledger import keys
from core.ledger.posting import Books
from core.ledger.rows import MemberRow, OrderRow, member_state
from core.ledger.table import read_rows
from core.snapshot import OrderSnapshot


def holders(books: Books, snapshots: Sequence[OrderSnapshot]) -> list[str | None]:
    """For each order the member whose books have it, else the one whom it names, None for nobody;
    merges are followed. Two reads of as many rows as there are orders and members."""
    ledger = books.ledger
    wanted = {(keys.order(ledger, one.store_id, one.order_id), keys.ORDER) for one in snapshots}
    known = {row.pk: row.member_id for row in read_rows(wanted) if isinstance(row, OrderRow)}
    found = [
        known.get(keys.order(ledger, one.store_id, one.order_id))
        or ledger.member_id(one.store_id, one.customer)
        for one in snapshots
    ]
    living = _living(books, {one for one in found if one is not None})
    return [None if one is None else living.get(one, one) for one in found]


def _living(books: Books, member_ids: set[str]) -> dict[str, str]:
    """Those that were merged away, with the member that holds their points now."""
    wanted = [(keys.member(books.ledger, one), keys.MEMBER) for one in member_ids]
    merged = [
        member_state(row)
        for row in read_rows(wanted)
        if isinstance(row, MemberRow) and row.merged_into
    ]
    return {one.member_id: books.living(one).member_id for one in merged}
