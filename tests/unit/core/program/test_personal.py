"""Personal suggestions in a program: on unless switched off; views off unless switched on."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BadInput
from core.program.defaults import default_document
from core.program.diff import changes
from core.program.lint import findings
from core.program.model import Program, load
from core.program.schema import validate
from core.program.sentences import sentences, unsaid


def document(**personal: Any) -> dict[str, Any]:
    return validate(default_document("USD") | {"personal": personal})


def loaded(**personal: Any) -> Program:
    return load(document(**personal), 1, 0)


def test_a_program_of_before_suggests_by_purchases_and_keeps_no_views() -> None:
    before = load(default_document("USD"), 1, 0)
    assert (before.suggests, before.keeps_views) == (True, False)


@pytest.mark.parametrize(
    ("written", "suggests", "views"),
    [
        ({}, True, False),
        ({"on": True}, True, False),
        ({"on": False}, False, False),
        ({"views": True}, True, True),
        ({"on": True, "views": True}, True, True),
        ({"on": False, "views": True}, False, False),
    ],
)
def test_two_switches_say_what_suggestions_are_made_of(
    written: dict[str, bool], suggests: bool, views: bool
) -> None:
    program = loaded(**written)
    assert (program.suggests, program.keeps_views) == (suggests, views)


@pytest.mark.parametrize("written", [{"on": "perhaps"}, {"off": True}])
def test_anything_else_is_refused_with_its_place(written: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        document(**written)
    problems: Any = refused.value.details["problems"]
    assert [one["where"].split(".")[0] for one in problems] == ["personal"]


def test_it_is_said_in_both_languages_and_told_apart() -> None:
    told = set()
    for written in ({"on": True}, {"on": False}, {"views": True}):
        said = sentences(document(**written))["personal"]
        assert said.text.keys() == {"en", "zh-Hant"}
        told.add(said.text["en"])
        assert unsaid(document(**written)) == []
    assert len(told) == 3


def test_a_change_is_seen_before_publishing() -> None:
    [change] = changes(document(on=True), document(on=True, views=True))
    assert change.after is not None
    assert "90 days" in change.after["en"]


def test_views_without_suggestions_are_doubtful() -> None:
    codes = [one.code for one in findings(document(on=False, views=True))]
    assert "views_for_nothing" in codes
    assert "views_for_nothing" not in [one.code for one in findings(document(views=True))]
