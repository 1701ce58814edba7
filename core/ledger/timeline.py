"""A member's entries and what else happened, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from core.ledger import happenings, keys, members
from core.ledger.happenings import Happening
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import read_rows
from core.member import MemberState

Show = Literal["all", "orders", "redemptions", "bonuses", "corrections", "ends", "said"]

# The kinds of entries that a filter shows.
KINDS: Mapping[str, frozenset[str]] = {
    "orders": frozenset(("earn", "pending", "reverse")),
    "redemptions": frozenset(("redeem", "return")),
    "bonuses": frozenset(("bonus",)),
    "corrections": frozenset(("adjust", "extend", "tier", "join", "erase")),
    "ends": frozenset(("expire", "remind")),
    "said": frozenset(),
}
# Entries read together for a filter, and how many a page looks at before it is given as it is.
_AT_ONCE = 100
_MOST_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as `members.entry_json` has it, or something else that happened."""

    at_ms: int
    entry: Mapping[str, Any] | None = None
    happening: Happening | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """`cursor`: of the page with what is older, None at the beginning."""

    found: list[Item] = field(default_factory=list)
    cursor: str | None = None


def page(books: Books, member: MemberState, show: Show, cursor: str | None, size: int) -> Timeline:
    """The next `size` entries that the filter shows, or as many as there are among the next 500;
    between them what else happened then. Raises BadInput for a cursor that no page gave."""
    if show == "said":
        return Timeline(_told(happenings.of_member(books, member)))
    entries, following = _entries(books, member, show, cursor, size)
    items = [Item(at_ms(one), entry=one) for one in entries]
    if show == "all" and member.merged_into is None:  # of who was joined, the other's page tells
        # What happened since the oldest entry of this page, and before the oldest of the last one.
        above = _at_ms_of(books, member, cursor)
        below = items[-1].at_ms if items and following else 0
        items += [
            one
            for one in _told(happenings.of_member(books, member))
            if below <= one.at_ms and (above is None or one.at_ms < above)
        ]
        items.sort(key=lambda one: -one.at_ms)  # entries of one moment stay in their order
    return Timeline(items, following)


def at_ms(entry: Mapping[str, Any]) -> int:
    """When an entry was posted, to the second that it is shown with."""
    return int(datetime.fromisoformat(entry["at"]).timestamp()) * 1000


def _told(found: list[Happening]) -> list[Item]:
    return [Item(one.at_ms, happening=one) for one in found]


def _entries(
    books: Books, member: MemberState, show: Show, cursor: str | None, size: int
) -> tuple[list[dict[str, Any]], str | None]:
    program, ledger = books.programs.newest, books.ledger
    if show == "all":
        return members.entries(
            *(ledger, member.member_id, program),
            cursor=cursor,
            limit=size,
            newest_first=True,
        )
    found: list[dict[str, Any]] = []
    for _ in range(_MOST_LOOKED_AT // _AT_ONCE):
        read, following = members.entries(
            *(ledger, member.member_id, program),
            cursor=cursor,
            limit=_AT_ONCE,
            newest_first=True,
        )
        for one in read:
            if _shows(show, one):
                found.append(one)
            if len(found) == size:
                last = one is read[-1] and following is None
                return found, None if last else sequence_of(one)
        if following is None:
            return found, None
        cursor = following
    return found, cursor


def _shows(show: Show, entry: Mapping[str, Any]) -> bool:
    # What takes a bonus back is a reversal that is about no order.
    if entry["kind"] == "reverse" and entry["source"]["type"] != "order":
        return show == "bonuses"
    return entry["kind"] in KINDS[show]


def sequence_of(entry: Mapping[str, Any]) -> str:
    """An entry's number, as cursors have it."""
    return str(entry["id"].rsplit("-", 1)[1])


def _at_ms_of(books: Books, member: MemberState, cursor: str | None) -> int | None:
    if not cursor:
        return None
    rows = read_rows([(keys.member(books.ledger, member.member_id), keys.entry(int(cursor)))])
    # An entry is shown with its second, so the page before has shown what happened within it.
    return next((int(row.at_ms) // 1000 * 1000 for row in rows if isinstance(row, EntryRow)), None)
