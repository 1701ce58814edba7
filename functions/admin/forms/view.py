"""A page of a part of the program: its fields with their labels, hints and faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from functions.admin.forms.choosing import Conditions, subjects
from functions.admin.forms.faults import in_words
from functions.admin.forms.field import Document, Field, Part, Row
from functions.admin.forms.kinds import Case, Choice, Each, Faults, Pick, Ticks, Typed
from functions.admin.forms.parts import case_of
from functions.admin.forms.questions import Questions
from functions.admin.forms.reading import Form, sent_of
from functions.admin.forms.rows import rows_of
from functions.admin.language import catalogue, name_in, say


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as a template takes it. `rows`: the numbers of its rows, where it has such."""

    name: str
    widget: str
    mode: str
    label: str
    hint: str
    typed: Typed
    options: list[tuple[str, str]]
    rows: list[int]
    faults: Faults
    required: bool
    kinds: str

    def value(self, suffix: str = "") -> str:
        values = self.typed.get(suffix) or [""]
        return values[0]


@dataclass(frozen=True, slots=True)
class Section:
    """A group of them. `open`: whether a folded one shows what it has."""

    name: str
    title: str
    hint: str
    folded: bool
    open: bool
    fields: list[Shown]


def sections(
    document: Document, part: Part, row: Row, kind: str, form: Form | None, faults: Faults
) -> list[Section]:
    """What the page of a row shows: what was typed where a form was sent, else what there is."""
    case, found = case_of(document), []
    for group in part.groups:
        fields = [one for one in group.fields if part.switch or one.fits(kind)]
        shown = [_shown(part, one, row, kind, case, form, faults) for one in fields]
        if not shown:
            continue
        set_here = any(_is_set(one, row, case) for one in fields)
        sent = form is not None and any(
            one.typed != field.kind.show(field.default, case)
            for one, field in zip(shown, fields, strict=True)
        )
        found.append(
            Section(
                group.name,
                _text(part, f"group.{group.name}", kind, case),
                _text(part, f"group.{group.name}", kind, case, ".hint"),
                group.folded,
                set_here or sent or any(one.faults for one in shown),
                shown,
            )
        )
    return found


def words(faults: Faults) -> Faults:
    return {name: in_words(what) for name, what in faults.items()}


def kind_text(part: Part, kind: str, more: str = "") -> str:
    """What a kind of row is called; its own word where a program has one that no page knows."""
    key = f"form.{part.name}.kind={kind}{more}"
    return say(key) if key in catalogue("en") else "" if more else kind


def _is_set(field: Field, row: Row, case: Case) -> bool:
    return field.kind.show(field.value(row), case) != field.kind.show(field.default, case)


def _shown(
    part: Part,
    field: Field,
    row: Row,
    kind: str,
    case: Case,
    form: Form | None,
    faults: Faults,
) -> Shown:
    typed = (sent_of(field, form) if form is not None else {}) or field.kind.show(
        field.value(row), case
    )
    path = field.path
    return Shown(
        name=path,
        widget=field.kind.widget,
        mode=field.kind.mode,
        label=_text(part, path, kind, case),
        hint=_text(part, path, kind, case, ".hint"),
        typed=typed,
        options=_options(part, field, case, typed),
        rows=rows_of(typed),
        faults={n: what for n, what in faults.items() if n == path or n.startswith(f"{path}.")},
        required=field.required,
        kinds=" ".join(field.kinds),
    )


def _text(part: Part, path: str, kind: str, case: Case, suffix: str = "") -> str:
    """The text of a field, the closest there is: for this kind in this part, for this part, for
    any. A hint may be missing."""
    for key in (f"{part.name}.{path}~{kind}", f"{part.name}.{path}", path):
        if f"form.{key}{suffix}" in catalogue("en"):
            return say(f"form.{key}{suffix}", currency=case.currency)
    if suffix:
        return ""
    raise KeyError(f"form.{part.name}.{path}")


def _options(part: Part, field: Field, case: Case, typed: Typed) -> list[tuple[str, str]]:
    if isinstance(field.kind, Conditions):
        return [(about, _subject(about, names)) for about, names in subjects(case, typed)]
    if isinstance(field.kind, Ticks | Pick | Each) and field.kind.of:
        return [(one, name_in(names)) for one, names in case.named.get(field.kind.of, {}).items()]
    if isinstance(field.kind, Choice | Ticks | Questions):
        return [(one, _option(part, field.path, one)) for one in field.kind.options]
    return []


def _subject(about: str, names: list[Mapping[str, str]]) -> str:
    kind = about.partition(":")[0]
    told = [name_in(one) for one in names if one]
    first, rest = told[:1], say("form.or").join(told[1:])
    if kind == "tier":
        first, rest = [], say("form.or").join(told)
    return say(f"form.condition={kind}", name=(first or [""])[0], rest=rest)


def _option(part: Part, path: str, value: str) -> str:
    known: Mapping[str, str] = catalogue("en")
    return next(
        say(key)
        for key in (f"form.{part.name}.{path}={value}", f"form.{path}={value}")
        if key in known
    )
