"""Published programs: versions are only ever added, and take effect after two cache lifetimes so
that no worker still decides by a cached list that lacks them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from core.errors import Conflict, NotFound
from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import Contended, Row, put_alone, retrying
from core.program.model import Program, Programs, load

CACHE_S = 5
_cached: dict[str, tuple[float, Programs]] = {}


class ProgramRow(Row, discriminator="P"):
    version = NumberAttribute()
    effective_from_s = NumberAttribute()
    document = JSONAttribute()
    published_by = UnicodeAttribute()


def programs(ledger: Ledger) -> Programs:
    """All versions, from a cache of CACHE_S seconds. Raises NotFound when there is none."""
    cached = _cached.get(ledger.ledger_id)
    if cached is not None and cached[0] > time.monotonic():
        return cached[1]
    found = Programs([_program(row) for row in versions(ledger)])
    _cached[ledger.ledger_id] = (time.monotonic() + CACHE_S, found)
    return found


def versions(ledger: Ledger) -> list[ProgramRow]:
    """The published rows, oldest first, read consistently."""
    rows = Row.query(keys.program(ledger), consistent_read=True)
    return [row for row in rows if isinstance(row, ProgramRow)]


def document(ledger: Ledger) -> tuple[int, dict[str, Any]]:
    """The newest version's number and document. Raises NotFound."""
    published = versions(ledger)
    if not published:
        raise NotFound("The store has no published program.", code="no_program")
    return int(published[-1].version), published[-1].document


def publish(
    ledger: Ledger,
    new: dict[str, Any],
    published_by: str,
    now_s: int,
    *,
    after: int | None = None,
    from_the_beginning: bool = False,
) -> Program:
    """Add a version. The first one holds for all orders ever placed, and so does one that is
    published `from_the_beginning` (whoever asks for that has made sure that no past was decided:
    core/ledger/past.py); later ones for orders placed after two cache lifetimes from now. `new`
    must have been validated (core/program/schema.py). Its draws are announced at once.

    `after`: the version it was made from. Raises Conflict when another is the newest by now, and
    BadInput for other terms of a draw that was announced.
    """

    def attempt() -> Program:
        version = len(versions(ledger)) + 1
        if after is not None and after != version - 1:
            raise Conflict(
                f"Version {version - 1} was published meanwhile; look at it first.",
                code="program_overtaken",
            )
        row = ProgramRow(
            keys.program(ledger),
            f"V#{version:06d}",
            version=version,
            effective_from_s=0 if version == 1 or from_the_beginning else now_s + 2 * CACHE_S,
            document=new,
            published_by=published_by,
        )
        _watch(ledger, new.get("groups") or ())  # before: no crash leaves one that nobody watches
        put_alone(row, ProgramRow.pk.does_not_exist())
        _cached.pop(ledger.ledger_id, None)
        return _program(row)

    if not new.get("draws"):
        return retrying(attempt)
    from core.ledger import draws  # of no use to who only reads programs
    from core.program.draws import load_draws

    draws.check_terms(ledger, load_draws(new["draws"]))
    published = retrying(attempt)
    draws.announce_all(ledger, published.draws, now_s)
    return published


def _watch(ledger: Ledger, groups: Sequence[Mapping[str, Any]]) -> None:
    if groups:
        from core.ledger import group_rows  # of no use to who only reads programs

        for group in groups:
            group_rows.watch(ledger, group["id"])


def ensure_first(ledger: Ledger, new: dict[str, Any]) -> None:
    """Publish `new` as the first version unless the ledger has one (a reinstall keeps its own)."""
    row = ProgramRow(
        keys.program(ledger),
        "V#000001",
        version=1,
        effective_from_s=0,
        document=new,
        published_by="regulars",
    )
    if versions(ledger):
        return
    try:
        put_alone(row, ProgramRow.pk.does_not_exist())
    except Contended:
        if not versions(ledger):
            raise


def _program(row: ProgramRow) -> Program:
    return load(row.document, int(row.version), int(row.effective_from_s))
