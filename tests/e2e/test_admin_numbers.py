"""The pages of numbers in a real browser: on phone and desktop, by keyboard, in both languages."""

from __future__ import annotations

import csv
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from core.ledger import numbering, stores
from core.ledger.directory import list_member
from core.ledger.orders import post_order
from core.snapshot import CustomerRef, Line, OrderSnapshot
from integrations import access
from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple

__all__ = ["app", "maple"]

DAY = 86_400
TABS = ("overview", "members", "repurchase", "points", "rewards", "groups")
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


@pytest.fixture
def year(maple: Merchant) -> Merchant:
    """Twelve people of a year, of whom every other bought again a month later."""
    stores.change(maple.store.store_id, installed_at_s=int(time.time()) - 400 * DAY)
    books, now_s = access.books_of(maple.store), int(time.time())
    for number in range(12):
        email = f"p{number}@example.com"
        guest = number % 4 == 3
        who = CustomerRef(None if guest else str(100 + number), email)
        for again in range(1 + number % 2):
            at_s = now_s - (330 - 27 * number - 30 * again) * DAY
            snapshot = OrderSnapshot(
                store_id=maple.store.store_id,
                order_id=f"{number}-{again}",
                stamp_s=at_s,
                received_at_ms=at_s * 1000,
                placed_at_s=at_s,
                state="paid",
                status="paid",
                currency="TWD",
                customer=who,
                lines=(Line("1", "7", "0", 1, 120_000 + 10_000 * number),),
            )
            post_order(books, snapshot, at_s * 1000)
        member_id = books.ledger.member_id(maple.store.store_id, who) or ""
        list_member(books.ledger, member_id)
    assert numbering.catch_up(books, now_s * 1000, lambda: False).over
    return maple


def come_in(page: Page, origin: str, merchant: Merchant) -> None:
    page.goto(origin + merchant.link())
    page.locator("main button").click()
    expect(page).to_have_url(f"{origin}/admin/")


@pytest.mark.parametrize(("size", "locale", "scheme"), LOOKS)
def test_every_tab_is_accessible_and_fits_its_screen(
    new_page: NewPage,
    origin: str,
    year: Merchant,
    size: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    page = new_page(size, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, year)
    assert axe_findings(page) == []
    for tab in TABS:
        page.goto(f"{origin}/admin/numbers/{tab}?period=12m")
        for more in page.locator("main details > summary").all():
            more.click()
        assert axe_findings(page) == [], tab
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], tab


def test_a_merchant_finds_a_figure_its_meaning_its_table_and_its_file_by_keyboard(
    new_page: NewPage, origin: str, year: Merchant, tmp_path: Path
) -> None:
    page = new_page(DESKTOP, locale="en-GB", accept_downloads=True)
    come_in(page, origin, year)
    page.get_by_role("link", name="All numbers").press("Enter")
    page.get_by_role("link", name="12 months").press("Enter")
    orders = page.get_by_role("region", name="Orders", exact=True)
    chart = orders.get_by_role("img", name="Orders.")
    expect(chart).to_be_visible()
    orders.get_by_text("As a table").press("Enter")
    expect(orders.get_by_role("row")).to_have_count(13)
    orders.get_by_text("What is this?").press("Enter")
    expect(orders.get_by_text("The dashed line is the period before.")).to_be_visible()
    with page.expect_download() as download:
        orders.get_by_role("link", name="Download as CSV").press("Enter")
    rows = list(csv.reader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["Month", "Members", "Guests", "All, period before"]
    shown = orders.get_by_role("row").nth(12).get_by_role("cell").all_text_contents()
    assert rows[12][1:] == shown


def test_a_wrong_period_is_told_beside_its_field_on_a_phone(
    new_page: NewPage, origin: str, year: Merchant
) -> None:
    page = new_page(PHONE, locale="zh-TW")
    come_in(page, origin, year)
    page.goto(f"{origin}/admin/numbers/points")
    page.get_by_label("起始日").fill("2026-03-01")
    page.get_by_label("結束日").fill("2026-02-01")
    page.get_by_role("button", name="顯示").click()
    field = page.get_by_label("結束日")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("結束日早於起始日。")).to_be_visible()
    field.fill("2026-04-01")
    field.press("Enter")
    expect(page.get_by_text("2026年3月1日至2026年4月1日")).to_be_visible()


def test_the_chart_on_a_phone_is_drawn_for_it(
    new_page: NewPage, origin: str, year: Merchant
) -> None:
    page = new_page(PHONE)
    come_in(page, origin, year)
    page.goto(f"{origin}/admin/numbers?period=90")
    expect(page.locator("svg.chart.narrow").first).to_be_visible()
    expect(page.locator("svg.chart.wide").first).to_be_hidden()
