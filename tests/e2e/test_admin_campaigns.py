"""The calendar of campaigns in a real browser: a month on a desktop, a list on a phone."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from core import calendar
from core.ledger import programs
from core.program.schema import validate
from integrations import access
from tests.e2e.test_admin import LOOKS, come_in, origin
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple

__all__ = ["app", "maple", "origin"]


def plan(merchant: Merchant) -> None:
    """Campaigns and an event around today, two of which meet; one has a budget."""
    ledger = access.ledger_of(merchant.store)
    _, document = programs.document(ledger)
    today = calendar.day(int(time.time()), merchant.store.tz)
    on = [(today + timedelta(days=n)).isoformat() for n in (-9, -2, 0, 3)]
    rows: list[dict[str, Any]] = [
        {"id": "over", "window": {"from": on[0], "until": on[1]}},
        {"id": "double", "window": {"from": on[1], "until": on[3]}, "cap_total": 500},
        {"id": "triple", "window": {"from": on[2], "until": on[3]}},
    ]
    names = {"over": "Early bird", "double": "Double week", "triple": "Triple days"}
    campaigns = [{**row, "factor": "2", "name": {"en": names[row["id"]]}} for row in rows]
    tasting = {"id": "tasting", "name": {"en": "Tasting"}, "at": f"{on[3]}T19:00"}
    earning = document["earning"] | {"multipliers": campaigns}
    programs.publish(
        ledger, validate(document | {"earning": earning, "events": [tasting]}), "test", 0
    )


def test_a_merchant_turns_the_months_and_plans_from_a_day_with_the_keyboard(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(java_script_enabled=False)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/campaigns?month=2027-03")
    page.get_by_role("link", name="The next month").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Apr 2027")).to_be_visible()
    page.get_by_role("link", name="The month before").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="New campaign from 17", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name in English").fill("Spring")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved as a draft")
    page.goto(f"{origin}/admin/campaigns?month=2027-03")
    expect(page.get_by_role("table").get_by_role("link", name="Spring")).to_be_visible()
    expect(page.get_by_text("not published yet", exact=True)).to_be_visible()


def test_a_phone_shows_a_list_of_what_is_on_first(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    plan(maple)
    page = new_page(PHONE, locale="zh-TW")
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/campaigns")
    expect(page.get_by_role("table")).to_be_hidden()
    first = page.locator(".agenda li").first
    expect(first.get_by_text("進行中")).to_be_visible()
    expect(page.locator(".meeting")).to_contain_text("倍數相乘，共 4 倍")


@pytest.mark.parametrize(("size", "locale", "scheme"), LOOKS)
def test_the_calendar_is_accessible_and_fits_its_screen(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    size: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    plan(maple)
    page = new_page(size, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, maple)
    for path in ("/admin/campaigns", "/admin/campaigns?month=2029-01"):
        page.goto(origin + path)
        assert axe_findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
