"""Best-before batches on the page of a reward."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, g

from core.program.defaults import default_document
from core.program.schema import validate
from functions.admin.forms.faults import in_words
from functions.admin.forms.parts import PARTS
from functions.admin.forms.saving import Refused, changed
from tests.unit.functions.admin.forms.sending import changed_form

MARCH = {"id": "march", "best_before": "2027-04-10", "stock": 40}
REWARDS = PARTS["rewards"]


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with Flask(__name__).app_context():
        g.language = "zh-Hant"
        yield


def program(**more: Any) -> dict[str, Any]:
    document = default_document("TWD")
    cakes = {"id": "cakes", "kind": "goods", "name": {"en": "Cakes"}, "points": 300}
    document["rewards"].append({**cakes, **more})
    return validate(document)


def saved(document: dict[str, Any], **typed: str) -> Any:
    row = document["rewards"][-1]
    named = {f"batches.{name.replace('__', '.')}": text for name, text in typed.items()}
    form = changed_form(document, REWARDS, row, dict(named))
    return changed(document, REWARDS, "cakes", form)["rewards"][-1].get("batches")


def test_a_batch_is_added_in_the_empty_row_and_called_by_its_day_without_a_name() -> None:
    found = saved(program(batches=[MARCH]), **{"1__best_before": "2027-05-10", "1__stock": "1,000"})
    assert found == [
        MARCH,
        {"id": "2027-05-10", "best_before": "2027-05-10", "stock": 1000},
    ]


def test_a_batch_whose_row_is_emptied_goes() -> None:
    document = program(batches=[MARCH, {**MARCH, "id": "april"}])
    emptied = {"0__id": "", "0__best_before": "", "0__stock": ""}
    assert saved(document, **emptied) == [{**MARCH, "id": "april"}]
    one = program(batches=[MARCH])
    assert saved(one, **emptied) is None, "goods that keep"


@pytest.mark.parametrize(
    ("typed", "beside", "words"),
    [
        ({"1__id": "april", "1__stock": "5"}, "batches.1.best_before", "必填"),
        ({"1__best_before": "2027-05-10"}, "batches.1.stock", "必填"),
        ({"1__best_before": "soon", "1__stock": "5"}, "batches.1.best_before", "日期"),
        ({"0__stock": "many"}, "batches.0.stock", "數"),
        ({"0__stock": "-1"}, "batches.0.stock", "0"),
        ({"1__id": "March!", "1__best_before": "2027-05-10", "1__stock": "5"}, "batches.1.id", ""),
    ],
)
def test_what_is_wrong_with_a_batch_is_said_beside_it(
    typed: dict[str, str], beside: str, words: str
) -> None:
    with pytest.raises(Refused) as error:
        saved(program(batches=[MARCH]), **typed)
    assert list(error.value.faults) == [beside]
    said = in_words(error.value.faults[beside])
    assert words in said
    assert any("一" <= letter <= "鿿" for letter in said), "in the page's language"


def test_two_batches_of_one_name_are_refused_beside_the_first() -> None:
    with pytest.raises(Refused) as error:
        saved(
            program(batches=[MARCH]),
            **{"1__id": "march", "1__best_before": "2027-05-10", "1__stock": "5"},
        )
    assert list(error.value.faults) == ["batches.0.id"]
