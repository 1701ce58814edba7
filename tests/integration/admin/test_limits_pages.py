"""Limits for all members, festivals and frequent orders on the merchant page."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from core.ledger import budgets, programs, stores
from core.program.schema import validate
from integrations import access
from tests.integration.admin.test_program_pages import fields_of, newest, publish
from tests.support.merchant import Merchant


def with_rows(merchant: Merchant) -> dict[str, str]:
    """The form's fields with a new campaign and a new bonus."""
    fields = fields_of(merchant.get("/admin/program"))
    for part in ("multipliers", "bonuses"):
        page = merchant.browser.post("/admin/program", data=fields | {"do": f"add earning.{part}"})
        fields = fields_of(page)
    return fields | {
        "earning.multipliers.0.name.en": "Moon",
        "earning.multipliers.0.name.zh-Hant": "月圓人團圓",
        "earning.multipliers.0.window.festival": "mid_autumn",
        "earning.multipliers.0.window.days_before": "7",
        "earning.multipliers.0.cap_total": "5,000",
        "earning.multipliers.0.budget.amount": "1,500",
        "earning.multipliers.0.budget.per": "campaign",
        "earning.bonuses.0.name.en": "Often",
        "earning.bonuses.0.name.zh-Hant": "常客",
        "earning.bonuses.0.kind": "frequency",
        "earning.bonuses.0.points": "50",
        "earning.bonuses.0.orders": "3",
        "earning.bonuses.0.within.count": "60",
        "earning.bonuses.0.within.unit": "days",
    }


def test_a_merchant_sets_a_festival_a_budget_and_frequent_orders_without_json(
    maple: Merchant,
) -> None:
    maple.come_in()
    review = maple.browser.post("/admin/program", data=with_rows(maple))
    assert review.status_code == 200, review.text
    assert "from 7 days before the Mid-Autumn Festival to its day" in review.text
    assert "50 points for every 3 orders within 60 days" in review.text
    publish(maple, review)
    _, document = newest(maple)
    (moon,) = document["earning"]["multipliers"]
    assert (moon["cap_total"], moon["budget"]) == (5_000, {"amount": "1500", "per": "campaign"})
    assert len(moon["window"]["dates"]) == 11
    assert document["earning"]["bonuses"][0]["within"] == {"days": 60}
    maple.get("/admin/?lang=zh-Hant")
    page = maple.get("/admin/program").text
    assert "全體會員合計最多點數" in page
    assert "中秋節" in page


def test_a_fault_of_a_budget_is_shown_beside_it(maple: Merchant) -> None:
    maple.come_in()
    fields = with_rows(maple) | {"earning.multipliers.0.budget.amount": "much"}
    answer = maple.browser.post("/admin/program", data=fields)
    assert answer.status_code == 422
    assert 'id="earning.multipliers.0.budget.amount-fault"' in answer.text


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
    assert "850 of 1,000 points (85 %)" in page
    assert "a budget of NT$1,500" in page
    assert "More than 80 % of what “moon” may give" in page
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
