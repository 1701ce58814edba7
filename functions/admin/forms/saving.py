"""One row of a program put in, changed or taken out: the whole document stays valid. `today` is the
store's day, from which festivals' days are filled in; without it they stay as they are."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from core.errors import BadInput
from functions.admin.forms.faults import beside
from functions.admin.forms.field import Document, Part, Row
from functions.admin.forms.kinds import Faults
from functions.admin.forms.parts import (
    case_of,
    find,
    fresh_id,
    only,
    rows_of,
    with_only,
    with_rows,
)
from functions.admin.forms.reading import Form, kind_sent, read


class Refused(Exception):
    """The form cannot be kept. `faults`: what is wrong, in the validation's words, by the inputs'
    names; under "" what is beside none of them."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(str(faults))
        self.faults = faults


class Overtaken(Exception):
    """The row is not as the form's page showed it: somebody changed it meanwhile, or took it out.
    Nothing was kept."""


def seen_of(row: Row) -> str:
    """What a form carries to say which row its page showed."""
    text = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def changed(
    document: dict[str, Any], part: Part, row_id: str, form: Form, today: date | None = None
) -> dict[str, Any]:
    """The document with what was sent of one row, or of the part that stands alone. Raises Refused,
    and Overtaken for a row that is not as the form's `seen` says."""
    if not part.many:
        row = only(document, part)
        new, faults = _read(document, part, row, form)
        if new == row and not faults:
            return document
        _as_seen(row, form)
        return _valid(with_only(document, part, new), part, part.place, new, form, faults, today)
    found = find(document, part, row_id)
    if found is None:
        raise Overtaken(row_id)
    number, row = found
    new, faults = _read(document, part, row, form)
    if new == row and not faults:
        return document
    _as_seen(row, form)
    rows = rows_of(document, part)
    rows[number] = new
    place = f"{part.place}.{number}"
    return _valid(with_rows(document, part, rows), part, place, new, form, faults, today)


def added(
    document: dict[str, Any], part: Part, kind: str, form: Form, today: date | None = None
) -> dict[str, Any]:
    """The document with one row more: the last, or in a part where the order counts the one after
    the row that the form names. Raises Refused."""
    new, faults = _read(document, part, begun(part, kind), form)
    new["id"] = fresh_id(document, part, new.get("name"))
    rows = rows_of(document, part)
    before = find(document, part, form.get("after", "")) if part.ordered else None
    number = before[0] + 1 if before else len(rows)
    rows.insert(number, new)
    place = f"{part.place}.{number}"
    return _valid(with_rows(document, part, rows), part, place, new, form, faults, today)


def removed(
    document: dict[str, Any],
    part: Part,
    row_id: str,
    today: date | None = None,
    form: Form | None = None,
) -> dict[str, Any]:
    """The document without a row; as it is when that has gone already. Raises Refused, and
    Overtaken for a row that is not as the form's `seen` says."""
    found = find(document, part, row_id)
    if found is None:
        return document
    _as_seen(found[1], form or Form())
    rows = rows_of(document, part)
    del rows[found[0]]
    return _valid(with_rows(document, part, rows), part, part.place, found[1], Form(), {}, today)


def removable(document: Document, part: Part, row_id: str) -> bool:
    """Whether the program can do without a row: where the order counts, the first stays."""
    found = find(document, part, row_id) if part.many else None
    if found is None or len(rows_of(document, part)) <= part.least:
        return False
    return not part.ordered or found[0] > 0


def begun(part: Part, kind: str) -> Row:
    """What a new row of that kind begins with."""
    return {"id": "", **(part.fresh or {}), **({"kind": kind} if part.kinds else {})}


def _as_seen(row: Row, form: Form) -> None:
    if form.get("seen", "") not in ("", seen_of(row)):
        raise Overtaken(row.get("id", ""))


def _read(document: Document, part: Part, row: Row, form: Form) -> tuple[Row, Faults]:
    return read(part, part.kind_of(document, row), row, form, case_of(document))


def _valid(
    document: dict[str, Any],
    part: Part,
    place: str,
    row: Row,
    form: Form,
    faults: Faults,
    today: date | None,
) -> dict[str, Any]:
    from core.program.schema import validate  # pydantic: only when somebody edits the program

    valid = None
    kind = kind_sent(part, part.kind_of(document, row), form)
    fields = [field.path for field in part.fields() if field.fits(kind)]
    try:
        valid = validate(document, today)
    except BadInput as error:
        problems: Any = error.details["problems"]
        told = {_field(fields, name) for name in faults}
        more = beside(part, kind, place, problems, form)
        faults |= {name: what for name, what in more.items() if _field(fields, name) not in told}
    if valid is None or faults:
        order = {path: number for number, path in enumerate(fields)}
        on_page = sorted(faults, key=lambda name: order.get(_field(fields, name), -1))
        raise Refused({name: faults[name] for name in on_page})
    return valid


def _field(paths: list[str], name: str) -> str:
    """The field whose input that is."""
    return next((one for one in paths if name == one or name.startswith(f"{one}.")), name)
