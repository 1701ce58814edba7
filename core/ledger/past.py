"""What the books know of many past orders and their members at once, for whoever imports them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.identity import Ledger
from core.ledger import keys, stores
from core.ledger.posting import Books
from core.ledger.rows import MemberRow, OrderRow, member_state, order_state
from core.ledger.table import Row, read_rows
from core.member import MemberState
from core.order import OrderState
from core.snapshot import OrderSnapshot


def orders_of(books: Books, snapshots: Sequence[OrderSnapshot]) -> list[OrderState]:
    """Each order as the books have it; a fresh one where they do not know it."""
    where = [keys.order(books.ledger, one.store_id, one.order_id) for one in snapshots]
    rows = read_rows({(pk, keys.ORDER) for pk in where})
    known = {row.pk: order_state(row) for row in rows if isinstance(row, OrderRow)}
    return [
        known.get(pk) or OrderState(one.store_id, one.order_id)
        for pk, one in zip(where, snapshots, strict=True)
    ]


def members_of(books: Books, member_ids: Iterable[str]) -> list[MemberState]:
    """Members as the books have them; without history where they do not know them."""
    wanted = list(member_ids)
    rows = read_rows({(keys.member(books.ledger, one), keys.MEMBER) for one in wanted})
    known = {one.member_id: one for one in map(member_state, _members(rows))}
    return [known.get(one) or MemberState(one) for one in wanted]


def _members(rows: Iterable[Row]) -> list[MemberRow]:
    return [row for row in rows if isinstance(row, MemberRow)]


def has_come(ledger: Ledger, store_id: str, since_s: int) -> bool:
    """Whether the books have an order of the store that was placed since then: its deliveries reach
    us. One short read."""
    listing = keys.order_directory(ledger, store_id)
    after = Row.query(listing, Row.sk >= f"{since_s:010d}", limit=1)
    return next(iter(after), None) is not None


def knows_past(ledger: Ledger) -> bool:
    """Whether the books have an order that was placed before its store was connected: then its past
    has been decided. One short read a store."""
    for store in stores.of_ledger(ledger.ledger_id):
        before = f"{store.installed_at_s:010d}"
        listing = keys.order_directory(ledger, store.store_id)
        if next(iter(Row.query(listing, Row.sk < before, limit=1)), None) is not None:
            return True
    return False
