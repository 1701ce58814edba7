"""Files of rows as programs and spreadsheets save them: in what letters, parted by what."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import BadInput

MOST_BYTES = 48 * 1024 * 1024
MOST_ROWS = 200_000
_MOST_COLUMNS = 100
_DELIMITERS = (",", ";", "\t", "|")
# So many letters decide what parts the cells.
_LOOKED_AT = 20_000
# Excel's own hint, in a line before the header.
_HINT = "sep="

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows. `rows`: the line of the file that each begins in, counted from 1, and its
    cells. `encoding` and `delimiter` as they were found."""

    encoding: str
    delimiter: str
    header: Cells
    rows: tuple[tuple[int, Cells], ...]

    @property
    def decimal_comma(self) -> bool:
        """Whether it was saved where 1.234 is a thousand: there semicolons part the cells."""
        return self.delimiter == ";"


def read(content: bytes) -> Table:
    """The table of a file: UTF-8 or UTF-16 with or without their mark, Big5 as Excel in Taiwan
    saves it, else Windows' Western letters. Raises BadInput, with the line where there is one."""
    if len(content) > MOST_BYTES:
        raise BadInput(
            f"The file is larger than {MOST_BYTES // 2**20} MB; split it.", code="too_large"
        )
    text, encoding = _decoded(content)
    hint, skipped = "", 0
    if text[:4].lower() == _HINT:
        first, _, text = text.partition("\n")
        hint, skipped = first[4:].rstrip("\r")[:1], 1
    delimiter = hint if hint in _DELIMITERS else _delimiter(text)
    lines = _lines(text, delimiter, skipped)
    _, header = next(lines, (0, ()))
    if not header:
        raise BadInput("The file is empty; its first row must name the columns.", code="empty")
    if len(header) > _MOST_COLUMNS:
        raise _too_wide()
    rows = tuple(lines)
    if len(rows) > MOST_ROWS:
        raise BadInput(f"The file has more than {MOST_ROWS:,} rows; split it.", code="too_long")
    return Table(encoding, delimiter, tuple(cell.strip() for cell in header), rows)


def head(content: bytes) -> Table:
    """The table of a file of which only the beginning is there: as far as its rows are whole; with
    no header where it is empty. Raises BadInput as `read` does."""
    cut = content[: content.rfind(b"\n") + 1] or content
    if cut.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or 0 in cut[:4]:
        cut = content[: len(content) // 2 * 2]
    text, encoding = _decoded(cut)
    delimiter = _delimiter(text)
    rows = list(_lines(text, delimiter, 0, patient=True))
    header = rows[0][1] if rows else ()
    if len(header) > _MOST_COLUMNS:
        raise _too_wide()
    return Table(encoding, delimiter, tuple(cell.strip() for cell in header), tuple(rows[1:]))


def _too_wide() -> BadInput:
    return BadInput(
        f"The file has more than {_MOST_COLUMNS} columns; leave out what is not needed.",
        code="too_wide",
    )


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(content, "utf-16"), "UTF-16"
    even, odd = content[:400:2], content[1:400:2]
    if odd and odd.count(0) > len(odd) // 2:
        return _strictly(content, "utf-16-le"), "UTF-16"
    if even and even.count(0) > len(even) // 2:
        return _strictly(content, "utf-16-be"), "UTF-16"
    for encoding, name in (("utf-8-sig", "UTF-8"), ("cp950", "Big5"), ("big5hkscs", "Big5")):
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace"), "Windows-1252"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            "The file breaks off in the middle of a letter; save it again as CSV UTF-8.",
            code="bad_letters",
        ) from error


def _delimiter(text: str) -> str:
    """What parts the first rows into the most columns, the same number in each."""
    sample = text[:_LOOKED_AT]
    if len(text) > _LOOKED_AT:
        sample = sample[: sample.rfind("\n") + 1] or sample

    def worth(delimiter: str) -> tuple[int, int]:
        rows = [cells for _, cells in _lines(sample, delimiter, 0, patient=True)][:20]
        wide = len(rows[0]) if rows else 0
        return (wide if wide > 1 else 0, sum(len(cells) == wide for cells in rows))

    return max(_DELIMITERS, key=worth)


def _lines(
    text: str, delimiter: str, skipped: int, *, patient: bool = False
) -> Iterator[tuple[int, Cells]]:
    """Rows with anything in them. `patient`: a fault only ends them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        begun = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if patient:
                return
            raise BadInput(
                f"Line {begun} cannot be read ({error}); look for a quotation mark that is not"
                " closed.",
                code="bad_line",
                line=begun,
            ) from error
        if any(cell.strip() for cell in cells):
            yield begun, tuple(cells)
