"""A survey's questions as a form: answers stay with the question and the option they were given
to."""

from __future__ import annotations

from typing import Any

import pytest

from core.program.defaults import default_document
from core.program.schema import validate
from functions.admin.forms.events import SURVEYS
from functions.admin.forms.saving import Refused, changed
from tests.unit.functions.admin.forms.sending import changed_form

Typed = dict[str, str | list[str]]


def survey() -> dict[str, Any]:
    tea, coffee = {"en": "Tea", "zh-Hant": "茶"}, {"en": "Coffee", "ja": "コーヒー"}
    drink = {
        "id": "drink",
        "text": {"en": "What do you drink?"},
        "kind": "choice",
        "options": [{"id": "tea", "text": tea}, {"id": "coffee", "text": coffee}],
    }
    rate = {"id": "rate", "text": {"en": "How was it?"}, "kind": "scale", "required": True}
    one = {"id": "taste", "name": {"en": "Taste"}, "questions": [drink, rate]}
    return validate(default_document("TWD") | {"surveys": [one]})


def questions(typed: Typed) -> list[dict[str, Any]]:
    document = survey()
    form = changed_form(document, SURVEYS, document["surveys"][0], typed)
    found: list[dict[str, Any]] = changed(document, SURVEYS, "taste", form)["surveys"][0][
        "questions"
    ]
    return found


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("Tea\r\nCoffee\r\nMilk", ["tea", "coffee", "o1"]),
        ("Coffee\r\nTea", ["coffee", "tea"]),
        ("Milk\r\nCoffee", ["tea", "coffee"]),
        ("Oolong\r\nGreen\r\nCoffee", ["tea", "o1", "coffee"]),
    ],
)
def test_an_option_keeps_its_id_where_its_text_or_its_place_stays(
    typed: str, ids: list[str]
) -> None:
    document = survey()
    del document["surveys"][0]["questions"][0]["options"][0]["text"]["zh-Hant"]
    form = changed_form(
        document, SURVEYS, document["surveys"][0], {"questions.0.options.en": typed}
    )
    question = changed(document, SURVEYS, "taste", form)["surveys"][0]["questions"][0]
    assert [one["id"] for one in question["options"]] == ids
    assert [one["text"]["en"] for one in question["options"]] == typed.split("\r\n")


def test_a_question_is_changed_added_and_removed_and_the_others_stay() -> None:
    before = survey()["surveys"][0]["questions"]
    found = questions({"questions.1.text.en": "How did you like it?", "questions.1.required": ""})
    assert found[0] == before[0]
    assert found[1] == {"id": "rate", "text": {"en": "How did you like it?"}, "kind": "scale"}
    found = questions(
        {
            "questions.0.text.en": "",
            "questions.2.text.zh-Hant": "還想要什麼？",
            "questions.2.kind": "text",
        }
    )
    assert [one["id"] for one in found] == ["rate", "q1"]
    assert found[1] == {"id": "q1", "text": {"zh-Hant": "還想要什麼？"}, "kind": "text"}


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ({"questions.2.text.en": "Which?"}, "questions.2.options.en"),
        (
            {"questions.2.text.en": "Which?", "questions.2.options.en": "One"},
            "questions.2.options.en",
        ),
        (
            {"questions.0.text.en": "", "questions.1.text.en": "x" * 201},
            "questions.1.text.en",
        ),
        ({"questions.1.kind": "dance"}, "questions.1.kind"),
        ({"questions.0.options.zh-Hant": "茶" * 201}, "questions.0.options.zh-Hant"),
        ({"questions.0.text.en": "", "questions.1.text.en": ""}, "questions.0.text.en"),
    ],
)
def test_a_fault_stands_beside_the_question_it_is_about(typed: Typed, beside: str) -> None:
    with pytest.raises(Refused) as error:
        questions(typed)
    assert list(error.value.faults) == [beside]
