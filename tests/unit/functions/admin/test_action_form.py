"""Actions as a part of the program's form."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from core.program.defaults import default_document
from core.program.schema import validate
from functions.admin import program_form
from functions.admin.program_check import check

REVIEW = {
    "id": "review",
    "name": {"en": "A review", "zh-Hant": "寫評論"},
    "kind": "review",
    "award": {"points": 50, "reward": "off-small"},
    "limit": {"times": 2, "per": "month"},
    "limit_total": 100,
    "approval": True,
    "window": {"from": "2027-01-01", "until": "2027-12-31", "weekdays": [], "month_days": []},
    "tiers": ["gold"],
}


def sent(action: dict[str, Any]) -> dict[str, str]:
    """An action's fields as a browser sends them."""
    fields = {"actions.shown": "yes", "actions.0.id": action["id"]}
    for name, value in action.items():
        if isinstance(value, dict):
            fields |= {f"actions.0.{name}.{part}": str(one) for part, one in value.items()}
        elif name != "tiers":
            fields[f"actions.0.{name}"] = "yes" if value is True else str(value)
    return fields


def test_an_action_goes_through_the_form_and_keeps_what_it_does_not_show() -> None:
    document = validate(default_document("USD") | {"actions": [REVIEW]})
    assert program_form.document_of(program_form.state_of(document)) == document
    kept = program_form.document_of(program_form.read(sent(REVIEW), document))
    [found] = kept["actions"]
    assert validate(document | {"actions": [found]}) == document


def test_a_page_that_shows_no_actions_removes_none() -> None:
    document = validate(default_document("USD") | {"actions": [REVIEW]})
    kept = program_form.document_of(program_form.read({}, document))
    assert kept["actions"] == document["actions"]


def test_an_action_is_added_and_removed_and_an_empty_list_is_no_part() -> None:
    state = program_form.state_of(validate(default_document("USD")))
    assert program_form.act(state, "add actions") == "actions.0.name.en"
    assert state["actions"][0]["kind"] == "review"
    program_form.act(state, "remove actions.0")
    assert "actions" not in program_form.document_of(state)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"award": {}}, "actions.0.award.points"),
        ({"award": {"points": "many"}}, "actions.0.award.points"),
        ({"limit": {"times": "0", "per": "day"}}, "actions.0.limit.times"),
        ({"kind": "birthday", "approval": False}, "actions.0.limit.times"),
        ({"kind": "survey"}, "actions.0.kind"),
        ({"window": {"from": "2027-02-01", "until": "2027-01-01"}}, "actions.0.window.until"),
        ({"name": {}}, "actions.0.name.en"),
    ],
)
def test_a_fault_of_an_action_is_shown_beside_its_field(
    changes: dict[str, Any], place: str
) -> None:
    with Flask("test").test_request_context():
        state = program_form.state_of(default_document("USD") | {"actions": [REVIEW | changes]})
        document, problems = check(state)
    assert document is None
    assert list(problems) == [place]
