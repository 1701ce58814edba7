"""Store health in a real browser, on a phone and a desktop, in both languages."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from core.ledger import punctuality, stores
from core.punctuality import Look
from tests.e2e.test_admin import LOOKS, come_in, origin
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple

__all__ = ["app", "maple", "origin"]


def lived(merchant: Merchant) -> None:
    """A week with a delivery that never came, and two things to see to."""
    now_s, store_id = int(time.time()), merchant.store.store_id
    stores.note_swept(store_id, now_s)
    punctuality.note(store_id, Look(now_s - 4200, now_s, 12, 1, 4, now_s * 1000))
    stores.note_health(store_id, "unmapped_status", "wc-kitchen", now_s)
    stores.note_health(store_id, "vouchers_low", "film", now_s)


def test_a_merchant_asks_the_store_with_the_keyboard_and_is_told(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    lived(maple)
    page = new_page(PHONE, locale="zh-TW", java_script_enabled=False)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/health")
    expect(page.get_by_text("最慢的一次通知花了 4 秒。")).to_be_visible()
    page.get_by_role("button", name="向商店確認").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("商店沒有回應")


@pytest.mark.parametrize(("size", "locale", "scheme"), LOOKS)
def test_health_is_accessible_and_fits_its_screen(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    size: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    lived(maple)
    page = new_page(size, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/health")
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
