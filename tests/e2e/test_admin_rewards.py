"""Rewards with stock in a real browser: by keyboard, on a phone and a desktop."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from core import calendar
from core.ledger import programs, vouchers
from core.program.schema import validate
from integrations import access
from tests.e2e.test_admin import LOOKS, come_in, origin
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple

__all__ = ["app", "maple", "origin"]


def shelve(merchant: Merchant) -> None:
    """Partners' codes that are nearly gone, goods that end soon, and a reward that ends."""
    ledger = access.ledger_of(merchant.store)
    _, document = programs.document(ledger)
    today = calendar.day(int(time.time()), merchant.store.tz)
    soon = (today + timedelta(days=5)).isoformat()
    batch = {"id": "first", "best_before": soon, "stock": 12}
    more: list[dict[str, Any]] = [
        {"id": "film", "kind": "voucher", "name": {"en": "Cinema", "zh-Hant": "電影票"}},
        {"id": "cake", "kind": "goods", "name": {"en": "Cakes"}, "batches": [batch]},
        {"id": "day", "kind": "experience", "name": {"en": "A day"}, "until": soon, "stock": 3},
    ]
    rows = [*document["rewards"], *({"points": 100, **row} for row in more)]
    programs.publish(ledger, validate(document | {"rewards": rows}), "test", 0)
    vouchers.add(ledger, "film", ["A-1", "A-2"])


def test_stock_is_changed_with_the_keyboard_and_its_fault_is_focused(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(java_script_enabled=False)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/rewards")
    card = page.locator("#reward-off-small")
    card.get_by_label("Stock in all").focus()
    page.keyboard.type("plenty")
    page.keyboard.press("Enter")
    expect(card.get_by_label("Stock in all")).to_be_focused()
    expect(card.get_by_text("A whole number, or nothing for no limit.")).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type("50")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved as a draft")
    expect(card.get_by_text("50 in all")).to_be_visible()
    page.get_by_role("link", name="Review changes").click()
    expect(page.get_by_text("50 in all")).to_be_visible()


def test_codes_are_pasted_on_a_phone(new_page: NewPage, origin: str, maple: Merchant) -> None:
    shelve(maple)
    page = new_page(PHONE, locale="zh-TW")
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/rewards")
    page.locator("#reward-film").get_by_role("link", name="合作夥伴序號").click()
    page.get_by_label("貼上序號").fill("A-2\nA-3")
    page.get_by_role("button", name="新增").click()
    expect(page.get_by_role("status")).to_contain_text("已新增 1 個序號")
    expect(page.get_by_role("status")).to_contain_text("A-2")


@pytest.mark.parametrize(("size", "locale", "scheme"), LOOKS)
def test_rewards_are_accessible_and_fit_their_screen(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    size: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    shelve(maple)
    page = new_page(size, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, maple)
    for path in ("/admin/rewards", "/admin/rewards/film/codes"):
        page.goto(origin + path)
        assert axe_findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
