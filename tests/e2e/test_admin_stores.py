"""Two stores of a merchant become one wallet, on their merchant pages in a real browser."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from playwright.sync_api import expect

from core.ledger import stores
from tests.e2e.test_admin import LOOKS, come_in, origin
from tests.support.browser import NewPage, axe_findings
from tests.support.merchant import Merchant, app, connect, maple

__all__ = ["app", "maple", "origin"]


@pytest.fixture
def kyoto(app: Flask) -> Merchant:
    """A store in Japan that was just connected."""
    at_s = int(time.time())
    store = connect("woocommerce", "https://kyoto.example.com", "JPY", "Asia/Tokyo", "Kyoto", at_s)
    return Merchant(app, store)


@pytest.mark.parametrize(("viewport", "locale", "scheme"), LOOKS)
def test_a_link_joins_two_stores_and_a_rate_is_given_by_keyboard(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    kyoto: Merchant,
    viewport: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    first = new_page(viewport, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(first, origin, maple)
    first.goto(f"{origin}/admin/stores")
    first.locator("form[action$='/stores/invite'] button").click()
    link = first.locator("#made").input_value()

    second = new_page(viewport, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(second, origin, kyoto)
    second.goto(f"{origin}/admin/stores")
    second.locator("input[name=link]").fill("nonsense")
    second.locator("input[name=link]").press("Enter")
    expect(second.locator("input[name=link]")).to_have_attribute("aria-invalid", "true")
    second.locator("input[name=link]").fill(link)
    second.locator("input[name=link]").press("Enter")
    expect(second.locator("main")).to_contain_text("Maple Tea")
    assert stores.get(kyoto.store.store_id, fresh=True).ledger_id == maple.store.ledger_id

    first.goto(f"{origin}/admin/stores")
    first.locator("input[name='rate.JPY']").fill("4.6")
    first.locator("input[name='rate.JPY']").press("Enter")
    expect(first.locator(".flash")).to_be_visible()
    expect(first.locator("input[name='rate.JPY']")).to_have_value("4.6")
    for page in (first, second):
        assert axe_findings(page) == []
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.evaluate("window.innerWidth")
