"""What was done on a store, by whom: one line for every change that a person or a program made.

The lines lie by store and time, beside the ledger: that a shop was redacted is a line as well, and
outlives what it tells of. They hold ids and pseudonyms, never a name, an address or a free text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from core.errors import BadInput
from core.identity import Ledger
from core.ledger.table import Row

# What tells that personal data went stays when a store is redacted.
COMPLIANCE = "compliance."
# How many lines one page reads at the most, looking for those that were asked for.
MOST_READ = 2000
_TEXT_MAX = 200
_CURSOR = re.compile(r"[0-9]{13}#[0-9a-f]{12}", re.ASCII)


class ActivityRow(Row, discriminator="ACT"):
    """`books`: the ledger that the subject belongs to."""

    actor = UnicodeAttribute()
    what = UnicodeAttribute()
    subject = UnicodeAttribute(null=True)
    details = JSONAttribute(null=True)
    books = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class Line:
    """`actor`: "staff:<id>", "api:<key id>", "shopify", "plugin", "cli" or "system". `mine`: the
    subject belongs to the ledger that the store has now."""

    at_ms: int
    actor: str
    what: str
    subject: str
    details: Mapping[str, Any]
    mine: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`following`: where the next page begins, None behind the last one."""

    lines: list[Line]
    following: str | None


def note(
    ledger: Ledger,
    *,
    store_id: str,
    actor: str,
    what: str,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    at_ms: int,
) -> None:
    """Write a line. The same line of the same millisecond is written once, however often it is
    noted. `subject` is a pseudonym or an id; nothing here may be personal."""
    kept = {
        name: _short(value) for name, value in (details or {}).items() if value not in ("", None)
    }
    said = json.dumps([actor, what, subject, kept], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(said.encode()).hexdigest()[:12]
    ActivityRow(
        _key(store_id),
        f"{at_ms:013d}#{digest}",
        actor=actor,
        what=what,
        subject=subject[:_TEXT_MAX] or None,
        details=kept or None,
        books=ledger.ledger_id,
    ).save()


def page(
    ledger: Ledger,
    store_id: str,
    *,
    before: str = "",
    limit: int,
    actor: str = "",
    what: str = "",
) -> Page:
    """Lines, the newest first. `before`: the cursor of an earlier page. `actor`, `what`: only
    theirs, only that. A page of few may have more behind it: it stops at MOST_READ lines read.
    Raises BadInput for what is no cursor."""
    if before and not _CURSOR.fullmatch(before):
        raise BadInput("There is no such page.")
    older = (Row.sk < before) if before else None
    rows = Row.query(
        _key(store_id), older, scan_index_forward=False, limit=MOST_READ, consistent_read=True
    )
    lines: list[Line] = []
    read, last = 0, ""
    for row in rows:
        if len(lines) == limit:
            return Page(lines, last)
        read, last = read + 1, row.sk
        if not isinstance(row, ActivityRow):
            continue
        if (not actor or row.actor == actor) and (not what or row.what == what):
            lines.append(_line(row, ledger))
    return Page(lines, last if read == MOST_READ else None)


def forget(store_id: str) -> None:
    """Drop what was done on a store that is redacted, but that it was."""
    with Row.batch_write() as batch:
        for row in Row.query(_key(store_id), consistent_read=True):
            if isinstance(row, ActivityRow) and not row.what.startswith(COMPLIANCE):
                batch.delete(row)


def _line(row: ActivityRow, ledger: Ledger) -> Line:
    return Line(
        at_ms=int(row.sk.partition("#")[0]),
        actor=row.actor,
        what=row.what,
        subject=row.subject or "",
        details=row.details or {},
        mine=row.books == ledger.ledger_id,
    )


def _short(value: Any) -> Any:
    return value[:_TEXT_MAX] if isinstance(value, str) else value


def _key(store_id: str) -> str:
    return f"ACTIVITY#{store_id}"
