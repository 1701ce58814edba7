"""The rows that were not imported, as a file to be corrected and imported again, and as a list."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from core.exporting.formats import guarded
from core.migrating.faults import Refused
from core.migrating.tables import Table

# As many as a page shows; the file has all of them.
_LISTED = 100
_HEADS = {
    "en": ("What is wrong", "Line of the file"),
    "zh-Hant": ("哪裡不對", "原檔行號"),
}


def as_csv(table: Table, refused: Sequence[Refused], language: str) -> bytes:
    """The refused rows as they were, and behind them what is wrong. Imported again, the two columns
    behind are read by nobody."""
    rows = dict(table.rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    heads = _HEADS.get(language, _HEADS["en"])
    width = len(table.header)
    writer.writerow([guarded(one) for one in (*table.header, *heads)])
    for one in refused:
        cells = (*rows[one.line], *[""] * width)[:width]
        writer.writerow([*(guarded(cell) for cell in cells), told(one, language), one.line])
    return out.getvalue().encode("utf-8-sig")


def told(one: Refused, language: str) -> str:
    """What is wrong with a row, and in which column."""
    return f"{one.column}: {one.text(language)}" if one.column else one.text(language)


def as_json(refused: Iterable[Refused]) -> bytes:
    """The first of them, to be listed: `listed` reads it."""
    some = list(refused)[:_LISTED]
    return json.dumps(
        [[one.line, one.column, one.code, dict(one.details)] for one in some], ensure_ascii=False
    ).encode()


def listed(content: bytes) -> list[Refused]:
    found: list[Any] = json.loads(content)
    return [Refused(line, column, code, details) for line, column, code, details in found]
