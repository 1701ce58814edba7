"""A form that is opened and saved changes nothing; one that changes a field changes that field."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.program.defaults import default_document
from core.program.schema import validate
from functions.admin.forms.kinds import Faults
from functions.admin.forms.parts import case_of
from functions.admin.forms.reading import Form, read
from functions.admin.forms.saving import changed
from functions.admin.forms.tiers import TIERS
from tests.unit.functions.admin.forms.documents import Document, documents
from tests.unit.functions.admin.forms.sending import changed_form, form_of, pages

SLOW = [HealthCheck.too_slow]
EXAMPLES = sorted((Path(__file__).parents[5] / "examples" / "programs").glob("*.json"))


def saved_unchanged(document: Document) -> None:
    before = copy.deepcopy(document)
    for part, row in pages(document):
        form = form_of(document, part, row)
        assert changed(document, part, row.get("id", ""), form) == before, part.name
        # Nothing to save is not even validated: this is what was read.
        kind = part.kind_of(document, row)
        assert read(part, kind, row, form, case_of(document)) == (row, Faults()), part.name
    assert document == before


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(documents())
def test_any_program_opened_and_saved_by_each_form_comes_back_identical(document: Document) -> None:
    saved_unchanged(document)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_program_opened_and_saved_by_each_form_comes_back_identical(path: Path) -> None:
    saved_unchanged(validate(json.loads(path.read_text("utf-8"))))


@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
@given(documents())
def test_a_form_that_lacks_its_fields_changes_nothing(document: Document) -> None:
    for part, row in pages(document):
        assert changed(document, part, row.get("id", ""), Form()) == document


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(documents(), st.data())
def test_what_a_form_does_not_show_survives_a_change_of_what_it_shows(
    document: Document, data: st.DataObject
) -> None:
    part, row = data.draw(st.sampled_from(pages(document)))
    row = {**row, "of_another_release": {"kept": [1]}}
    kind = part.kind_of(document, row)
    field = data.draw(st.sampled_from([one for one in part.fields() if one.fits(kind)]))
    if field.path == part.switch:
        return
    form = form_of(document, part, row)
    for name in list(form):
        if name == field.path or name.startswith(f"{field.path}."):
            form.setlist(name, [data.draw(st.sampled_from(["", "7", "yes"]))])
    new, _ = read(part, kind, row, form, case_of(document))
    top = field.path.split(".")[0]
    assert {k: v for k, v in new.items() if k != top} == {k: v for k, v in row.items() if k != top}


def test_names_in_other_languages_stay() -> None:
    document = default_document("USD")
    document["tiers"][1]["name"]["ja"] = "シルバー"
    document["tiers"][1]["perks"] = {
        "texts": [{"en": "One", "ja": "一"}, {"en": "Two"}, {"ja": "三"}]
    }
    document = validate(document)
    row = document["tiers"][1]
    typed = {"perks.texts.0.en": "1", "perks.texts.1.en": ""}
    form = changed_form(document, TIERS, row, {"name.en": "Silver Leaf", **typed})
    tier = changed(document, TIERS, "silver", form)["tiers"][1]
    named = default_document("USD")["tiers"][1]["name"] | {"en": "Silver Leaf", "ja": "シルバー"}
    assert tier["name"] == named
    assert tier["perks"] == {"texts": [{"en": "1", "ja": "一"}, {"ja": "三"}]}
