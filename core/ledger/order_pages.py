"""A member's orders, page by page: found from their entries, told by the orders' own rows.

An order is shown where its newest entry stands, which its row names. So one page never repeats what
another has shown, and nothing must be remembered between them but how far each of the member's
chains of entries was read: a member has one, and one more for each who was joined into them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core import orders
from core.errors import BadInput
from core.explain import names_of
from core.identity import Ledger
from core.ledger import keys, members
from core.ledger.family import family
from core.ledger.order_views import OrderView, about, order_of, read
from core.ledger.posting import Books
from core.ledger.rows import EntryRow, OrderRow, order_state
from core.ledger.table import read_rows
from core.member import MemberState
from core.order import OrderState

# Entries that are looked at together, and how often until an order is among them.
_LOOKED_AT = 30
_LOOKS = 4
# Of one member, with all who were joined into them.
_CHAINS = 10
_NAME = 8
_CURSOR = re.compile(r"([0-9a-f]{8}\.[0-9]{1,8})(-[0-9a-f]{8}\.[0-9]{1,8})*", re.ASCII)
# Above every number of an entry.
_TOP = 10**8 - 1

# How far each chain was read: the lowest number seen, None for not at all. One that was read to its
# beginning is not among them.
_Ends = dict[str, int | None]


def page(
    books: Books, member_id: str, store_id: str, cursor: str | None
) -> tuple[list[OrderView], str | None]:
    """A page of the member's orders in a store, what changed last first, and the cursor of the next
    page. Raises BadInput for a cursor that no page gave."""
    chains = _chains(books, member_id)
    ends = _ends(cursor, chains)
    for _ in range(_LOOKS):
        rows, ends = _next(books.ledger, ends)
        found = _shown(books, store_id, chains, rows)
        if found or not ends:
            break
    return found, _cursor(ends)


def _chains(books: Books, member_id: str) -> dict[str, MemberState]:
    """The member and who was joined into them, whose entries are looked at."""
    living = books.living(books.member(member_id))
    ids = family(books.ledger, living.member_id)[:_CHAINS]
    others = members.states(books.ledger, ids[1:]) if ids[1:] else []
    return {one.member_id: one for one in (living, *others)}


def _ends(cursor: str | None, chains: Mapping[str, MemberState]) -> _Ends:
    if not cursor:
        return dict.fromkeys(chains)
    if len(cursor) > _CHAINS * (_NAME + 10) or not _CURSOR.fullmatch(cursor):
        raise BadInput("The cursor is not one that an earlier page gave.")
    known = {part[:_NAME]: int(part[_NAME + 1 :]) for part in cursor.split("-")}
    return {one: known[one[:_NAME]] for one in chains if known.get(one[:_NAME])}


def _cursor(ends: _Ends) -> str | None:
    parts = (f"{one[:_NAME]}.{_TOP if at is None else at}" for one, at in ends.items())
    return "-".join(parts) or None


def _next(ledger: Ledger, ends: _Ends) -> tuple[list[EntryRow], _Ends]:
    """The next entries of all chains together, newest first, and how far they were read then."""
    done = {one: read(ledger, one, at, _LOOKED_AT) for one, at in ends.items()}
    together = [(row, one) for one, rows in done.items() for row in rows]
    together.sort(key=lambda found: (found[0].at_ms, found[0].sequence), reverse=True)
    taken = together[:_LOOKED_AT]
    after: _Ends = dict(ends)
    for row, one in taken:
        lowest = after[one]
        after[one] = row.sequence if lowest is None else min(lowest, row.sequence)
    for one, rows in done.items():
        if len(rows) < _LOOKED_AT and sum(whose == one for _, whose in taken) == len(rows):
            del after[one]
    return [row for row, _ in taken], {one: at for one, at in after.items() if at is None or at > 1}


def _shown(
    books: Books, store_id: str, chains: Mapping[str, MemberState], rows: Sequence[EntryRow]
) -> list[OrderView]:
    """Of these entries, those with which their orders are shown."""
    rows = [row for row in rows if (order_of(row) or ("", ""))[0] == store_id]
    wanted = {(keys.order(books.ledger, store_id, row.source["id"]), keys.ORDER) for row in rows}
    found = read_rows(wanted) if wanted else []
    states = {row.pk: order_state(row) for row in found if isinstance(row, OrderRow)}
    names = names_of(books.programs.newest)
    shown: dict[str, OrderView] = {}
    for row in rows:
        state = states.get(keys.order(books.ledger, store_id, row.source["id"]))
        if state is None or state.member_id not in chains or state.order_id in shown:
            continue
        if _closed(state, chains) or not _stands_here(state, row):
            continue
        newest = about(state, rows) or row
        entry = members.entry_json(newest, None, names)
        shown[state.order_id] = OrderView(state, entry, next(iter(chains)))
    return list(shown.values())


def _stands_here(state: OrderState, row: EntryRow) -> bool:
    """Whether an order is shown with this entry: its newest, or the first where nobody noted which
    that is."""
    if state.listed > 1:
        return bool(row.sequence == state.listed - 1)
    return "list" in (row.flags or "").split(",")


def _closed(state: OrderState, chains: Mapping[str, MemberState]) -> bool:
    """Whether the order is of before somebody was erased whose it was."""
    whose = (chains[state.member_id or ""], next(iter(chains.values())))
    return any(orders.closed(one, state.placed_at_s) for one in whose)
