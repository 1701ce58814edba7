"""Orders for those who placed them: what their rows say, and the newest entry about each, which the
row names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import orders
from core.explain import names_of
from core.identity import Ledger
from core.ledger import keys, members
from core.ledger.posting import Books
from core.ledger.rows import EntryRow, OrderRow, order_state
from core.ledger.table import Row, read_rows
from core.order import OrderState

# How far back the entry of an order is looked for that a former release wrote.
_BACK = 200


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order, and the newest entry about it as `members.entry_json` has it; None where there is
    none, or it is too long ago. `holder`: in whose books it is now, None for nobody's."""

    order: OrderState
    entry: Mapping[str, Any] | None
    holder: str | None


def one(books: Books, member_id: str, store_id: str, order_id: str) -> OrderView | None:
    """The member's order of that id; None for one that is unknown, or another's."""
    [found] = some(books, store_id, [order_id])
    if found is None or found.holder is None:
        return None
    asking = books.living(books.member(member_id)).member_id
    return found if found.holder == asking else None


def some(books: Books, store_id: str, order_ids: Sequence[str]) -> list[OrderView | None]:
    """Orders of a store, whoever's they are, in the order of their ids (at most 20, each once);
    None for one that the ledger has not seen, or that is closed since its member was erased.
    Whoever asks has to be allowed to."""
    wanted = [(keys.order(books.ledger, store_id, one), keys.ORDER) for one in order_ids]
    rows = [row for row in read_rows(wanted) if isinstance(row, OrderRow)]
    states = {state.order_id: state for state in map(order_state, rows)}
    holders: dict[str, str] = {}
    for order_id, state in list(states.items()):
        if state.member_id is not None:
            first = books.member(state.member_id)
            living = books.living(first)
            holders[order_id] = living.member_id
            if any(orders.closed(whose, state.placed_at_s) for whose in (first, living)):
                del states[order_id]
    entries = _entries(books, list(states.values()), holders)
    return [
        OrderView(states[one], entries.get(one), holders.get(one)) if one in states else None
        for one in order_ids
    ]


def _entries(
    books: Books, states: Sequence[OrderState], holders: Mapping[str, str]
) -> dict[str, Mapping[str, Any]]:
    """The newest entry about each order, by its id."""
    wanted = {
        (keys.member(books.ledger, whose), keys.entry(state.listed - 1))
        for state in states
        if state.listed > 1
        # Of an order that was joined with its member, the entry may stand in either's books.
        for whose in (state.member_id, holders.get(state.order_id))
        if whose is not None
    }
    rows = [row for row in (read_rows(wanted) if wanted else []) if isinstance(row, EntryRow)]
    found = {state.order_id: about(state, rows) for state in states}
    for state in states:
        holder = holders.get(state.order_id)
        if found[state.order_id] is None and state.listed and holder is not None:
            found[state.order_id] = about(state, read(books.ledger, holder, None, _BACK))
    names = names_of(books.programs.newest)
    return {
        order_id: members.entry_json(row, None, names)
        for order_id, row in found.items()
        if row is not None
    }


def about(state: OrderState, rows: Iterable[EntryRow]) -> EntryRow | None:
    """The newest of the entries that is about an order."""
    mine = [row for row in rows if order_of(row) == (state.store_id, state.order_id)]
    return max(mine, key=lambda row: (row.at_ms, row.sequence), default=None)


def order_of(row: EntryRow) -> tuple[str, str] | None:
    """The store and the id of the order that an entry is about; None where it is about none."""
    source = row.source
    return (source["store"], source["id"]) if source["type"] == "order" else None


def read(ledger: Ledger, member_id: str, below: int | None, limit: int) -> list[EntryRow]:
    """Entries of one chain, newest first, those below a number if one is given."""
    last = keys.entry(10**8 - 1 if below is None else max(0, below - 1))
    rows = Row.query(
        keys.member(ledger, member_id),
        Row.sk.between(keys.entry(0), last),
        scan_index_forward=False,
        limit=limit,
        consistent_read=True,
    )
    return [row for row in rows if isinstance(row, EntryRow)]
