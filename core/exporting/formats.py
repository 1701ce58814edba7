"""Records as CSV, as JSON Lines, and as Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any, Literal, get_args

from core.exporting import parquet
from core.exporting.columns import Columns, Record, Type

Format = Literal["csv", "jsonl", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
CONTENT_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
# What makes a spreadsheet take a cell for a formula; and what marks that one was kept from it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def written(form: Format, columns: Columns, records: Sequence[Record]) -> bytes:
    """The file of these records; what a record lacks is empty."""
    if form == "csv":
        return as_csv(columns, records)
    if form == "jsonl":
        return as_jsonl(columns, records)
    return as_parquet(columns, records)


def as_csv(columns: Columns, records: Sequence[Record]) -> bytes:
    """UTF-8 with its mark, so that Excel sees the letters as they are. A text that a spreadsheet
    would take for a formula gets an apostrophe before it, and so does one that begins with one: who
    drops one apostrophe from the beginning of a text has it as it was."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([name for name, _ in columns])
    for record in records:
        writer.writerow([_cell(record.get(name), of) for name, of in columns])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any, of: Type) -> str:
    if value is None:
        return ""
    if of == "number":
        return str(value)
    return guarded(_json(value) if of == "document" else value)


def guarded(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_jsonl(columns: Columns, records: Sequence[Record]) -> bytes:
    """An object a line, with every column."""
    lines = (_json({name: record.get(name) for name, _ in columns}) for record in records)
    return "".join(f"{line}\n" for line in lines).encode()


def as_parquet(columns: Columns, records: Sequence[Record]) -> bytes:
    """A table of one row group."""
    rows: list[parquet.Column] = []
    for name, of in columns:
        values = [record.get(name) for record in records]
        if of == "document":
            values = [None if one is None else _json(one) for one in values]
        kind: parquet.Kind = "number" if of == "number" else "json" if of == "document" else "text"
        rows.append((name, kind, values))
    return parquet.written(rows)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
