"""What platforms asked for about personal data, and the proof that it was done: when a request
came, when it was met, and how much there was. Pseudonyms and counts, nothing personal.

The lines lie by store, beside the ledger: that a shop was emptied is one of them, and outlives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from core import calendar
from core.identity import Ledger
from core.ledger.table import IntegerAttribute, Row, put_alone, read_rows, retrying

Kind = Literal["data_request", "redact", "shop_redact"]

# Within which a platform wants it done.
DUE_S = 30 * 86400
# How long the proof is kept: as the tombstones are that nobody can delete (infra/records.yml).
KEPT_S = 400 * 86400


class ComplianceRow(Row, discriminator="CPR"):
    what = UnicodeAttribute()
    subject = UnicodeAttribute(null=True)
    came_at_ms = IntegerAttribute()
    done_at_ms = IntegerAttribute(null=True)
    counts = JSONAttribute(null=True)
    ends_at_s = IntegerAttribute(attr_name="ttl")


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `name`: its own, under which a repeat finds it. `subject`: whom it is about, as
    a pseudonym; "" for a whole store. `done_at_ms`: 0 until it is met. `counts`: of what was found,
    as {"members": 1, "entries": 12}."""

    name: str
    what: Kind
    subject: str
    came_at_ms: int
    done_at_ms: int = 0
    counts: Mapping[str, int] | None = None

    @property
    def due_at_s(self) -> int:
        return self.came_at_ms // 1000 + DUE_S


def came(
    ledger: Ledger, store_id: str, what: Kind, subject: str, at_ms: int, said: str = ""
) -> Request:
    """Note a request; a repeat is the request that it repeats, done or not. `said`: the platform's
    name of it, where it has one; without, two of a day about the same person are one."""
    day = calendar.iso(at_ms / 1000)[:10]
    name = f"{day}-{ledger.request_id(store_id, what, subject, said or day)}"

    def attempt() -> Request:
        for row in read_rows([(_key(store_id), name)]):
            if isinstance(row, ComplianceRow):
                return _request(row)
        new = Request(name, what, subject, at_ms)
        put_alone(_row(store_id, new), ComplianceRow.pk.does_not_exist())
        return new

    return retrying(attempt)


def done(store_id: str, request: Request, counts: Mapping[str, int], at_ms: int) -> bool:
    """Note that a request was met. False when it had been before, which counts."""

    def attempt() -> bool:
        rows = read_rows([(_key(store_id), request.name)])
        before = next((_request(row) for row in rows if isinstance(row, ComplianceRow)), request)
        if before.done_at_ms:
            return False
        met = Request(
            request.name, request.what, request.subject, before.came_at_ms, at_ms, dict(counts)
        )
        put_alone(_row(store_id, met), ComplianceRow.done_at_ms.does_not_exist())
        return True

    return retrying(attempt)


def get(store_id: str, name: str) -> Request | None:
    rows = read_rows([(_key(store_id), name)])
    return next((_request(row) for row in rows if isinstance(row, ComplianceRow)), None)


def listing(store_id: str, limit: int) -> list[Request]:
    """The newest requests first."""
    rows = Row.query(_key(store_id), scan_index_forward=False, limit=limit, consistent_read=True)
    found = [_request(row) for row in rows if isinstance(row, ComplianceRow)]
    return sorted(found, key=lambda one: one.came_at_ms, reverse=True)


def open_of(store_id: str, what: Kind, limit: int = 20) -> list[Request]:
    """Of that kind, those of the newest that are not met yet."""
    found = listing(store_id, limit)
    return [one for one in found if one.what == what and not one.done_at_ms]


def _row(store_id: str, request: Request) -> ComplianceRow:
    return ComplianceRow(
        _key(store_id),
        request.name,
        what=request.what,
        subject=request.subject or None,
        came_at_ms=request.came_at_ms,
        done_at_ms=request.done_at_ms or None,
        counts=dict(request.counts) if request.counts else None,
        ends_at_s=request.came_at_ms // 1000 + KEPT_S,
    )


def _request(row: ComplianceRow) -> Request:
    what: Any = row.what
    return Request(
        name=row.sk,
        what=what,
        subject=row.subject or "",
        came_at_ms=row.came_at_ms,
        done_at_ms=row.done_at_ms or 0,
        counts=row.counts,
    )


def _key(store_id: str) -> str:
    return f"COMPLIANCE#{store_id}"
