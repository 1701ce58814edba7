"""From a form that was sent to the row that it describes. A field that was not sent, or was sent
as it was shown, stays as it is in the document."""

from __future__ import annotations

import copy
from typing import Any

from werkzeug.datastructures import MultiDict

from functions.admin.forms.field import Field, Part, Row
from functions.admin.forms.kinds import REQUIRED, Case, Faults, Typed

Form = MultiDict[str, str]


def sent_of(field: Field, form: Form) -> Typed:
    """What a form says of a field, by what follows the field's name in those of its inputs. Empty
    where it says nothing."""
    path = field.path
    return {
        name.removeprefix(path): [value.replace("\r\n", "\n") for value in form.getlist(name)]
        for name in form
        if name == path or name.startswith(f"{path}.")
    }


def kind_sent(part: Part, kind: str, form: Form) -> str:
    """The kind of row that a form describes, where the page chooses it."""
    return form.get(part.switch, kind) if part.switch else kind


def read(part: Part, kind: str, row: Row, form: Form, case: Case) -> tuple[Row, Faults]:
    """The row of that kind with what was sent; and what is wrong with it already, in the
    validation's words, by the names of inputs."""
    new = copy.deepcopy(row)
    faults: Faults = {}
    touched = []
    chosen = kind_sent(part, kind, form)
    for field in part.fields():
        if not field.fits(chosen):
            if part.switch and chosen != kind:
                _put(new, field.path, None)
            continue
        typed, old = sent_of(field, form), field.value(row)
        if typed and typed != field.kind.show(old, case):
            value, wrong = field.kind.read(typed, old, case)
            faults |= {f"{field.path}{suffix}": what for suffix, what in wrong.items()}
            _put(new, field.path, value)
            touched.append(field.path)
            _tidy(part, new, field.path.split(".")[0], case)
        if field.required and field.value(new) is None:
            place = field.path + field.kind.place((), typed)
            faults.setdefault(place, REQUIRED)
    for field in part.fields():
        top = field.path.split(".")[0]
        beside = [path for path in touched if path.startswith(f"{top}.")]
        if field.head and beside == [field.path] and field.value(new) is None:
            new.pop(top, None)
    return new, faults


def _put(row: Row, path: str, value: Any) -> None:
    *above, last = path.split(".")
    for name in above:
        if value is None and not isinstance(row.get(name), dict):
            return
        row = row.setdefault(name, {})
    if value is None:
        row.pop(last, None)
    else:
        row[last] = value


def _tidy(part: Part, row: Row, top: str, case: Case) -> None:
    """Take out of `row[top]` what says no more than the default, and itself when nothing is
    left."""
    inner = row.get(top)
    for field in part.fields():
        name = field.path.removeprefix(f"{top}.")
        if not isinstance(inner, dict) or name == field.path or name not in inner:
            continue
        if field.kind.show(inner[name], case) == field.kind.show(field.default, case):
            del inner[name]
    if inner == {}:
        del row[top]
