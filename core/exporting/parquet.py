"""Tables as Apache Parquet: the small part of the format that whole numbers and texts need.

A library that writes all of it is as large as everything else together, which no function would
carry for a file a month. One row group; each column one page, plain, with its gaps in a bit a row,
gzipped. https://parquet.apache.org/docs/file-format/, parquet.thrift in the compact protocol.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Literal

Kind = Literal["number", "text", "json"]
Column = tuple[str, Kind, Sequence[int | str | None]]

_MAGIC = b"PAR1"
# Numbers of parquet.thrift.
_INT64, _BYTE_ARRAY = 2, 6
_UTF8, _JSON = 0, 19
_OPTIONAL = 1
_PLAIN, _RLE = 0, 3
_GZIP = 2
_DATA_PAGE = 0
# Types of the compact protocol.
_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12


def written(columns: Sequence[Column]) -> bytes:
    """The file of these columns, which have a value or a gap for each row."""
    body, chunks = bytearray(_MAGIC), []
    rows = len(columns[0][2])
    for name, kind, values in columns:
        begins = len(body)
        page, plain = _page(kind, values)
        body += page
        type_ = _INT64 if kind == "number" else _BYTE_ARRAY
        chunks.append((name, type_, begins, len(body) - begins, plain))
    footer = _footer(columns, rows, chunks)
    return bytes(body + footer + struct.pack("<I", len(footer)) + _MAGIC)


def _page(kind: Kind, values: Sequence[int | str | None]) -> tuple[bytes, int]:
    """A page with its header, and how long the two would be without compression."""
    levels = _levels([value is not None for value in values])
    data = bytearray(struct.pack("<I", len(levels)) + levels)
    for value in values:
        if isinstance(value, int):
            data += struct.pack("<q", value)
        elif value is not None:
            letters = value.encode("utf-8", "replace")
            data += struct.pack("<I", len(letters)) + letters
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    packed = packer.compress(bytes(data)) + packer.flush()
    page = _Struct()
    page.number(1, _I32, _DATA_PAGE)
    page.number(2, _I32, len(data))
    page.number(3, _I32, len(packed))
    header = _Struct()
    header.number(1, _I32, len(values))
    header.number(2, _I32, _PLAIN)
    header.number(3, _I32, _RLE)
    header.number(4, _I32, _RLE)
    page.inner(5, header)
    head = page.ended()
    return head + packed, len(head) + len(data)


def _levels(there: Sequence[bool]) -> bytes:
    """Which values are there, in the hybrid of runs and bits: one run of bits, eight at a time."""
    groups = -(-len(there) // 8)
    bits = bytearray(groups)
    for number, one in enumerate(there):
        bits[number // 8] |= one << (number % 8)
    return _varint(groups << 1 | 1) + bytes(bits)


def _footer(
    columns: Sequence[Column], rows: int, chunks: Sequence[tuple[str, int, int, int, int]]
) -> bytes:
    root = _Struct()
    root.text(4, "schema")
    root.number(5, _I32, len(columns))
    schema = [root]
    for name, kind, _ in columns:
        element = _Struct()
        element.number(1, _I32, _INT64 if kind == "number" else _BYTE_ARRAY)
        element.number(3, _I32, _OPTIONAL)
        element.text(4, name)
        if kind != "number":
            element.number(6, _I32, _JSON if kind == "json" else _UTF8)
        schema.append(element)
    group = _Struct()
    group.structs(1, [_chunk(rows, *one) for one in chunks])
    group.number(2, _I64, sum(plain for *_, plain in chunks))
    group.number(3, _I64, rows)
    footer = _Struct()
    footer.number(1, _I32, 1)
    footer.structs(2, schema)
    footer.number(3, _I64, rows)
    footer.structs(4, [group] if rows else [])
    footer.text(6, "regulars")
    return footer.ended()


def _chunk(rows: int, name: str, type_: int, begins: int, size: int, plain: int) -> _Struct:
    meta = _Struct()
    meta.number(1, _I32, type_)
    meta.numbers(2, [_PLAIN, _RLE])
    meta.texts(3, [name])
    meta.number(4, _I32, _GZIP)
    meta.number(5, _I64, rows)
    meta.number(6, _I64, plain)
    meta.number(7, _I64, size)
    meta.number(9, _I64, begins)
    chunk = _Struct()
    chunk.number(2, _I64, begins)
    chunk.inner(3, meta)
    return chunk


class _Struct:
    """A struct of the compact protocol, written field by field in their order."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._last = 0

    def number(self, field: int, type_: int, value: int) -> None:
        self._field(field, type_)
        self._bytes += _zigzag(value)

    def text(self, field: int, value: str) -> None:
        self._field(field, _BINARY)
        self._bytes += _text(value)

    def inner(self, field: int, value: _Struct) -> None:
        self._field(field, _STRUCT)
        self._bytes += value.ended()

    def structs(self, field: int, values: Sequence[_Struct]) -> None:
        self._list(field, _STRUCT, [one.ended() for one in values])

    def numbers(self, field: int, values: Sequence[int]) -> None:
        self._list(field, _I32, [_zigzag(one) for one in values])

    def texts(self, field: int, values: Sequence[str]) -> None:
        self._list(field, _BINARY, [_text(one) for one in values])

    def ended(self) -> bytes:
        return bytes(self._bytes) + b"\0"

    def _list(self, field: int, type_: int, values: Sequence[bytes]) -> None:
        self._field(field, _LIST)
        size = len(values)
        self._bytes += (
            bytes([size << 4 | type_]) if size < 15 else bytes([0xF0 | type_]) + _varint(size)
        )
        self._bytes += b"".join(values)

    def _field(self, field: int, type_: int) -> None:
        self._bytes += bytes([(field - self._last) << 4 | type_])
        self._last = field


def _text(value: str) -> bytes:
    letters = value.encode()
    return _varint(len(letters)) + letters


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)
