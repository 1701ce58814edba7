"""What is earned besides buying, as a form."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, g

from core.program.actions import CLAIMED, SEEN, YEARLY
from core.program.defaults import default_document
from core.program.schema import validate
from functions.admin.forms.actions import ACTION_KINDS, ACTIONS
from functions.admin.forms.kinds import Faults
from functions.admin.forms.saving import Refused, added, begun, changed, removed
from functions.admin.forms.view import sections, words
from tests.unit.functions.admin.forms.sending import changed_form

Typed = dict[str, str | list[str]]
POST = {
    "id": "post",
    "kind": "tagged_post",
    "name": {"en": "Post about us"},
    "award": {"points": 30, "reward": "off-small"},
    "approval": True,
    "limit": {"times": 2, "per": "month"},
    "limit_total": 500,
    "window": {"from": "2027-01-01", "weekdays": [6, 7], "month_days": []},
    "tiers": ["gold"],
}
WELCOME = {"id": "welcome", "kind": "signup", "name": {"en": "Hello"}, "award": {"points": 50}}


def program() -> dict[str, Any]:
    return validate(default_document("TWD") | {"actions": [POST, WELCOME]})


def saved(row_id: str, typed: Typed) -> dict[str, Any]:
    document = program()
    row = next(one for one in document["actions"] if one["id"] == row_id)
    after = changed(document, ACTIONS, row_id, changed_form(document, ACTIONS, row, typed))
    found: dict[str, Any] = next(one for one in after["actions"] if one["id"] == row_id)
    return found


def refused(row_id: str, typed: Typed) -> Faults:
    with pytest.raises(Refused) as error:
        saved(row_id, typed)
    return error.value.faults


def test_points_a_reward_a_limit_and_days_are_changed_each_alone() -> None:
    assert saved("post", {"award.points": "１,０００"})["award"] == {
        "points": 1000,
        "reward": "off-small",
    }
    assert saved("post", {"award.points": ""})["award"] == {"reward": "off-small"}
    assert saved("post", {"limit.per": "week"})["limit"] == {"times": 2, "per": "week"}
    assert "limit_total" not in saved("post", {"limit_total": ""})
    assert not saved("post", {"approval": [""]})["approval"]
    assert saved("welcome", {"window.until": "2027-06-30"})["window"]["until"] == "2027-06-30"


@pytest.mark.parametrize("typed", [{"limit.times": ""}, {"limit.times": "", "limit.per": ""}])
def test_a_limit_goes_with_its_number(typed: Typed) -> None:
    assert saved("post", typed) == {
        name: value for name, value in program()["actions"][0].items() if name != "limit"
    }


@pytest.mark.parametrize("kind", ACTION_KINDS)
def test_an_action_of_every_kind_is_added_by_its_name_and_award_alone(kind: str) -> None:
    document = default_document("TWD")
    typed: Typed = {"name.en": "Welcome!", "award.points": "50"}
    form = changed_form(document, ACTIONS, begun(ACTIONS, kind), typed)
    (action,) = added(document, ACTIONS, kind, form)["actions"]
    award = {"points": 50}
    assert action == {"id": "welcome", "kind": kind, "name": {"en": "Welcome!"}, "award": award}


@pytest.mark.parametrize("kind", ACTION_KINDS)
def test_a_page_asks_only_for_what_its_kind_can_have(kind: str) -> None:
    fields = {field.path for field in ACTIONS.fields() if field.fits(kind)}
    assert ("approval" in fields) == (kind in CLAIMED)
    assert ("limit.times" in fields) == (kind not in (*YEARLY, *SEEN))
    assert ("since" in fields) == (kind == "anniversary")
    assert {"award.points", "award.reward", "limit_total", "tiers", "window.from"} <= fields


@pytest.mark.parametrize(
    ("row", "typed", "beside", "told"),
    [
        ("welcome", {"award.points": ""}, "award.points", "請填寫點數或選擇獎勵"),
        ("welcome", {"award.points": "0"}, "award.points", "不得小於"),
        ("welcome", {"award.points": "many"}, "award.points", "整數"),
        ("welcome", {"limit_total": "0"}, "limit_total", "不得小於"),
        ("welcome", {"name.en": ""}, "name.en", "必填"),
        ("post", {"limit.per": ""}, "limit.per", "必填"),
        ("post", {"limit.per": "hour"}, "limit.per", "必填"),
        ("post", {"limit.times": "2000"}, "limit.times", "不得大於"),
        ("post", {"award.reward": "gone"}, "award.reward", "不存在的獎勵"),
        ("post", {"window.until": "2026-01-01"}, "window.until", "結束日早於開始日"),
        ("post", {"tiers": ["", "jade"]}, "", "不存在的會員等級"),
    ],
)
def test_each_fault_of_an_action_stands_beside_its_field_in_the_pages_language(
    row: str, typed: Typed, beside: str, told: str
) -> None:
    faults = refused(row, typed)
    assert list(faults) == [beside]
    with Flask(__name__).app_context():
        g.language = "zh-Hant"
        assert told in words(faults)[beside]


def test_a_period_without_a_number_asks_for_the_number() -> None:
    document, kind = default_document("TWD"), "review"
    typed: Typed = {"name.en": "Review", "award.points": "5", "limit.per": "week"}
    form = changed_form(document, ACTIONS, begun(ACTIONS, kind), typed)
    with pytest.raises(Refused) as error:
        added(document, ACTIONS, kind, form)
    assert error.value.faults == {"limit.times": "Field required"}


def test_an_empty_new_action_says_all_that_it_needs() -> None:
    document = default_document("TWD")
    form = changed_form(document, ACTIONS, begun(ACTIONS, "signup"), {})
    with pytest.raises(Refused) as error:
        added(document, ACTIONS, "signup", form)
    assert list(error.value.faults) == ["name.en", "award.points"]


def test_the_last_action_takes_the_part_with_it() -> None:
    document = removed(removed(program(), ACTIONS, "post"), ACTIONS, "welcome")
    assert "actions" not in document


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("review", "Empty: once a day."),
        ("social_follow", "Empty: once in all."),
        ("custom", "Empty: as often as your systems report it."),
    ],
)
def test_the_page_says_what_an_empty_limit_means(kind: str, hint: str) -> None:
    row = begun(ACTIONS, kind)
    with Flask(__name__).app_context():
        found = sections(default_document("TWD"), ACTIONS, row, kind, None, {})
    hints = {one.name: one.hint for section in found for one in section.fields}
    assert hints["limit.times"] == hint
