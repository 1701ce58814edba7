"""Fields of several short rows. There is always an empty one to fill in; a row that is emptied
goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from functions.admin.forms.kinds import REQUIRED, Case, Faults, Kind, Names, Typed
from functions.admin.numbers import plain

_MOST = 60
_ROW = re.compile(r"\.([0-9]{1,3})\.")


def rows_of(typed: Typed) -> list[int]:
    """The numbers of the rows that were sent."""
    found = {int(row[1]) for row in map(_ROW.match, typed) if row}
    return sorted(found)[:_MOST]


@dataclass(frozen=True, slots=True)
class Amounts(Kind):
    """An amount for each currency."""

    widget: str = "amounts"

    def show(self, value: Any, case: Case) -> Typed:
        rows = list((value or {}).items())
        if case.currency not in (value or {}):
            rows.append((case.currency, ""))
        rows.append(("", ""))
        found = {}
        for i, (code, amount) in enumerate(rows):
            found[f".{i}.amount"], found[f".{i}.currency"] = [amount], [code]
        return found

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        known = {codes[0] for suffix, codes in self.show(old, case).items() if "currency" in suffix}
        found: dict[str, str] = {}
        faults: Faults = {}
        for i in rows_of(typed):
            code = plain(typed.get(f".{i}.currency", [""])[0]).upper()
            amount = plain(typed.get(f".{i}.amount", [""])[0])
            if not amount:
                if code not in known:
                    faults[f".{i}.amount"] = REQUIRED
            elif code in found:
                faults[f".{i}.currency"] = "two amounts are in the same currency"
            else:
                found[code] = amount
                faults |= {f".{i}.{part}": what for part, what in _faults(code, amount).items()}
        return found or None, faults

    def place(self, rest: Sequence[str], typed: Typed) -> str:
        for i in rows_of(typed):
            if rest and typed.get(f".{i}.currency", [""])[0].strip().upper() == rest[0]:
                return f".{i}.amount"
        return ".0.amount"


def _faults(code: str, amount: str) -> dict[str, str]:
    """What is wrong with one row alone: the validation speaks of all of them together."""
    from pydantic import TypeAdapter, ValidationError

    from core.program.documents.base import Currency, positive

    found = {}
    try:
        TypeAdapter(Currency).validate_python(code)
    except ValidationError as error:
        found["currency"] = error.errors()[0]["msg"]
    try:
        positive({"USD" if found else code: amount})
    except ValueError as error:
        found["amount"] = str(error)
    return found


@dataclass(frozen=True, slots=True)
class Texts(Kind):
    """A list of names, each in the page's languages. `most`: how many there may be."""

    widget: str = "texts"
    most: int = 10

    def show(self, value: Any, case: Case) -> Typed:
        rows = [*(value or ()), *({}, {})]
        return {
            f".{i}{suffix}": shown
            for i, row in enumerate(rows[: max(self.most, len(value or ()))])
            for suffix, shown in Names().show(row, case).items()
        }

    def read(self, typed: Typed, old: Any, case: Case) -> tuple[Any, Faults]:
        found = []
        for i in rows_of(typed):
            row = old[i] if i < len(old or ()) else {}
            sent = {f".{code}": typed.get(f".{i}.{code}", [""]) for code in Names().languages}
            if sent == Names().show(row, case):
                found.append(row)
            elif any(text[0].strip() for text in sent.values()):
                found.append(Names().read(sent, row, case)[0])
        return [one for one in found if one] or None, {}

    def place(self, rest: Sequence[str], typed: Typed) -> str:
        filled = [
            i
            for i in rows_of(typed)
            if any(typed.get(f".{i}.{code}", [""])[0].strip() for code in Names().languages)
        ]
        number = int(rest[0]) if rest and rest[0].isdigit() else 0
        row = filled[number] if number < len(filled) else 0
        return f".{row}{Names().place(rest[1:], typed)}"
