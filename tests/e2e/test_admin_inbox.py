"""The inbox in a real browser: with the keyboard alone, on a phone and a desktop."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.ledger import claiming
from core.ledger.posting import Books
from tests.e2e.test_admin import LOOKS, come_in, origin
from tests.integration.admin.test_waiting_page import books, claim, everything
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple

__all__ = ["app", "books", "maple", "origin"]


def test_claims_are_ticked_and_approved_together_with_the_keyboard(
    new_page: NewPage, origin: str, maple: Merchant, books: Books
) -> None:
    for key in "ab":
        claim(maple, books, key)
    page = new_page(java_script_enabled=False)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/inbox?kind=claims")
    for box in page.get_by_role("checkbox").all():
        box.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Approve the ticked").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("2 claims are approved.")
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    assert claiming.waiting(books.ledger) == []


def test_a_claim_is_refused_on_a_phone_with_a_reason(
    new_page: NewPage, origin: str, maple: Merchant, books: Books
) -> None:
    claim(maple, books, "a")
    page = new_page(PHONE, locale="zh-TW")
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/inbox?kind=claims")
    page.locator(".inbox summary").click()
    page.locator(".inbox details button").click()
    expect(page.locator("[name=reason]")).to_be_focused()
    page.keyboard.type("看不到貼文")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_text("目前沒有待處理事項")).to_be_visible()


@pytest.mark.parametrize(("size", "locale", "scheme"), LOOKS)
def test_the_inbox_is_accessible_and_fits_its_screen(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    books: Books,
    size: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    everything(maple, books)
    claim(maple, books, "another")
    page = new_page(size, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/inbox")
    for folded in page.locator("details").all():
        folded.evaluate("one => one.open = true")
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
