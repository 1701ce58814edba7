"""Members for a page: along a list, looking at no more than a page may, whoever is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import BadInput
from core.ledger import keys, members
from core.ledger.directory import DirectoryRow
from core.ledger.posting import Books
from core.ledger.rows import MemberRow, OrderRow, member_state
from core.ledger.table import Row, read_rows
from core.member import MemberState

# Members read together, and how many a page looks at before it is given as it is.
_AT_ONCE = 100
MOST_LOOKED_AT = 2_000
# Orders that are looked at for the members who placed them.
_ORDERS_AT_ONCE = 50
_MOST_ORDERS = 200


@dataclass(frozen=True, slots=True)
class Walked:
    """`cursor`: of the next page, None at the end. `looked_at`: how many were read for this one."""

    found: list[MemberState]
    cursor: str | None
    looked_at: int


def along(
    books: Books, wanted: Callable[[MemberState], bool] | None, cursor: str | None, size: int
) -> Walked:
    """The next `size` members that are wanted, in the order of their pseudonyms, or as many of them
    as there are among the next 2,000. `wanted` None: all are."""
    at_once = _AT_ONCE if wanted is not None else size
    found: list[MemberState] = []
    looked_at = 0
    while looked_at < MOST_LOOKED_AT:
        ids, following = members.list_member_ids(books.ledger, cursor=cursor, limit=at_once)
        for member in _states(books, ids):
            cursor, looked_at = member.member_id, looked_at + 1
            if wanted is None or wanted(member):
                found.append(member)
                if len(found) == size:
                    last = following is None and member.member_id == ids[-1]
                    return Walked(found, None if last else cursor, looked_at)
        if following is None:
            return Walked(found, None, looked_at)
        cursor = following
    return Walked(found, cursor, looked_at)


def by_orders(books: Books, store_id: str, cursor: str | None, size: int) -> Walked:
    """Members by the orders that they placed in a store, the newest first, each once on a page; at
    most 200 orders are looked at for it. Raises BadInput for a cursor that no page gave."""
    below = _order_line(cursor)
    found: dict[str, MemberState] = {}
    looked_at = 0
    while looked_at < _MOST_ORDERS:
        lines = _lines(books, store_id, below)
        whose = _placed_by(books, store_id, lines)
        for line in lines:
            below, looked_at = line, looked_at + 1
            member = whose.get(line)
            if member is not None:
                found.setdefault(member.member_id, member)
                if len(found) == size:
                    return Walked(list(found.values()), _named(below), looked_at)
        if len(lines) < _ORDERS_AT_ONCE:
            return Walked(list(found.values()), None, looked_at)
    return Walked(list(found.values()), _named(below), looked_at)


def _order_line(cursor: str | None) -> str:
    placed, _, order_id = (cursor or "").partition(".")
    if cursor and not (placed.isascii() and placed.isdecimal() and len(placed) == 10 and order_id):
        raise BadInput("The cursor is not one that an earlier page gave.")
    return f"{placed}#{order_id}" if cursor else ""


def _named(line: str) -> str:
    """A line without the sign that begins a fragment of an address."""
    return line.replace("#", ".", 1)


def _lines(books: Books, store_id: str, below: str) -> list[str]:
    rows = Row.query(
        keys.order_directory(books.ledger, store_id),
        Row.sk < below if below else None,
        scan_index_forward=False,
        limit=_ORDERS_AT_ONCE,
    )
    return [row.sk for row in rows if isinstance(row, DirectoryRow)]


def _placed_by(books: Books, store_id: str, lines: list[str]) -> dict[str, MemberState]:
    """Who placed the orders of these lines; whoever was joined into another is that other."""
    named = {keys.order(books.ledger, store_id, one.split("#", 1)[1]): one for one in lines}
    rows = read_rows([(pk, keys.ORDER) for pk in named], consistent=False) if named else []
    owners = {
        named[row.pk]: row.member_id
        for row in rows
        if isinstance(row, OrderRow) and row.member_id is not None
    }
    states = {one.member_id: one for one in _states(books, list(dict.fromkeys(owners.values())))}
    found = {}
    for line, member_id in owners.items():
        if member_id in states:
            found[line] = states[member_id] = books.living(states[member_id])
    return found


def _states(books: Books, member_ids: list[str]) -> list[MemberState]:
    """The members of those ids, in their order, as they were a moment ago."""
    wanted = [(keys.member(books.ledger, one), keys.MEMBER) for one in member_ids]
    rows = read_rows(wanted, consistent=False) if wanted else []
    found = {row.pk: member_state(row) for row in rows if isinstance(row, MemberRow)}
    return [found[pk] for pk, _ in wanted if pk in found]
