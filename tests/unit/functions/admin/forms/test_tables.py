"""The tables of fields against the document and the texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from flask import Flask, g
from pydantic import BaseModel

from core.program.actions import ActionKind
from core.program.defaults import default_document
from core.program.documents.base import Names
from core.program.earning import BonusKind
from core.program.rewards import RewardKind
from core.program.schema import ProgramDocument
from functions.admin.forms.field import Part
from functions.admin.forms.parts import PARTS, case_of, only, rows_of
from functions.admin.forms.reading import read
from functions.admin.forms.saving import begun
from functions.admin.forms.view import Section, kind_text, sections
from functions.admin.language import catalogue
from tests.unit.functions.admin.forms.sending import changed_form

# What is not edited: ids, the kinds of rows, which are chosen when a row is added, the currency in
# which all amounts of a program are, and the days of a festival, which are filled in.
NOT_EDITED = {"id", "kind", "currency", "dates"}
# A draw is filled in on a page of its own (functions/admin/draw_form.py), and changed nowhere.
ON_OTHER_PAGES = ("draws.", "groups.", "referral.", "exchange")
# Places of the document that only the file has ("rewards.price"): none.
IN_THE_FILE_ONLY: set[str] = set()


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The parts that a field's type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif annotation is not Names:
        for argument in get_args(annotation):
            yield from models(argument)


def places(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Every field of a document: "rewards.price"."""
    for name, field in model.model_fields.items():
        place = f"{above}{field.alias or name}"
        inner = list(models(field.annotation))
        for one in inner:
            yield from places(one, f"{place}.")
        if not inner and name not in NOT_EDITED:
            yield place


def above(place: str) -> Iterator[str]:
    """A place and all that it lies in: some fields hold whole rows."""
    while place:
        yield place
        place = place.rpartition(".")[0]


def test_every_field_of_the_document_has_a_place_on_a_page() -> None:
    shown = {f"{part.place}.{field.path}" for part in PARTS.values() for field in part.fields()}
    known = {one for one in places(ProgramDocument) if not one.startswith(ON_OTHER_PAGES)}
    missing = {one for one in known if not shown & set(above(one))}
    assert missing == IN_THE_FILE_ONLY


def test_a_row_of_every_kind_that_the_document_knows_can_be_added() -> None:
    def values(annotation: Any) -> set[str]:
        found = get_args(annotation)
        return set().union(*(values(one) if get_args(one) else {one} for one in found))

    assert set(PARTS["rewards"].kinds) == values(RewardKind)
    assert set(PARTS["bonuses"].kinds) == values(BonusKind)
    assert set(PARTS["actions"].kinds) == values(ActionKind)


def test_a_row_of_a_kind_that_no_page_knows_is_shown_and_kept() -> None:
    document = default_document("TWD")
    row = {"id": "ticket", "kind": "ticket", "name": {"en": "A ticket"}, "points": 5, "seat": 7}
    part = PARTS["rewards"]
    document["rewards"].append(row)
    with Flask(__name__).app_context():
        found = sections(document, part, row, "ticket", None, {})
        assert [one.label for one in found[0].fields] == ["Name", "Costs, in points"]
        assert (kind_text(part, "ticket"), kind_text(part, "ticket", ".hint")) == ("ticket", "")
    form = changed_form(document, part, row, {"points": "6"})
    new, _ = read(part, "ticket", row, form, case_of(document))
    assert new == {**row, "points": "6"}


def test_every_field_of_a_page_is_one_of_the_document() -> None:
    shown = {f"{part.place}.{field.path}" for part in PARTS.values() for field in part.fields()}
    known = {one for place in places(ProgramDocument) for one in above(place)}
    assert shown - known == {"expiry.kind"}


def every_page(document: dict[str, Any]) -> Iterator[tuple[Part, str, list[Section]]]:
    for part in PARTS.values():
        for kind in part.kinds or ("",):
            row = begun(part, kind) if part.many else only(document, part)
            kind = part.kind_of(document, row)
            yield part, kind, sections(document, part, row, kind, None, {})
        if part.many and rows_of(document, part):
            row = rows_of(document, part)[0]
            kind = part.kind_of(document, row)
            yield part, kind, sections(document, part, row, kind, None, {})


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_every_field_has_a_label_and_every_choice_words_in_both_languages(language: str) -> None:
    gold = {"kind": "tier", "tiers": ["gold"]}
    segment = {"id": "best", "name": {"en": "Best"}, "all": [gold]}
    rules = {"entry": "first_paid_order"}
    document = default_document("TWD") | {"tier_rules": rules, "segments": [segment]}
    with Flask(__name__).app_context():
        g.language = language
        pages = list(every_page(document))
    assert len(pages) > 20
    for part, kind, found in pages:
        fields = [one for section in found for one in section.fields]
        assert all(one.label for one in fields)
        labels = [one.label for one in fields]
        assert len(set(labels)) == len(labels), (part.name, kind, labels)
        for one in fields:
            if one.widget in ("choice", "ticks"):
                assert one.options, one.name


def test_every_kind_of_row_is_named_and_explained() -> None:
    known = catalogue("en")
    for part in PARTS.values():
        wanted = [f"part.{part.name}", f"part.{part.name}.none"]
        wanted += [f"part.{part.name}.new", f"part.{part.name}.text"] if part.many else []
        for kind in part.kinds:
            wanted += [f"form.{part.name}.kind={kind}{more}" for more in ("", ".hint")]
        assert [key for key in wanted if key not in known] == []


def test_no_text_of_a_form_is_left_over() -> None:
    """A text under "form." belongs to a field, a group, or a choice that there is."""
    known = {"in_language", "amount", "currency", "text_n", "after", "none"}
    known |= {"question", "question_n", "question_kind", "question_options", "question_required"}
    known |= {f"batch_{column}" for column in ("id", "best_before", "stock")}
    known |= {"condition", "condition_n", "about", "is", "least", "most", "months", "or"}
    for part in PARTS.values():
        groups = [f"group.{one.name}" for one in part.groups]
        for path in (*groups, *(field.path for field in part.fields()), "kind"):
            known |= {path, f"{part.name}.{path}"}
    left = {
        key
        for key in catalogue("en")
        if key.startswith("form.")
        and key.removeprefix("form.").removesuffix(".hint").split("=")[0].split("~")[0] not in known
    }
    assert left == set()


def test_case_of_a_document_knows_its_tiers() -> None:
    case = case_of(default_document("TWD"))
    assert (case.currency, list(case.named["tiers"])) == ("TWD", ["member", "silver", "gold"])
