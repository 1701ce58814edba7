"""Limits for all members, festivals and frequent orders on the form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask, g

from core.program.defaults import default_document
from core.program.schema import validate
from functions.admin import program_form
from functions.admin.program_check import check

TODAY = date(2026, 11, 29)
MOON, OFTEN = "earning.multipliers.0", "earning.bonuses.0"


@pytest.fixture(autouse=True, params=["en", "zh-Hant"])
def _page(request: pytest.FixtureRequest) -> Iterator[None]:
    with Flask(__name__).app_context():
        g.language = request.param
        yield


def document() -> dict[str, Any]:
    made = default_document("USD")
    made["earning"] |= {
        "multipliers": [
            {
                "id": "moon",
                "name": {"en": "Moon"},
                "factor": "2",
                "window": {"festival": "mid_autumn", "days_before": 7},
                "cap_total": 50_000,
                "budget": {"amount": "200", "per": "month"},
            }
        ],
        "bonuses": [
            {
                "id": "often",
                "name": {"en": "Often"},
                "kind": "frequency",
                "points": 100,
                "orders": 3,
                "within": {"months": 2},
            }
        ],
    }
    return validate(made, TODAY)


def sent(**changes: str) -> dict[str, str]:
    """What a browser sends of the campaign and the bonus."""
    return {
        f"{MOON}.id": "moon",
        f"{MOON}.name.en": "Moon",
        f"{MOON}.factor": "2",
        f"{MOON}.cap": "",
        f"{MOON}.cap_total": "50,000",
        f"{MOON}.budget.amount": "200",
        f"{MOON}.budget.per": "month",
        f"{MOON}.window.festival": "mid_autumn",
        f"{MOON}.window.days_before": "7",
        f"{MOON}.window.days_after": "",
        f"{OFTEN}.id": "often",
        f"{OFTEN}.name.en": "Often",
        f"{OFTEN}.kind": "frequency",
        f"{OFTEN}.points": "100",
        f"{OFTEN}.orders": "3",
        f"{OFTEN}.within.count": "2",
        f"{OFTEN}.within.unit": "months",
        f"{OFTEN}.cap_total": "",
        f"{OFTEN}.budget.amount": "",
        f"{OFTEN}.budget.per": "month",
        f"{OFTEN}.window.festival": "",
    } | changes


def state(form: dict[str, str], base: dict[str, Any]) -> dict[str, Any]:
    """The form's state, with what it says of tiers, rewards and rates left as it was."""
    read = program_form.read(form, base)
    whole = program_form.state_of(base)
    campaigns = {part: read["earning"][part] for part in ("multipliers", "bonuses")}
    return whole | {"earning": whole["earning"] | campaigns}


def test_limits_festivals_and_frequent_orders_go_through_the_form_unchanged() -> None:
    made = document()
    assert check(state(sent(), made), TODAY) == (made, {})


def test_a_page_of_before_leaves_limits_and_festivals_as_they_are() -> None:
    made = document()
    shown = (".cap_total", ".budget.amount", ".budget.per", ".festival", ".days_before")
    old = {name: text for name, text in sent().items() if not name.endswith(shown)}
    assert check(state(old, made), TODAY) == (made, {})


def test_a_festival_that_is_taken_away_takes_its_days_along() -> None:
    checked, _ = check(state(sent(**{f"{MOON}.window.festival": ""}), document()), TODAY)
    assert checked is not None
    assert checked["earning"]["multipliers"][0]["window"] == {"weekdays": [], "month_days": []}


def test_another_festival_has_days_of_its_own() -> None:
    checked, _ = check(state(sent(**{f"{MOON}.window.festival": "qixi"}), document()), TODAY)
    assert checked is not None
    assert checked["earning"]["multipliers"][0]["window"]["dates"][1] == "2027-08-08"


def test_a_bonus_of_another_kind_forgets_how_often_orders_had_to_come() -> None:
    form = sent(**{f"{OFTEN}.kind": "first_order"})
    row = state(form, document())["earning"]["bonuses"][0]
    assert not {"orders", "within"} & row.keys()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (f"{MOON}.cap_total", "0"),
        (f"{MOON}.budget.amount", "much"),
        (f"{MOON}.budget.amount", "0"),
        (f"{MOON}.window.days_before", "99"),
        (f"{OFTEN}.orders", "1"),
        (f"{OFTEN}.orders", ""),
        (f"{OFTEN}.within.count", ""),
        (f"{OFTEN}.within.count", "400"),
    ],
)
def test_every_fault_is_shown_beside_its_field_in_words_of_the_page(field: str, text: str) -> None:
    checked, problems = check(state(sent(**{field: text}), document()), TODAY)
    assert checked is None
    assert list(problems) == [field]
    assert "（" not in problems[field]  # the validation's own words


def test_a_budget_without_a_reward_that_values_points_is_shown_beside_the_budget() -> None:
    made = state(sent(), document()) | {"rewards": []}
    checked, problems = check(made, TODAY)
    assert checked is None
    assert f"{MOON}.budget.amount" in problems


def test_a_budget_that_is_less_than_the_currencys_smallest_amount_is_refused() -> None:
    made = state(sent(**{f"{MOON}.budget.amount": "0.4"}), document()) | {"currency": "JPY"}
    assert f"{MOON}.budget.amount" in check(made, TODAY)[1]
