"""What a command answers: one JSON document for machines, and the same for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` is printed under --json, else `text`. `exit_code` 1: it worked, and what it found
    is bad."""

    data: dict[str, Any]
    text: Callable[[], str]
    exit_code: int = 0


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns under headings; numbers to the right."""
    cells = [[_shown(cell) for cell in row] for row in rows]
    widths = [
        max(map(_width, column)) for column in zip(headings, *cells, strict=True)
    ]  # wide (Chinese) characters take two places
    right = [
        bool(rows) and all(isinstance(row[index], int) for row in rows)
        for index in range(len(headings))
    ]
    lines = [headings, *cells]
    return "\n".join(
        "  ".join(
            _padded(cell, width, to_right)
            for cell, width, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )


def fields(pairs: Sequence[tuple[str, object]]) -> str:
    """One "name  value" a line."""
    width = max(_width(name) for name, _ in pairs)
    return "\n".join(f"{_padded(name, width, False)}  {_shown(value)}" for name, value in pairs)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return "-" if value is None else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int, to_right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if to_right else text + space
