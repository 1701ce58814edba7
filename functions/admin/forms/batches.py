"""Best-before batches of goods, one a row. There is always an empty row to fill in; a row that is
emptied goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from functions.admin.forms.kinds import Case, Faults, Kind, Typed
from functions.admin.forms.rows import rows_of
from functions.admin.numbers import plain

_MOST = 20
_COLUMNS = ("id", "best_before", "stock")


@dataclass(frozen=True, slots=True)
class Batches(Kind):
    """A batch without a name of its own is called by its best-before day."""

    widget: str = "batches"

    def show(self, value: Any, case: Case) -> Typed:
        rows: list[Mapping[str, Any]] = [*(value or ()), {}]
        return {
            f".{i}.{name}": [str(row.get(name, ""))]
            for i, row in enumerate(rows[: max(_MOST, len(value or ()))])
            for name in _COLUMNS
        }

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        return [_batch(typed, i) for i in _filled(typed)] or None, {}

    def place(self, rest: Sequence[str], typed: Typed) -> str:
        filled = _filled(typed)
        number = int(rest[0]) if rest and rest[0].isdigit() else 0
        row = filled[number] if number < len(filled) else 0
        column = rest[1] if len(rest) > 1 and rest[1] in _COLUMNS else "id"
        return f".{row}.{column}"


def _filled(typed: Typed) -> list[int]:
    return [i for i in rows_of(typed) if any(_cell(typed, i, name) for name in _COLUMNS)]


def _batch(typed: Typed, row: int) -> dict[str, str]:
    cells = {name: _cell(typed, row, name) for name in _COLUMNS}
    cells["id"] = cells["id"] or cells["best_before"]
    return {name: cell for name, cell in cells.items() if cell}


def _cell(typed: Typed, row: int, name: str) -> str:
    cell = typed.get(f".{row}.{name}", [""])[0].strip()
    return plain(cell) if name == "stock" else cell
