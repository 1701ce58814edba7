"""What two members did and told of themselves, when they are joined into one."""

from __future__ import annotations

from datetime import date

from core import yearly
from core.identity import Ledger
from core.ledger import memos, performing, views, yearly_rows
from core.ledger.due import DueRow
from core.ledger.memos import Memo
from core.ledger.posting import Books
from core.ledger.table import Commit

_NAMES = (performing.DONE, *(yearly_rows.memo_name(what) for what in yearly_rows.WHAT))


def together(
    commit: Commit, books: Books, from_id: str, into_id: str, today: date, now_s: int
) -> None:
    """Put into the transaction that joins two members what one of them did and told. Their claims
    stay where they are: they follow the merge."""
    ledger = books.ledger
    views.join(commit, books, from_id, into_id, today)
    left = memos.read(ledger, from_id, *_NAMES)
    if not any(memo.text for memo in left):
        return
    right = memos.read(ledger, into_id, *_NAMES)
    done, into_done = left[0], right[0]
    if done.text:
        performing.put_done(commit, ledger, into_done, performing.joined(into_done, done))
        memos.drop(commit, ledger, done)
    for memo, other in zip(left[1:], right[1:], strict=True):
        if memo.text:
            both = yearly.together(yearly_rows.state(other), yearly_rows.state(memo), today)
            yearly_rows.put(commit, ledger, other, both, now_s, books.tz)
            _leave(commit, ledger, memo)


def _leave(commit: Commit, ledger: Ledger, memo: Memo) -> None:
    memos.drop(commit, ledger, memo)
    for pk, sk in memo.rows:
        commit.delete(DueRow(pk, sk))
