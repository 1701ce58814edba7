"""Who is in which segment: read along the list of members, for an operator who asks. Nothing that
shoppers wait for does this."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from core import calendar, segments
from core.ledger.members import list_member_ids, states
from core.ledger.posting import Books
from core.member import MemberState

# As many as one read takes.
_PAGE = 100


def members(
    books: Books, now_s: int, progress: Callable[[int], Any]
) -> Iterator[tuple[MemberState, frozenset[str]]]:
    """Every member with the ids of the segments that they are in now; who was joined into another,
    or erased, is nobody's member. `progress` hears how many were looked at."""
    program, month = books.programs.in_force(now_s), calendar.month(now_s, books.tz)
    cursor, done = None, 0
    while True:
        page, cursor = list_member_ids(books.ledger, cursor=cursor, limit=_PAGE)
        for member in states(books.ledger, page):
            if member.merged_into is None and not _erased(member):
                yield member, segments.holding(member, program, month)
        done += len(page)
        progress(done)
        if cursor is None:
            return


def _erased(member: MemberState) -> bool:
    return member.erased_at_s is not None and not member.contact.customers
