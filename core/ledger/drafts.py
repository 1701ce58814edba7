"""The program that a merchant is working on and has not published: one for each ledger, always
valid, and no more than a copy to go on from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute
from pynamodb.exceptions import DeleteError

from core.errors import Conflict
from core.identity import Ledger
from core.ledger import keys, programs
from core.ledger.table import Contended, Row, put_alone, read_rows, retrying

Document = dict[str, Any]


class DraftRow(Row, discriminator="DR"):
    base = NumberAttribute()
    revision = NumberAttribute()
    saved_at_s = NumberAttribute()
    document = JSONAttribute()


@dataclass(frozen=True, slots=True)
class Draft:
    """`base`: the published version that it was made from. `saved_at_s` is None while nothing is
    kept: then it is that version. `revision`: how often it was written, 0 for never."""

    base: int
    document: Document
    saved_at_s: int | None = None
    revision: int = 0


def get(ledger: Ledger) -> Draft:
    """What is kept, else the newest version. Raises NotFound without any."""
    row = _row(ledger)
    if row is None:
        return Draft(*programs.document(ledger))
    return Draft(int(row.base), row.document, int(row.saved_at_s), int(row.revision))


def change(ledger: Ledger, edit: Callable[[Document], Document], now_s: int) -> Document:
    """Keep what `edit` makes of the draft, and return it. `edit` may be asked again, when somebody
    else wrote in between; what it raises is raised, and nothing kept. Of two edits at the same time
    that come to the same document, as a form sent twice does, one is kept."""
    written: Document | None = None

    def attempt() -> Document:
        nonlocal written
        row = _row(ledger)
        if row is not None and written is not None and row.document == written:
            return written  # the answer was lost, or the form was sent twice
        base, document = programs.document(ledger) if row is None else (int(row.base), row.document)
        new = edit(document)
        if new != document:
            written = new
            _put(ledger, row, base, new, now_s)
        return new

    return retrying(attempt)


def replace(
    ledger: Ledger, base: int, document: Document, now_s: int, *, over: int | None = None
) -> None:
    """Keep this document, which was made from version `base`, whatever the draft was; with `over`
    only if it is still of that revision, else Conflict is raised. It must have been validated."""

    def attempt() -> None:
        row = _row(ledger)
        _still(row, over)
        _put(ledger, row, base, document, now_s)

    retrying(attempt)


def drop(ledger: Ledger, published: Document | None = None, *, over: int | None = None) -> None:
    """Forget the draft; with `published` only if it says the same, with `over` only if it is still
    of that revision, else Conflict is raised."""

    def attempt() -> None:
        row = _row(ledger)
        if row is None or published not in (None, row.document):
            return
        _still(row, over)
        try:
            row.delete(condition=DraftRow.revision == int(row.revision))
        except DeleteError as error:
            raise Contended(str(error)[:200]) from error

    retrying(attempt)


def _still(row: DraftRow | None, over: int | None) -> None:
    if over is not None and over != (int(row.revision) if row is not None else 0):
        raise Conflict("Somebody changed the draft meanwhile; look first.", code="draft_overtaken")


def _put(ledger: Ledger, old: DraftRow | None, base: int, document: Document, now_s: int) -> None:
    revision = int(old.revision) if old is not None else 0
    unchanged = DraftRow.revision == revision if old is not None else DraftRow.pk.does_not_exist()
    row = DraftRow(
        *_key(ledger),
        base=base,
        revision=revision + 1,
        saved_at_s=now_s,
        document=document,
    )
    put_alone(row, unchanged)


def _row(ledger: Ledger) -> DraftRow | None:
    rows = read_rows([_key(ledger)])
    return next((row for row in rows if isinstance(row, DraftRow)), None)


def _key(ledger: Ledger) -> tuple[str, str]:
    return keys.draft(ledger), "DRAFT"
