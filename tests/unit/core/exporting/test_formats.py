"""What an export writes, others read: a spreadsheet, a line at a time, and Parquet's own reader."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exporting import parquet
from core.exporting.columns import FILES, Columns
from core.exporting.formats import FORMATS, as_csv, as_jsonl, as_parquet, written
from core.migrating.cells import plain

COLUMNS: Columns = (("email", "text"), ("points", "number"), ("why", "document"))
RECORDS: list[dict[str, Any]] = [
    {"email": "mei@example.com", "points": -5, "why": {"reason": "x", "名": "王\n小明"}},
    {"email": "", "points": 0, "why": []},
    {"email": '=1+1,"a"', "points": 2**40},
    {"email": None, "points": None, "why": {"a": 1}},
]
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)


def parsed(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_no_cell_is_a_formula_and_every_text_comes_back_as_it_was() -> None:
    rows = parsed(as_csv(COLUMNS, RECORDS))
    assert rows[0] == ["email", "points", "why"]
    assert rows[1][:2] == ["mei@example.com", "-5"], "a number is no formula"
    assert rows[3][0] == '\'=1+1,"a"'


@given(_TEXTS)
def test_one_apostrophe_less_is_the_text(text: str) -> None:
    [_, [cell, *_]] = parsed(as_csv(COLUMNS, [{"email": text}]))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == text


def test_an_address_that_looks_like_a_formula_is_imported_as_it_was() -> None:
    [_, [cell, *_]] = parsed(as_csv(COLUMNS, [{"email": "+sale@example.com"}]))
    assert plain(cell) == "+sale@example.com"


def test_each_line_of_json_is_an_object_with_every_column() -> None:
    lines = as_jsonl(COLUMNS, RECORDS).decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        {name: record.get(name) for name, _ in COLUMNS} for record in RECORDS
    ]


def read_parquet(content: bytes) -> tuple[list[dict[str, Any]], Any]:
    """By the reference implementation."""
    table = pq.read_table(io.BytesIO(content))
    return table.to_pylist(), pq.ParquetFile(io.BytesIO(content))


def test_parquets_own_reader_reads_what_was_written() -> None:
    rows, file = read_parquet(as_parquet(COLUMNS, RECORDS))
    assert [row["points"] for row in rows] == [-5, 0, 2**40, None]
    assert [row["email"] for row in rows] == [one["email"] for one in RECORDS]
    assert json.loads(rows[0]["why"]) == RECORDS[0]["why"]
    assert rows[2]["why"] is None
    assert file.schema_arrow.field("points").type == "int64"
    assert file.metadata.created_by == "regulars"


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), st.none() | _TEXTS),
        max_size=40,
    )
)
def test_any_table_is_read_back(rows: list[tuple[int | None, str | None]]) -> None:
    content = parquet.written(
        [("n", "number", [one for one, _ in rows]), ("t", "text", [one for _, one in rows])]
    )
    found, _ = read_parquet(content)
    assert [(one["n"], one["t"]) for one in found] == rows


def test_a_table_of_many_rows_and_more_columns_than_a_short_list_has_is_read_back() -> None:
    columns: list[parquet.Column] = [
        (f"c{number}", "text", [f"{number} {row}" for row in range(70_000)]) for number in range(20)
    ]
    found, file = read_parquet(parquet.written(columns))
    assert (file.metadata.num_rows, file.metadata.num_columns) == (70_000, 20)
    assert found[69_999]["c19"] == "19 69999"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", FILES)
def test_a_file_without_rows_still_names_its_columns(name: str, form: Any) -> None:
    content = written(form, FILES[name], [])
    if form == "csv":
        assert parsed(content) == [[one for one, _ in FILES[name]]]
    elif form == "parquet":
        assert read_parquet(content)[1].schema_arrow.names == [one for one, _ in FILES[name]]
    else:
        assert content == b""
