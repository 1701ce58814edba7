"""Redemptions of all members, newest first: along their list, with bounded work for a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from core.errors import BadInput
from core.identity import Ledger
from core.ledger import keys, redemptions
from core.ledger.directory import DirectoryRow
from core.ledger.family import family
from core.ledger.order_views import read
from core.ledger.posting import Books
from core.ledger.redemption_rows import RedemptionRow, redemption_state
from core.ledger.table import Row, read_rows
from core.redemptions import Redemption, began

_CURSOR = re.compile(r"[0-9]{13}\.[0-9a-f]{16}", re.ASCII)
# Lines read together, and how many of them a page looks at before it is given as it is.
_AT_ONCE = 50
MOST_LOOKED_AT = 500
# Of those who were joined into a member, whose entries are looked at.
_FAMILY = 10


@dataclass(frozen=True, slots=True)
class Page:
    """`cursor`: of the next page, None at the end. `looked_at`: redemptions read for this one."""

    found: list[Redemption]
    cursor: str | None
    looked_at: int


def page(
    ledger: Ledger,
    wanted: Callable[[Redemption], bool],
    cursor: str | None,
    size: int,
) -> Page:
    """The next `size` redemptions that are wanted, or as many of them as there are among the next
    500. What was redeemed a second ago may not be listed yet. Raises BadInput for a cursor that no
    page gave."""
    below = _line(cursor)
    found: list[Redemption] = []
    looked_at = 0
    while looked_at < MOST_LOOKED_AT:
        lines = _lines(ledger, below)
        states = _states(ledger, [line.split("#", 1)[1] for line in lines])
        for line in lines:
            below, looked_at = line, looked_at + 1
            one = states.get(line.split("#", 1)[1])
            if one is not None and wanted(one):
                found.append(one)
                if len(found) == size:
                    return Page(found, _named(below), looked_at)
        if len(lines) < _AT_ONCE:
            return Page(found, None, looked_at)
    return Page(found, _named(below), looked_at)


def of_member(books: Books, member_id: str) -> list[Redemption]:
    """What a member and those who were joined into them redeemed, newest first; of each by their
    last 500 entries."""
    ledger = books.ledger
    names: dict[str, None] = {}
    for one in family(ledger, member_id)[:_FAMILY]:
        for row in read(ledger, one, None, MOST_LOOKED_AT):
            if name := began(row.source, row.why, row.entry_kind):
                names[name] = None
    return redemptions.recent(ledger, tuple(names)) if names else []


def _line(cursor: str | None) -> str:
    if not cursor:
        return ""
    if not _CURSOR.fullmatch(cursor):
        raise BadInput("The cursor is not one that an earlier page gave.")
    return cursor.replace(".", "#")


def _named(line: str) -> str:
    """A line without the sign that begins a fragment of an address."""
    return line.replace("#", ".")


def _lines(ledger: Ledger, below: str) -> list[str]:
    rows = Row.query(
        keys.redemption_directory(ledger),
        Row.sk < below if below else None,
        scan_index_forward=False,
        limit=_AT_ONCE,
    )
    return [row.sk for row in rows if isinstance(row, DirectoryRow)]


def _states(ledger: Ledger, redemption_ids: list[str]) -> dict[str, Redemption]:
    wanted = [
        (keys.redemption(ledger, ledger.code(one)), keys.REDEMPTION) for one in redemption_ids
    ]
    rows = read_rows(wanted, consistent=False) if wanted else []
    found = [redemption_state(row) for row in rows if isinstance(row, RedemptionRow)]
    return {one.redemption_id: one for one in found}
