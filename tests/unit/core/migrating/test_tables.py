"""Files as spreadsheets save them: letters, what parts the cells, lines."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.migrating import tables

TAIWAN = "電子郵件,點數,姓名\r\nmei@example.com,120,王小明\r\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp950", "Big5"),
    ],
)
def test_a_file_is_read_in_whatever_letters_it_was_saved(encoding: str, found: str) -> None:
    table = tables.read(TAIWAN.encode(encoding))
    assert table.encoding == found
    assert table.header == ("電子郵件", "點數", "姓名")
    assert table.rows == ((2, ("mei@example.com", "120", "王小明")),)


def test_western_letters_of_windows_are_read_where_nothing_else_fits() -> None:
    table = tables.read("Email,Name\nzoé@example.com,Ça\xff".encode("cp1252"))
    assert table.encoding in ("Windows-1252", "Big5")
    assert len(table.rows) == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_what_parts_the_cells_is_found_out(delimiter: str) -> None:
    rows = [["email", "points", "note"], ["a@example.com", "1,200", "one; two | three"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    table = tables.read(out.getvalue().encode())
    assert table.delimiter == delimiter
    assert table.rows[0][1] == tuple(rows[1])


def test_excels_own_hint_before_the_header_is_taken() -> None:
    table = tables.read(b"sep=;\r\nemail;points\r\na@example.com;5\r\n")
    assert (table.delimiter, table.header) == (";", ("email", "points"))
    assert table.rows == ((3, ("a@example.com", "5")),)


def test_a_row_is_known_by_the_line_it_begins_in_although_cells_have_lines_of_their_own() -> None:
    content = b'email,address\n\na@example.com,"1 Road\nTown"\nb@example.com,x\n'
    assert [line for line, _ in tables.read(content).rows] == [3, 5]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xff\xfea", "bad_letters"),
        (b"a," * 200, "too_wide"),
        (b"email\n" + b"x" * 200_000, "bad_line"),
        (b"email\n" + b"a@example.com\n" * (tables.MOST_ROWS + 1), "too_long"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        tables.read(content)
    assert refusal.value.code == code


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_are_refused(content: bytes) -> None:
    try:
        table = tables.read(content)
    except BadInput:
        return
    assert table.header


_CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.tuples(_CELLS, _CELLS, st.just("x")), min_size=1, max_size=6))
def test_what_a_spreadsheet_writes_is_read_as_it_was(rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("email", "points", "note"), *rows])
    table = tables.read(out.getvalue().encode("utf-8-sig"))
    assert [cells for _, cells in table.rows] == rows


def test_the_beginning_of_a_file_shows_its_first_rows() -> None:
    content = b"email,points\na@example.com,1\nb@example.com,2\nc@exam"
    table = tables.head(content)
    assert table.header == ("email", "points")
    assert [cells[1] for _, cells in table.rows] == ["1", "2"]
