"""Lucky draws on the merchant page in a real browser."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from core.ledger import draw_entries, drawing, members, programs
from core.member import Contact
from core.snapshot import CustomerRef
from integrations import access
from tests.e2e.test_admin import LOOKS, come_in, origin
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple

__all__ = ["app", "maple", "origin"]


def draw_something(merchant: Merchant) -> None:
    """A draw that Jia has entered and won."""
    ledger, store_id = access.ledger_of(merchant.store), merchant.store.store_id
    _, newest = programs.document(ledger)
    draw = {
        "id": "spring",
        "name": {"en": "Spring draw", "zh-Hant": "春季抽獎"},
        "from": "2026-01-01",
        "until": "2026-01-31",
        "tiers": ["member", "gold"],
        "cost": 10,
        "prizes": [
            {
                "name": {"en": "A tea set for two", "zh-Hant": "雙人茶具組"},
                "count": 2,
                "award": {"points": 5},
            }
        ],
    }
    programs.publish(ledger, newest | {"draws": [draw]}, "test", 1_767_000_000)
    books = access.books_of(merchant.store)
    at_ms = 1_768_000_000_000
    member_id = ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    members.adjust(books, member_id, 100, "welcome", "c1", at_ms)
    draw_entries.enter(books, member_id, Contact(), "spring", 3, "k", at_ms)
    now_s = int(time.time())
    for at_s in (now_s, now_s + drawing.PAUSE_S):
        drawing.carry_on(books, "spring", at_s, lambda what, said: None)


@pytest.mark.parametrize(("viewport", "locale", "scheme"), LOOKS)
def test_pages_of_draws_fit_and_are_accessible(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    viewport: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    draw_something(maple)
    page = new_page(viewport, locale=locale, color_scheme=scheme)
    come_in(page, origin, maple)
    for path in ("/admin/draws", "/admin/draws/spring", "/admin/new-draw"):
        page.goto(origin + path)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
        assert axe_findings(page) == [], path


def test_a_draw_is_made_with_the_keyboard_alone(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(PHONE)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/draws")
    page.get_by_role("link", name="New draw").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name in English").first.fill("Spring draw")
    page.get_by_label("First day of entries").fill("2027-03-01")
    page.get_by_label("Last day of entries").fill("2027-02-01")
    page.get_by_label("Points for an entry").fill("10")
    prize = page.get_by_role("group", name="Prize 1")
    prize.get_by_label("Name in English").fill("First prize")
    prize.get_by_label("Points", exact=True).fill("500")
    page.keyboard.press("Enter")
    last = page.get_by_label("Last day of entries")
    expect(last).to_be_focused()
    expect(page.get_by_text("The last day is before the first.")).to_be_visible()
    last.fill("2027-03-31")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Review and publish")).to_be_visible()
    expect(page.get_by_text("10 points an entry")).to_be_visible()
    page.get_by_role("button", name="Publish").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is published")
    page.goto(f"{origin}/admin/draws")
    expect(page.get_by_role("link", name="Spring draw")).to_be_visible()
