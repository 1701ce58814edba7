"""Counting a group purchase: each order's part, kept with its member, and the sum of all parts.

Part and sum are written in one transaction, on condition that nobody wrote either since they were
read, so each part is in the sum exactly once, however often, late or beside another it comes.

All orders of a group meet at its one count. That is meant: the count that says whether the target
is reached must not be the sum of rows which others are writing. Who meets another tries again
within the handler, and as many as codes are made at once (serverless.yml) do not wait long for each
other; docs/program.md has figures. The order's own transaction knows nothing of all this."""

from __future__ import annotations

from dataclasses import replace

from core import calendar, groups
from core.groups import Part
from core.identity import Ledger
from core.ledger import group_rows, keys
from core.ledger.group_rows import (
    COUNT,
    STATE,
    GroupCountRow,
    GroupLineRow,
    GroupPartsRow,
    GroupStateRow,
    Held,
    held_by,
    held_of,
    parts_key,
    unchanged,
)
from core.ledger.posting import Books
from core.ledger.table import Commit, Row, put_alone, read_rows, retrying


def count(books: Books, group_id: str, member_id: str, name: str, news: Part, now_ms: int) -> None:
    """Bring a member's part by the order `name` ("store/order"), and the sum, to what the order's
    row says. Repeating it changes nothing."""
    ledger, pk = books.ledger, keys.group(books.ledger, group_id)

    def attempt() -> None:
        wanted = [parts_key(ledger, group_id, member_id), (pk, COUNT), (pk, STATE)]
        rows = read_rows(wanted)
        held, (so_far, state) = held_by(rows, member_id), group_rows.of_rows(rows)
        parts = groups.noted(held.parts, name, news, so_far.version + 1)
        if parts is None:
            return
        row = group_rows.parts_row(ledger, group_id, replace(held, parts=parts))
        stays = groups.same(held.parts, parts)
        if stays and held.version:
            put_alone(row, unchanged(GroupPartsRow, "version", held.version))
            return
        commit = Commit()
        _put_parts(commit, ledger, group_id, held, row)
        if not stays:
            after = groups.counted(so_far, held.parts, parts)
            _put_count(commit, books, group_id, (so_far, state), after, now_ms)
        commit.send()

    retrying(attempt)


def advance(books: Books, group_id: str, now_ms: int) -> None:
    """Bring a group's state to what the day and the published program say of it."""

    def attempt() -> None:
        so_far, state = group_rows.read(books.ledger, group_id)
        commit = Commit()
        after = replace(so_far, version=so_far.version + 1)
        if _put_count(commit, books, group_id, (so_far, state), after, now_ms):
            commit.send()

    retrying(attempt)


def _put_count(
    commit: Commit,
    books: Books,
    group_id: str,
    before: tuple[groups.Count, groups.State],
    after: groups.Count,
    now_ms: int,
) -> bool:
    """Put the next count into a transaction, and the state that follows if it is another; whether
    it is. A state is never written without the count, so a count that nobody wrote vouches for
    the state as well."""
    (so_far, state), ledger = before, books.ledger
    group = books.programs.group(group_id, now_ms // 1000)
    today = calendar.day(now_ms // 1000, books.tz).isoformat()
    then = state if group is None else groups.advanced(state, after, group, today)
    commit.put(
        group_rows.count_row(ledger, group_id, after),
        unchanged(GroupCountRow, "version", so_far.version),
    )
    if then != state:
        row = group_rows.state_row(ledger, group_id, then)
        commit.put(row, unchanged(GroupStateRow, "round", state.round))
    return then != state


def _put_parts(
    commit: Commit, ledger: Ledger, group_id: str, held: Held, row: GroupPartsRow
) -> None:
    commit.put(row, unchanged(GroupPartsRow, "version", held.version))
    if not held.version:
        line = GroupLineRow(keys.group(ledger, group_id), keys.group_member(held.member_id))
        # Whoever was forgotten in between has left none; one that is there is the same.
        commit.put(line, Row.pk.does_not_exist() | Row.pk.exists())


def carry(ledger: Ledger, from_id: str, into_id: str) -> None:
    """Let the parts of a member who was joined into another count as the other's. They stay where
    their orders look for them. Repeating it changes nothing."""
    for row in list(Row.query(keys.group_parts(ledger, from_id), consistent_read=True)):
        if isinstance(row, GroupPartsRow):
            group_id, held = row.sk, held_of(row)
            for one in (from_id, *held.joined):
                adopt(ledger, group_id, one, into_id)


def adopt(ledger: Ledger, group_id: str, from_id: str, into_id: str) -> None:
    """Note with a member's parts whose else are theirs."""

    def attempt() -> None:
        held = held_by(read_rows([parts_key(ledger, group_id, into_id)]), into_id)
        if from_id in (into_id, *held.joined):
            return
        commit = Commit()
        row = group_rows.parts_row(ledger, group_id, replace(held, joined=(*held.joined, from_id)))
        _put_parts(commit, ledger, group_id, held, row)
        commit.send()

    retrying(attempt)


def person(ledger: Ledger, group_id: str, member_id: str) -> list[Held]:
    """The parts of a member, theirs first, and of all who were joined into them."""
    held = held_by(read_rows([parts_key(ledger, group_id, member_id)]), member_id)
    if not held.joined:
        return [held]
    rows = read_rows([parts_key(ledger, group_id, one) for one in held.joined])
    return [held, *(held_by(rows, one) for one in held.joined)]
