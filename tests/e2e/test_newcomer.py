"""A stranger clicks through the sandbox with nothing but what its pages say."""

from __future__ import annotations

import re

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


def test_a_stranger_follows_the_guide_from_a_product_to_the_rewards(
    stack: LocalStack, new_page: NewPage
) -> None:
    shop = f"{stack.url}/sandbox/woo"
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
    reward = page.locator("regulars-widget").get_by_role("button", name=re.compile("Redeem")).first
    expect(reward).to_be_enabled(timeout=PATIENCE_MS)
