"""Limits for all members, festivals and frequent orders on the merchant page."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from core.ledger import budgets, programs, stores
from core.program.schema import validate
from integrations import access
from tests.support.forms import edit, edited, form_to, newest, publish, send
from tests.support.merchant import Merchant


def test_a_merchant_sets_a_festival_a_budget_and_frequent_orders_without_json(
    maple: Merchant,
) -> None:
    maple.come_in()
    moon: dict[str, str | list[str]] = {
        "name__en": "Moon",
        "name__zh-Hant": "月圓人團圓",
        "factor": "2",
        "window__festival": "mid_autumn",
        "window__days_before": "7",
        "cap_total": "5,000",
        "budget__amount": "1,500",
        "budget__per": "month",
    }
    assert edit(maple, "campaigns/new", **moon).status_code == 303
    page = maple.get("/admin/program/bonuses/new?kind=frequency")
    often = {"name__en": "Often", "points": "50", "orders": "3", "within__days": "60"}
    assert send(maple, form_to(page, "kind=frequency"), **often).status_code == 303
    review = maple.get("/admin/program/review")
    assert "from 7 days before the Mid-Autumn Festival to its day" in review.text
    assert "50 points for every 3 orders within 60 days" in review.text
    publish(maple, review)
    earning = newest(maple)[1]["earning"]
    (row,) = earning["multipliers"]
    assert (row["cap_total"], row["budget"]) == (5_000, {"amount": "1500", "per": "month"})
    assert len(row["window"]["dates"]) == 11
    assert earning["bonuses"][0]["within"] == {"days": 60}
    maple.get("/admin/?lang=zh-Hant")
    page = maple.get("/admin/program/campaigns/of/moon")
    assert form_to(page, "/of/moon").fields["window.festival"] == "mid_autumn"
    assert "全體會員上限" in page.text
    assert "中秋節" in page.text


def test_a_festival_that_is_cleared_takes_its_days_along(maple: Merchant) -> None:
    maple.come_in()
    moon = {"name__en": "Moon", "factor": "2"}
    edit(maple, "campaigns/new", **moon, window__festival="qixi", window__days_after="3")
    answer = edit(maple, "campaigns/of/moon", window__festival="")
    assert 'id="window.festival-fault"' in answer.text
    publish(maple, edited(maple, "campaigns/of/moon", window__festival="", window__days_after=""))
    assert newest(maple)[1]["earning"]["multipliers"][0]["window"] == {
        "weekdays": [],
        "month_days": [],
    }


def test_a_fault_of_a_budget_is_shown_beside_it(maple: Merchant) -> None:
    maple.come_in()
    answer = edit(maple, "campaigns/new", name__en="Moon", factor="2", budget__amount="much")
    assert answer.status_code == 422
    assert 'id="budget.amount-fault"' in answer.text


def published(merchant: Merchant, **changes: Any) -> None:
    """A campaign that is in force at once."""
    document = newest(merchant)[1]
    rule = {"id": "moon", "name": {"en": "Moon", "zh-Hant": "月圓"}, "factor": "2"} | changes
    document["earning"]["multipliers"] = [rule]
    ledger = access.ledger_of(merchant.store)
    programs.publish(ledger, validate(document), "test", int(time.time()) - 60)
    programs._cached.clear()


def test_the_home_page_shows_how_far_limits_are_used_and_what_the_relay_noticed(
    maple: Merchant,
) -> None:
    published(maple, cap_total=1_000, budget={"amount": "1500", "per": "year"})
    ledger, year = access.ledger_of(maple.store), str(datetime.now(UTC).year)
    for key in (("moon", ""), ("moon", year)):
        row, condition = budgets.changed(ledger, key, None, 850)
        row.save(condition=condition)
    stores.note_health(maple.store.store_id, "budget_near", "moon", 1)
    page = maple.come_in().get("/admin/").text
    assert "850 of 1,000 points (85%)" in page
    assert "a budget of NT$1,500" in page
    assert "More than 80% of what “moon” may give" in page
    page = maple.get("/admin/?lang=zh-Hant").text
    assert "已用 850 點，上限 1,000 點（85%）" in page
    assert "額度已用超過 80%" in page


def test_the_home_page_says_when_a_festivals_known_days_end(maple: Merchant) -> None:
    year = datetime.now(UTC).year
    dates = [f"{year - 1}-06-01", f"{year}-06-01"]
    published(maple, window={"festival": "dragon_boat", "dates": dates})
    page = maple.come_in().get("/admin/").text
    assert f"The last festival day that the program knows is 1 Jun {year}" in page
    assert f"會員方案的節日只算到 {year}年6月1日" in maple.get("/admin/?lang=zh-Hant").text
