"""Small documents about a member that are no part of the books: what they did, their birthday, what
they claim.

Each is one item in the member's partition, of the kind that notes are: what is personal about a
member lies in these and in their contact, goes with the notes when they are erased, and is nothing
that an earlier release would stumble over. A memo names the rows that it has elsewhere, which go
with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.expressions.condition import Condition

from core.identity import Ledger
from core.ledger import keys
from core.ledger.rows import NoteRow
from core.ledger.table import Commit, Row, read_rows

Key = tuple[str, str]

# How many of one kind are looked at.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Memo:
    """One of a member's, as it was read; `text` "" for one that there is not."""

    member_id: str
    name: str
    text: str = ""

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text or "{}")
        return found

    @property
    def rows(self) -> set[Key]:
        """Rows that it has elsewhere."""
        return {(pk, sk) for pk, sk in self.data.get("rows", ())}


def read(ledger: Ledger, member_id: str, *names: str) -> list[Memo]:
    """The member's memos of those names, in their order."""
    return read_many(ledger, [(member_id, name) for name in names])


def read_many(ledger: Ledger, wanted: Sequence[tuple[str, str]]) -> list[Memo]:
    """Memos by (member, name), in that order."""
    where = [(keys.member(ledger, member_id), keys.memo(name)) for member_id, name in wanted]
    rows = read_rows(set(where)) if where else []
    found = {(row.pk, row.sk): row.text for row in rows if isinstance(row, NoteRow)}
    return [Memo(*one, found.get(key, "")) for one, key in zip(wanted, where, strict=True)]


def listed(ledger: Ledger, member_id: str, prefix: str) -> list[Memo]:
    """The member's memos whose names begin so, at most 200."""
    pk, begins = keys.member(ledger, member_id), Row.sk.startswith(keys.memo(prefix))
    found = Row.query(pk, begins, limit=_MOST, consistent_read=True)
    return [memo_of(row) for row in found if isinstance(row, NoteRow)]


def memo_of(row: NoteRow) -> Memo:
    """The memo of a row. One of notes proper has no data."""
    name = row.sk.split("#", 1)[1]
    return Memo(row.pk.rsplit("#", 1)[1], name, "" if name.isdecimal() else row.text)


def put(
    commit: Commit,
    ledger: Ledger,
    before: Memo,
    data: Mapping[str, Any],
    rows: Iterable[Key] = (),
) -> None:
    """Put a memo's next text into a transaction, on condition that it is still as it was read."""
    elsewhere = {"rows": [list(key) for key in rows]} if rows else {}
    kept = {name: value for name, value in data.items() if value not in ("", None, 0)}
    text = json.dumps(kept | elsewhere, ensure_ascii=False, sort_keys=True)
    commit.put(_row(ledger, before, text), _unchanged(before))


def drop(commit: Commit, ledger: Ledger, before: Memo) -> None:
    """Put a memo's end into a transaction, on the same condition; its rows are not deleted."""
    if before.text:
        commit.delete(_row(ledger, before, before.text), _unchanged(before))


def _row(ledger: Ledger, memo: Memo, text: str) -> NoteRow:
    return NoteRow(keys.member(ledger, memo.member_id), keys.memo(memo.name), text=text)


def _unchanged(memo: Memo) -> Condition:
    condition: Condition = NoteRow.text == memo.text
    return condition if memo.text else NoteRow.pk.does_not_exist()
