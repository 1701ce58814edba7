"""The sandbox's pages in a real browser: readable, accessible and whole on a phone and a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.sandbox import SandboxServer, receiver, store

__all__ = ["receiver", "store"]


def visit(page: Page, store: SandboxServer, path: str) -> None:
    page.goto(f"{store.origin}/{path}")
    assert axe_findings(page) == [], path
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("window.innerWidth"), f"{path} is too wide"


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize(("name", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_every_page_is_accessible_and_fits(
    store: SandboxServer, new_page: NewPage, language: str, name: str, scheme: str
) -> None:
    store.receiver.answer = b'{"error":{"code":"not_found"}}'
    page = new_page(PHONE if name == "phone" else DESKTOP, color_scheme=scheme)
    page.goto(f"{store.origin}/lang/{language}")
    for path in ("", "woo/", "woo/products/trail-backpack", "woo/cart", "woo/sign-in"):
        visit(page, store, path)
    page.goto(f"{store.origin}/woo/products/day-backpack")
    page.click("article button")
    visit(page, store, "woo/cart")
    visit(page, store, "woo/checkout")
    page.fill("#email", "guest@example.com")
    page.click("text=/Place the order|送出訂單/")
    page.wait_for_url("**/orders/*")
    visit(page, store, page.url.removeprefix(f"{store.origin}/"))
    for path in ("woo/orders", "shopify/", "lab", "mail", "nowhere"):
        visit(page, store, path)
