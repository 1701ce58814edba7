"""Cases: what shoppers miss, and what the merchant answers.

A case is a memo of the member, with all its texts, so it goes with the member's notes when they are
erased; and a line in one of the ledger's two lists, of the open ones and of the closed, which names
nobody but by pseudonyms and goes with the memo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Literal

from core import cases
from core.cases import Case
from core.errors import Conflict, KeyReused, NotFound
from core.identity import Ledger
from core.ledger import keys, memos
from core.ledger.directory import DirectoryRow, list_member
from core.ledger.family import family
from core.ledger.memos import Memo
from core.ledger.posting import Books
from core.ledger.table import Commit, Row, retrying
from core.member import Contact

# Closed ones that a member keeps, and how many of those before go with a new one.
_KEPT = 20
_FORGOTTEN_AT_ONCE = 5
_LISTED = 50
# Of members who were joined, those whose cases are shown.
_FAMILY = 10
_PREFIX = "case#"


def known(ledger: Ledger, member_id: str, key: str) -> Case | None:
    """The case that an idempotency key of a member has made, if it has."""
    [memo] = memos.read(ledger, member_id, f"{_PREFIX}{ledger.case_id(member_id, key)}")
    return _state(memo) if memo.text else None


def open_one(
    books: Books,
    member_id: str,
    store_id: str,
    key: str,
    order_id: str,
    message: str,
    contact: Contact,
    now_ms: int,
    *,
    asked: bool,
) -> Case:
    """Keep a shopper's message for the merchant. The same key again finds the same case. Raises
    KeyReused for the same key with another message, Conflict when too many are open."""
    case_id = books.ledger.case_id(member_id, key)
    made = Case(member_id, case_id, store_id, order_id, message, now_ms, asked=asked)
    return retrying(lambda: _open(books, made, contact))


def same(found: Case, order_id: str, message: str) -> Case:
    """The case that was made before. Raises KeyReused where it says something else."""
    if (found.order_id, found.message) != (order_id, message):
        raise KeyReused("This Idempotency-Key was used for another message; use a new one.")
    return found


def refuse_more(ledger: Ledger, member_id: str) -> list[Memo]:
    """The member's cases. Raises Conflict when as many of them are open as may be."""
    others = memos.listed(ledger, member_id, _PREFIX)
    cases.refuse_more(sum(_state(one).status == "open" for one in others))
    return others


def _open(books: Books, made: Case, contact: Contact) -> Case:
    ledger = books.ledger
    member = books.living(books.member(made.member_id))
    [memo] = memos.read(ledger, made.member_id, f"{_PREFIX}{made.case_id}")
    if memo.text:
        return same(_state(memo), made.order_id, made.message)
    if member.erased_at_s is not None and made.at_ms // 1000 <= member.erased_at_s:
        raise Conflict("The member was erased since.", code="erased")
    others = refuse_more(ledger, made.member_id)
    commit = Commit()
    _keep(commit, ledger, memo, made)
    for old in _old(others):
        memos.drop(commit, ledger, old)
        commit.delete(_line(ledger, _state(old)))
    # What is known of somebody who was joined says nothing of whom they were joined into.
    himself = member.member_id == made.member_id
    reached = member.contact.updated(contact) if himself else member.contact
    if not member.version:
        list_member(ledger, member.member_id)  # no entry does
    # Written whether it changes or not: of two at the same moment the other counts again.
    books.put_member(commit, member, replace(member, contact=reached))
    commit.send()
    return made


def _old(others: Sequence[Memo]) -> list[Memo]:
    """Cases closed so long ago that nobody asks for them, a few at a time."""
    closed = [one for one in others if _state(one).status == "closed"]
    newest_first = sorted(closed, key=lambda one: -_state(one).at_ms)
    return newest_first[_KEPT:][:_FORGOTTEN_AT_ONCE]


def of_member(books: Books, member_id: str) -> list[Case]:
    """A member's cases, and those of who was joined into them, newest first."""
    living = books.living(books.member(member_id)).member_id
    found = [
        _state(memo)
        for one in family(books.ledger, living)[:_FAMILY]
        for memo in memos.listed(books.ledger, one, _PREFIX)
    ]
    return sorted(found, key=lambda one: -one.at_ms)


def listed(ledger: Ledger, status: cases.CaseStatus) -> list[Case]:
    """At most 50 of the ledger's: those that are open, the oldest first, or those that are closed,
    the last one first."""
    lines = Row.query(
        keys.cases(ledger),
        Row.sk.startswith(_STATUS[status]),
        scan_index_forward=status == "open",
        limit=_LISTED,
        consistent_read=True,
    )
    named = [line.sk.split("#")[2:] for line in lines]
    wanted = [(member_id, f"{_PREFIX}{case_id}") for member_id, case_id in named]
    found = [_state(memo) for memo in memos.read_many(ledger, wanted) if memo.text]
    return [one for one in found if one.status == status]


def close(books: Books, ref: str, answer: str, now_ms: int) -> Case:
    """Answer a case, which ends it; the shopper sees the answer. The same answer again changes
    nothing. Raises NotFound, and Conflict for a case that was answered otherwise."""
    member_id, _, case_id = ref.partition(".")
    if not (_is_name(member_id) and _is_name(case_id)):
        raise _unknown()
    ledger = books.ledger

    def attempt() -> Case:
        [memo] = memos.read(ledger, member_id, f"{_PREFIX}{case_id}")
        if not memo.text:
            raise _unknown()
        now = _state(memo)
        if now.status == "closed":
            if now.answer != answer:
                raise Conflict("The message was answered before.", code="case_closed")
            return now
        closed = replace(now, status="closed", answer=answer, answered_at_ms=now_ms)
        commit = Commit()
        _keep(commit, ledger, memo, closed)
        commit.delete(_line(ledger, now))
        commit.send()
        return closed

    return retrying(attempt)


def _keep(commit: Commit, ledger: Ledger, memo: Memo, case: Case) -> None:
    line = _line(ledger, case)
    data = asdict(case)
    del data["member_id"], data["case_id"]
    memos.put(commit, ledger, memo, data | {"asked": int(case.asked)}, [(line.pk, line.sk)])
    commit.put(line, DirectoryRow.pk.does_not_exist())


_STATUS: dict[cases.CaseStatus, Literal["O#", "C#"]] = {"open": "O#", "closed": "C#"}


def _line(ledger: Ledger, case: Case) -> DirectoryRow:
    at_ms = case.answered_at_ms or case.at_ms
    name = f"{_STATUS[case.status]}{at_ms:013d}#{case.member_id}#{case.case_id}"
    return DirectoryRow(keys.cases(ledger), name)


def _state(memo: Memo) -> Case:
    data: dict[str, Any] = {"order_id": "", "message": ""} | memo.data
    data.pop("rows", None)
    asked = bool(data.pop("asked", 0))
    return Case(memo.member_id, memo.name.removeprefix(_PREFIX), asked=asked, **data)


def case_of(memo: Memo) -> Case:
    """A case as its memo has it."""
    return _state(memo)


def _is_name(text: str) -> bool:
    return text.isascii() and text.isalnum() and len(text) <= 40


def _unknown() -> NotFound:
    return NotFound("There is no such message.", code="unknown_case")
