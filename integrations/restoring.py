"""Tombstones applied to a table that was taken back: who was erased stays erased, and a store whose
data were deleted stays without them.

Only what happened since the export (or the point in time) that the table was taken back to can be
missing in it; what is known there already is left alone, so that all of it may be repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.ledger import people
from core.ledger.posting import Books
from core.ledger.stores import Store
from integrations import records
from integrations.records import Redaction

# A tombstone bears the time at which its worker began; the write may have come a little later.
_MARGIN_MS = 3_600_000


@dataclass(slots=True)
class Replayed:
    """Members that were erased again, and stores whose data were deleted again."""

    erased: int = 0
    redacted: int = 0


def due_redaction(store: Store) -> Redaction | None:
    """The redaction that the store's row does not know of, or whose deletion may be unfinished.
    None when the store was installed again since the last one."""
    own = [one for one in records.redactions(store.ledger_id) if one.store_id == store.store_id]
    if not own or store.generation > store.fenced >= own[-1].generation:
        return None
    return own[-1]


def fenced(store: Store, redaction: Redaction) -> Store:
    """The store as the redaction left it: nothing of the installations up to it comes in."""
    generation = max(store.generation, redaction.generation)
    return replace(
        store,
        installed=False,
        generation=generation,
        fenced=generation,
        sealed="",
        shopper_sealed="",
        name="",
    )


def erase_again(books_of: Callable[[str], Books | None], taken_back_to_ms: int) -> int:
    """Erase whom the tombstones since then name; how many were not erased. `books_of` opens a
    ledger by its id, None for one that is not there (or was emptied)."""
    erased = 0
    for erasure in records.erasures(since_ms=taken_back_to_ms - _MARGIN_MS):
        books = books_of(erasure.ledger_id)
        if books is None or _emptied_since(erasure):
            continue
        for member_id in erasure.members:
            erased += people.erase(books, member_id, erasure.at_ms, again=True)
    return erased


def _emptied_since(erasure: records.Erasure) -> bool:
    return any(
        one.whole_ledger and one.at_ms >= erasure.at_ms
        for one in records.redactions(erasure.ledger_id)
    )
