"""A newcomer clicks through the sandbox, and the points follow."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Page, expect

from infra.local.sandbox.config import Platform
from tests.e2e.shop_steps import Visit
from tests.support.browser import DESKTOP, PHONE, NewPage
from tests.support.running import Running, eventually

VISITS = [
    pytest.param("woo", "phone", "en", id="woo-390-en"),
    pytest.param("shopify", "desktop", "en", id="shopify-1280-en"),
    pytest.param("woo", "desktop", "zh-Hant", id="woo-1280-zh"),
    pytest.param("shopify", "phone", "zh-Hant", id="shopify-390-zh"),
]
BOTH = [pytest.param("woo", id="woo"), pytest.param("shopify", id="shopify")]
SIZES = {"phone": PHONE, "desktop": DESKTOP}


def address(name: str) -> str:
    return f"{name}.{uuid.uuid4().hex[:8]}@example.com"


def shopper_page(new_page: NewPage, size: str = "desktop") -> Page:
    return new_page(SIZES[size], permissions=["clipboard-read", "clipboard-write"])


@pytest.mark.parametrize(("platform", "size", "lang"), VISITS)
def test_buy_earn_redeem_use_the_code_and_return_an_item(
    running: Running, new_page: NewPage, platform: Platform, size: str, lang: str
) -> None:
    visit = Visit(shopper_page(new_page, size), running, platform, lang)
    visit.sign_in(address("mina"), "Mina Ito")
    visit.sees(0)
    first = visit.buy("day-backpack", 3, payment="bank")
    visit.open_widget()
    expect(visit.in_widget("#notes")).to_contain_text(visit.points_text(150))
    visit.close_widget()
    visit.on_order(first, "do_pay")
    visit.sees(150)

    visit.open_widget()
    code = visit.redeem()
    visit.close_widget()
    visit.sees(50)
    visit.put_in_cart("day-backpack")
    visit.use_code(code)
    expect(visit.page.locator(".note.good")).to_have_text(visit.say("code_applied"))
    expect(visit.page.locator(".sums")).to_contain_text("−$5.00")
    visit.check_out()
    visit.sees(95)
    visit.open_widget()
    expect(visit.in_widget("#mine")).to_contain_text(visit.text("used"))
    visit.close_widget()

    visit.on_order(first, "return_one")
    visit.sees(45)
    visit.open_widget()
    moves = [line.splitlines()[-1] for line in visit.history()]
    assert moves[:3] == ["-50", "+45", "-100"]
    assert running.cli("ledger", "verify", visit.shop.store_id)["mismatches"] == []
