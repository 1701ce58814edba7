"""Sums of what members did as items of the table, and the way to and from them.

There may be two editions of the sums: the one that is shown, and one that is being made anew. A
member's line in an edition says up to which entry the member is in it; it names nobody, and is
written together with the sums that it is about.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import IntegerAttribute, Row, read_rows

STATE = "STATE"
EDITIONS = (0, 1)


class SummedRow(Row, discriminator="NS"):
    """A member's entries up to `sequence` are in the sums, as those of somebody with an account
    or without."""

    version = IntegerAttribute(attr_name="v")
    sequence = IntegerAttribute(attr_name="seq")
    account = IntegerAttribute()


class SumRow(Row, discriminator="NC"):
    """Counters, as packed JSON: a month of many days has thousands of them, much alike."""

    version = IntegerAttribute(attr_name="v")
    counters = UnicodeAttribute()


class NumbersRow(Row, discriminator="NP"):
    """`shown`: the edition that is looked at, missing before there is one; `made`: the one that is
    being made, with all `members` up to `after` in the list of members; `asked`: another one is to
    be made; `at_ms`: when all that was relayed had been summed; `lease_ms`: until when nobody else
    may sum."""

    version = IntegerAttribute(attr_name="v")
    shown = IntegerAttribute(null=True)
    made = IntegerAttribute(null=True)
    after = UnicodeAttribute(null=True)
    members = IntegerAttribute(null=True)
    asked = IntegerAttribute(null=True)
    at_ms = IntegerAttribute(null=True)
    lease_ms = IntegerAttribute(null=True)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a ledger's sums are; `version` 0: nobody has begun. See NumbersRow."""

    version: int = 0
    shown: int | None = None
    made: int | None = None
    after: str = ""
    members: int = 0
    asked: bool = False
    at_ms: int = 0
    lease_ms: int = 0


def progress(ledger: Ledger) -> Progress:
    """As it is now."""
    rows = read_rows([(keys.numbers(ledger), STATE)])
    for row in rows:
        if isinstance(row, NumbersRow):
            return Progress(
                version=row.version,
                shown=row.shown,
                made=row.made,
                after=row.after or "",
                members=row.members or 0,
                asked=bool(row.asked),
                at_ms=row.at_ms or 0,
                lease_ms=row.lease_ms or 0,
            )
    return Progress()


def progress_row(ledger: Ledger, state: Progress) -> NumbersRow:
    """The row of what is to be written; its version is one more than the state's."""
    return NumbersRow(
        keys.numbers(ledger),
        STATE,
        version=state.version + 1,
        shown=state.shown,
        made=state.made,
        after=state.after or None,
        members=state.members or None,
        asked=int(state.asked) or None,
        at_ms=state.at_ms or None,
        lease_ms=state.lease_ms or None,
    )


def sum_key(ledger: Ledger, edition: int, row: str) -> tuple[str, str]:
    return keys.numbers(ledger), f"{edition}#{row}"


def sum_row(
    ledger: Ledger, edition: int, row: str, version: int, counters: Mapping[str, int]
) -> SumRow:
    """A row of sums as it is to be written over the one of that version."""
    where = sum_key(ledger, edition, row)
    return SumRow(*where, version=version + 1, counters=_packed(dict(counters)))


def counters_of(row: SumRow) -> dict[str, int]:
    found: dict[str, int] = json.loads(zlib.decompress(base64.b64decode(row.counters)))
    return found


def sums_of(ledger: Ledger, edition: int, rows: Iterable[str]) -> dict[str, SumRow]:
    """Rows of sums by their names, those that there are."""
    wanted = {sum_key(ledger, edition, row): row for row in rows}
    found = read_rows(wanted) if wanted else []
    return {wanted[row.pk, row.sk]: row for row in found if isinstance(row, SumRow)}


def sums_beginning(ledger: Ledger, edition: int, prefix: str) -> dict[str, SumRow]:
    """All rows of sums whose names begin so."""
    begins = f"{edition}#"
    condition: Any = Row.sk.startswith(begins + prefix)
    rows = Row.query(keys.numbers(ledger), condition)
    return {row.sk.removeprefix(begins): row for row in rows if isinstance(row, SumRow)}


def _packed(counters: dict[str, int]) -> str:
    text = json.dumps(counters, sort_keys=True, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(text, 9)).decode()
