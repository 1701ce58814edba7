"""Festivals, limits for all members together, and frequent orders on the pages of rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.program.defaults import default_document
from core.program.schema import validate
from functions.admin.forms.parts import PARTS
from functions.admin.forms.saving import added, begun, changed
from tests.unit.functions.admin.forms.sending import changed_form

Document = dict[str, Any]

TODAY = date(2027, 3, 1)
CAMPAIGNS, BONUSES = PARTS["campaigns"], PARTS["bonuses"]


def with_campaign(**more: Any) -> Document:
    document = default_document("TWD")
    row = {"id": "moon", "name": {"en": "Moon"}, "factor": "2", **more}
    document["earning"]["multipliers"] = [row]
    return validate(document, date(2026, 1, 1))


def campaign(document: Document) -> Document:
    row: Document = document["earning"]["multipliers"][0]
    return row


def typed(document: Document, **fields: str) -> Document:
    """The campaign when these fields were typed anew; "__" is a dot in a name."""
    named: dict[str, str | list[str]] = {
        name.replace("__", "."): value for name, value in fields.items()
    }
    form = changed_form(document, CAMPAIGNS, campaign(document), named)
    return campaign(changed(document, CAMPAIGNS, "moon", form, TODAY))


def test_a_festival_is_chosen_and_its_days_are_filled_in_from_the_stores_day() -> None:
    row = typed(with_campaign(), window__festival="mid_autumn", window__days_before="7")
    assert row["window"]["days_before"] == 7
    assert row["window"]["dates"][:2] == ["2026-09-25", "2027-09-15"]


def test_another_festival_brings_other_days() -> None:
    document = with_campaign(window={"festival": "mid_autumn"})
    row = typed(document, window__festival="lantern")
    assert row["window"]["dates"][:2] == ["2027-02-20", "2028-02-09"]


def test_the_days_of_a_festival_go_when_it_is_cleared() -> None:
    document = with_campaign(window={"festival": "mid_autumn", "days_before": 7})
    row = typed(document, window__festival="", window__days_before="")
    assert row["window"] == {"weekdays": [], "month_days": []}


@pytest.mark.parametrize("per", ["day", "month", "year", "campaign"])
def test_a_total_and_a_budget_are_set_as_people_type_them(per: str) -> None:
    row = typed(with_campaign(), cap_total="5,000", budget__amount="１,500", budget__per=per)
    assert (row["cap_total"], row["budget"]) == (5_000, {"amount": "1500", "per": per})


def test_a_budget_whose_period_nobody_chose_is_for_the_whole_campaign() -> None:
    row = typed(with_campaign(), budget__amount="1500")
    assert row["budget"] == {"amount": "1500", "per": "campaign"}


def test_a_budget_that_is_emptied_goes_with_its_period() -> None:
    document = with_campaign(budget={"amount": "1500", "per": "month"}, cap_total=9)
    row = typed(document, budget__amount="", cap_total="")
    assert not {"budget", "cap_total"} & row.keys()


@pytest.mark.parametrize("within", [{"days": 60}, {"months": 2}])
def test_a_bonus_for_frequent_orders_is_added_and_changed_to_the_other_unit(
    within: dict[str, int],
) -> None:
    document = default_document("TWD")
    ((unit, figure),) = within.items()
    fields = {"name.en": "Often", "points": "50", "orders": "3", f"within.{unit}": str(figure)}
    form = changed_form(document, BONUSES, begun(BONUSES, "frequency"), dict(fields))
    document = added(document, BONUSES, "frequency", form, TODAY)
    (row,) = document["earning"]["bonuses"]
    assert (row["orders"], row["within"]) == (3, within)
    other = "months" if unit == "days" else "days"
    form = changed_form(
        document, BONUSES, row, {f"within.{unit}": "", f"within.{other}": "1", "budget.amount": "9"}
    )
    (row,) = changed(document, BONUSES, "often", form, TODAY)["earning"]["bonuses"]
    assert (row["within"], row["budget"]["amount"]) == ({other: 1}, "9")


def test_cash_back_and_members_only_sales_have_no_limit_in_points() -> None:
    cash_back = {field.path for field in BONUSES.fields() if field.fits("cash_back")}
    sale = {field.path for field in PARTS["sales"].fields()}
    assert not {"cap_total", "budget.amount", "budget.per"} & (cash_back | sale)
