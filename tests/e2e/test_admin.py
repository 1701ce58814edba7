"""The merchant page in a real browser: by keyboard, on a phone and a desktop, in both languages."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from core.ledger import stores
from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple, tea_house

__all__ = ["app", "maple", "tea_house"]

# Between them, each screen with each language, and each of those in light and in dark.
LOOKS = [
    (PHONE, "en-GB", "dark"),
    (PHONE, "zh-TW", "light"),
    (DESKTOP, "en-GB", "light"),
    (DESKTOP, "zh-TW", "dark"),
]


@pytest.fixture
def origin(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def come_in(page: Page, origin: str, merchant: Merchant) -> None:
    page.goto(origin + merchant.link())
    page.locator("main button").click()
    expect(page).to_have_url(f"{origin}/admin/")


def every_page(merchant: Merchant) -> list[str]:
    member = f"/admin/members/{merchant.member_id('3')}"
    paths = ["/", "/members", "/payments", "/program", "/program/history"]
    paths += ["/actions", "/counter", "/events", "/tasks", "/referral", "/draws", "/new-draw"]
    paths += ["/staff", "/activity", "/settings", "/inbox", "/channels", "/preview"]
    paths += ["/program/actions/new?kind=review", "/program/bonuses/new?kind=stamps"]
    return [member, "/admin/none", *(f"/admin{path}" for path in paths)]


def test_an_owner_opens_the_link_finds_a_member_and_gives_points(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
) -> None:
    page = new_page()
    come_in(page, origin, maple)
    page.get_by_role("searchbox").fill("jia@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="jia@example.com")).to_be_visible()
    page.get_by_label("Points", exact=True).fill("ten")
    page.get_by_label("Reason").fill("Late parcel")
    page.get_by_role("button", name="Adjust").click()
    points = page.get_by_label("Points", exact=True)
    expect(points).to_be_focused()
    expect(points).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Reason")).to_have_value("Late parcel")
    points.fill("10")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("+10 points")
    expect(page.get_by_text("Adjusted by the store: Late parcel")).to_be_visible()


def test_an_unmapped_status_is_mapped_from_home(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
) -> None:
    stores.note_health(maple.store.store_id, "unmapped_status", "wc-cvs-pickup", 1_795_330_000)
    page = new_page(PHONE, locale="zh-TW")
    come_in(page, origin, maple)
    page.get_by_label("wc-cvs-pickup").select_option("paid")
    page.get_by_role("button", name="儲存").click()
    expect(page.get_by_role("status")).to_contain_text("已儲存 wc-cvs-pickup")
    found = stores.get(maple.store.store_id, fresh=True).payment_map
    assert found["statuses"] == {"wc-cvs-pickup": "paid"}


@pytest.mark.parametrize(("size", "locale", "scheme"), LOOKS)
def test_every_page_is_accessible_and_fits_its_screen(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    size: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    page = new_page(size, locale=locale, color_scheme=scheme, bypass_csp=True)
    page.goto(f"{origin}/admin/")
    assert axe_findings(page) == []
    page.goto(origin + maple.link())
    assert axe_findings(page) == []
    page.locator("main button").click()
    for path in every_page(maple):
        page.goto(origin + path)
        assert axe_findings(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], path
        assert out_of_sight(page) == [], path


def out_of_sight(page: Page) -> list[str]:
    """What of the menu somebody would have to scroll for; unfolded, where it folds."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll('.menu a, .drawer > summary')].filter(one => {
            const box = one.getBoundingClientRect();
            return box.left < 0 || box.right > innerWidth || box.bottom > innerHeight;
        }).map(one => one.textContent)"""
    )
    return found
