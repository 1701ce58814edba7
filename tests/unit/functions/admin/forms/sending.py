"""What a browser sends of a page of the program's forms."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from functions.admin.forms.field import Part
from functions.admin.forms.parts import PARTS, case_of, only, rows_of
from functions.admin.forms.reading import Form


def form_of(document: dict[str, Any], part: Part, row: dict[str, Any]) -> Form:
    """Every field of the page, untouched."""
    form: Form = MultiDict()
    kind, case = part.kind_of(document, row), case_of(document)
    for field in part.fields():
        if part.switch or field.fits(kind):
            for suffix, values in field.kind.show(field.value(row), case).items():
                form.setlist(f"{field.path}{suffix}", [one.replace("\n", "\r\n") for one in values])
    return form


def pages(document: dict[str, Any]) -> list[tuple[Part, dict[str, Any]]]:
    """Every page of a program: each row of each part."""
    return [
        (part, row)
        for part in PARTS.values()
        for row in (rows_of(document, part) if part.many else [only(document, part)])
    ]


def changed_form(
    document: dict[str, Any], part: Part, row: dict[str, Any], typed: dict[str, str | list[str]]
) -> Form:
    """The page with some fields typed anew: a text, or the values of boxes."""
    form = form_of(document, part, row)
    for name, values in typed.items():
        form.setlist(name, [values] if isinstance(values, str) else values)
    return form
