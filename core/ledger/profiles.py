"""Keeping what shoppers say of themselves, on the row that an erasure empties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from core import profile
from core.errors import Conflict, NotFound
from core.identity import Ledger
from core.ledger import keys
from core.ledger.directory import list_member
from core.ledger.posting import Books
from core.ledger.rows import MemberRow, member_state
from core.ledger.table import Commit, read_rows, retrying
from core.member import Contact, MemberState
from core.profile import Answers


def answer(
    books: Books,
    member_id: str,
    given: Mapping[str, Any],
    now_ms: int,
    newcomer: Contact | None = None,
) -> MemberState:
    """Write a member's answers (as core/profile.py takes them); the member. The same again writes
    nothing.

    `newcomer`: how somebody who has no row yet is known to the store. Raises BadInput for what the
    program does not ask, NotFound for who was never seen, where no newcomer is meant, and Conflict
    for who was erased and has not bought since.
    """

    def attempt() -> MemberState:
        member = books.living(books.member(member_id))
        contact = member.contact
        if member.erased_at_s is not None and not (contact.customers or contact.email):
            raise Conflict(
                "This account was erased. Once it has ordered again it can answer.", code="erased"
            )
        after = profile.answered(member, books.programs.in_force(now_ms // 1000).profile, given)
        if after.profile == member.profile:
            return member
        if not member.version:
            if newcomer is None:
                raise NotFound("There is no such member.", code="unknown_member")
            # No entry does, and a redaction must find the row: so before it.
            list_member(books.ledger, member.member_id)
            after = replace(after, contact=newcomer)
        commit = Commit()
        books.put_member(commit, member, after)
        commit.send()
        return replace(after, version=member.version + 1)

    return retrying(attempt)


def of(ledger: Ledger, member_ids: Iterable[str]) -> dict[str, Answers]:
    """What these members (at most 100) say of themselves; who says nothing is left out."""
    rows = read_rows([(keys.member(ledger, one), keys.MEMBER) for one in set(member_ids)])
    states = [member_state(row) for row in rows if isinstance(row, MemberRow)]
    return {one.member_id: one.profile for one in states if one.profile}
