"""Group purchases over time: what follows from an order, what the clock does, and what is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core import groups
from core.groups import Count, Part, State
from core.identity import Ledger
from core.ledger import group_awards, group_parts, group_rows, keys
from core.ledger.group_rows import (
    LINE_PREFIX,
    PAYING,
    GroupPayingRow,
    held_by,
    parts_key,
)
from core.ledger.posting import Books
from core.ledger.table import Row, read_rows
from core.order import OrderState

CACHE_S = 5
PAGE = 25
_cached: dict[tuple[str, str], tuple[float, tuple[Count, State]]] = {}


def follow(books: Books, order: OrderState, today: str, now_ms: int) -> None:
    """Bring the groups that an order joins to what its row says, and its member's awards."""
    program = books.programs.of_version(order.program_version)
    if not program.groups:
        return
    for group_id, part in groups.parts_of(order, program, today, books.tz).items():
        name = f"{order.store_id}/{order.order_id}"
        group_parts.count(books, group_id, order.awarded, name, part, now_ms)
        group_awards.pay(books, group_id, order.awarded, now_ms)
        _, state = group_rows.read(books.ledger, group_id)
        if state.closed:  # the clock may look no more
            group_awards.pay_organiser(books, group_id, now_ms)


def look(books: Books, group_id: str, now_ms: int, hurry: Callable[[], bool]) -> bool:
    """What time brings: the end of an event, or what was published about it; then everybody's
    awards are brought to it, a page after the other. True when there is nothing more to look for;
    else look again, which goes on where it stopped."""
    now_s = now_ms // 1000
    if books.programs.group(group_id, now_s) is None:
        return not any(one.id == group_id for one in books.programs.newest.groups)
    group_parts.advance(books, group_id, now_ms)
    _, state = group_rows.read(books.ledger, group_id)
    done = pay_all(books, group_id, state.round, now_ms, hurry)
    group_awards.pay_organiser(books, group_id, now_ms)
    return done and bool(state.closed)


def pay_all(
    books: Books, group_id: str, round_number: int, now_ms: int, hurry: Callable[[], bool]
) -> bool:
    """Pay everybody by the state of that round. False when `hurry()` became true before the
    end."""
    if not round_number:
        return True
    pk = keys.group(books.ledger, group_id)
    at = paying(books.ledger, group_id)
    if at is None or at.round != round_number:
        at = GroupPayingRow(pk, PAYING, round=round_number, looked_at=0, done=0)
    while not at.done:
        if hurry():
            return False
        lines = member_ids(books.ledger, group_id, at.cursor)
        for member_id in lines:
            group_awards.pay(books, group_id, member_id, now_ms)
        at.cursor = lines[-1] if lines else at.cursor
        at.looked_at += len(lines)
        at.done = int(len(lines) < PAGE)
        at.save()
    return True


def member_ids(ledger: Ledger, group_id: str, after: str | None = None) -> list[str]:
    """A page of those who have, or had, a part: what comes after that one."""
    first = keys.group_member(after) + "!" if after else LINE_PREFIX
    rows = Row.query(
        keys.group(ledger, group_id),
        Row.sk.between(first, LINE_PREFIX + "~"),
        limit=PAGE,
        consistent_read=True,
    )
    return [row.sk.removeprefix(LINE_PREFIX) for row in rows]


def paying(ledger: Ledger, group_id: str) -> GroupPayingRow | None:
    """How far paying everybody has come; None when there was nothing to pay yet."""
    rows = read_rows([(keys.group(ledger, group_id), PAYING)])
    return next((row for row in rows if isinstance(row, GroupPayingRow)), None)


def shown(ledger: Ledger, group_ids: Iterable[str]) -> dict[str, tuple[Count, State]]:
    """Groups to show to people, up to CACHE_S seconds old."""
    now_s, found = time.monotonic(), {}
    for group_id in group_ids:
        key = (ledger.ledger_id, group_id)
        if key not in _cached or _cached[key][0] <= now_s:
            _cached[key] = (now_s + CACHE_S, group_rows.read(ledger, group_id))
        found[group_id] = _cached[key][1]
    return found


@dataclass(frozen=True, slots=True)
class Joined:
    """A member's own part: `units` that stay bought, `early_units` of them as an early bird,
    `orders` that brought them, `waiting`: of those, still before the end of their hold."""

    units: int = 0
    early_units: int = 0
    orders: int = 0
    waiting: int = 0


def parts_in(ledger: Ledger, group_ids: Iterable[str], member_id: str) -> dict[str, Joined]:
    """What a member has in each of these groups, with what those had who were joined into them."""
    every = list(group_ids)
    rows = read_rows([parts_key(ledger, one, member_id) for one in every]) if every else []
    by_group = {row.sk: row for row in rows}
    found = {}
    for group_id in every:
        held = [held_by([by_group[group_id]] if group_id in by_group else [], member_id)]
        if held[0].joined:
            held = group_parts.person(ledger, group_id, member_id)
        found[group_id] = joined_of(part for one in held for part in one.parts.values())
    return found


def joined_of(parts: Iterable[Part]) -> Joined:
    counting = [one for one in parts if one.units]
    return Joined(
        units=sum(one.units for one in counting),
        early_units=sum(one.units for one in counting if one.early),
        orders=len(counting),
        waiting=sum(1 for one in counting if not one.earned),
    )


def keys_of(ledger: Ledger, group_id: str) -> list[tuple[str, str]]:
    """The keys of all that is kept of a group as a whole, to be deleted with its ledger."""
    rows = Row.query(keys.group(ledger, group_id), consistent_read=True)
    return [group_rows.watch_key(ledger, group_id), *((row.pk, row.sk) for row in rows)]
