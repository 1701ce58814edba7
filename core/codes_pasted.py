"""Partners' codes as a merchant pastes or uploads them: one a line, or a table's first column."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass

MOST_CHARACTERS = 100
# The heading of a column of codes.
_HEADINGS = frozenset({"code", "codes", "voucher", "coupon", "序號", "代碼", "優惠碼", "兌換碼"})


@dataclass(frozen=True, slots=True)
class Pasted:
    """`codes`: each once, in order. `twice`: those that stand there more than once. `faults`: lines
    (from 1) that are no code."""

    codes: tuple[str, ...]
    twice: tuple[str, ...]
    faults: tuple[int, ...]


def read(text: str) -> Pasted:
    """What of a text are codes."""
    found: list[str] = []
    faults = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        code = _first(line)
        if not code or code.casefold() in _HEADINGS:
            continue
        if len(code) > MOST_CHARACTERS or not code.isprintable():
            faults.append(number)
        else:
            found.append(code)
    counts = Counter(found)
    return Pasted(tuple(counts), tuple(one for one, n in counts.items() if n > 1), tuple(faults))


def _first(line: str) -> str:
    """The first cell of a line, by tabs, semicolons or commas."""
    cut = next((mark for mark in "\t;," if mark in line), ",")
    try:
        cells = next(csv.reader([line], delimiter=cut), [])
    except csv.Error:
        return line.strip()
    return cells[0].strip() if cells else ""
