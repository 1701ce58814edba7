"""A stranger clicks through the sandbox: buy, pay, see points, redeem, use the code, return."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import NewPage
from tests.support.stack import LocalStack

# Functions start cold, and the machine may have other work.
PATIENCE_MS = 45_000


def points(page: Page, number: int) -> None:
    """The launcher shows that many points before patience ends."""
    launcher = page.locator("regulars-widget").locator(".launcher")
    shown = re.compile(rf"(?<!\d){number} points")
    for _ in range(8):
        try:
            expect(launcher).to_contain_text(shown, timeout=PATIENCE_MS / 8)
        except AssertionError:
            page.evaluate("document.querySelector('regulars-widget').refresh()")
        else:
            return
    expect(launcher).to_contain_text(shown)


@pytest.mark.parametrize("platform", ["woo", "shopify"])
def test_points_follow_a_purchase_a_code_and_a_return(
    stack: LocalStack, new_page: NewPage, platform: str
) -> None:
    shop = f"{stack.url}/sandbox/{platform}"
    page = new_page(locale="en-US")
    page.set_default_timeout(PATIENCE_MS)

    page.goto(f"{shop}/sign-in")
    page.click("button:has-text('ines.costa@example.com')")
    page.goto(f"{shop}/products/trail-backpack")
    page.click("text=Add to cart")
    page.click("a:has-text('Checkout')")
    page.click("text=Place the order")
    points(page, 150)

    page.click(".guide a:has-text('Redeem')")
    widget = page.locator("regulars-widget")
    widget.get_by_role("button", name=re.compile("Redeem")).first.click()
    widget.get_by_role("button", name="Use 100 points").click()
    code = widget.locator("input")
    expect(code).to_have_value(re.compile("^rg-"), timeout=PATIENCE_MS)
    value = code.input_value()

    page.goto(f"{shop}/products/day-backpack")
    page.click("text=Add to cart")
    page.fill("#code", value)
    page.click("text=Apply")
    expect(page.locator(".note")).to_have_text("Code applied.")
    expect(page.locator(".sums")).to_contain_text("−$5.00")
    page.click("a:has-text('Checkout')")
    page.click("text=Place the order")
    points(page, 95)

    page.click("text=Return one")
    expect(page.locator(".lines")).to_contain_text("1 returned")
    points(page, 50)
