"""Doing what is due for a member: expiry, tier review, entry rewards, reminders."""

from __future__ import annotations

from dataclasses import replace

from core import due
from core.ledger.due import register_member
from core.ledger.posting import Books
from core.ledger.table import Commit, retrying


def settle_member(books: Books, member_id: str, now_s: int) -> int:
    """Post everything due for a member by `now_s`; the number of entries posted. Registers the
    next due day before it lets go of the current one."""

    def attempt() -> bool:
        member = books.member(member_id)
        if not member.version or member.merged_into is not None:
            return False
        program = books.programs.in_force(now_s)
        step = due.settle(member, program, now_s, books.tz)
        if step is None:
            after = due.noted(member, program, now_s, books.tz)
            if after.due_on is not None:
                register_member(books.ledger, member_id, after.due_on, now_s + 1)
            if after != member:
                commit = Commit()
                books.put_member(commit, member, after)
                commit.send()
            return False
        after, entry = step
        commit = Commit()
        books.add(commit, member, replace(after, due_on=member.due_on), entry, now_s * 1000)
        commit.send()
        return True

    posted = 0
    while retrying(attempt):
        posted += 1
    return posted
