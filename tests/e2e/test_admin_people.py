"""Members and redemptions in a real browser: by keyboard, on a phone and a desktop, in both
languages."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.ledger import cases, commands, members, redemptions
from core.member import Contact
from core.snapshot import CustomerRef
from integrations import access
from tests.e2e.test_admin import LOOKS, come_in, origin, out_of_sight
from tests.integration.admin.test_redemptions_pages import Shop, hold, rich, shop
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple, tea_house

__all__ = ["app", "maple", "origin", "shop", "tea_house"]


@pytest.fixture
def jia(maple: Merchant) -> str:
    """The path of a member with something of everything."""
    books, member_id = access.books_of(maple.store), maple.member_id("3")
    now_ms = time.time_ns() // 1_000_000
    rich(maple)
    maple.order(CustomerRef("5", "mei.with.a.long.address.indeed@example.com"), 31, 90_000)
    commands.give_tier(books, member_id, "gold", "2077-03-05", "Our first guest.", now_ms)
    members.adjust(books, member_id, 50, "Late parcel", "c1", now_ms)
    asked = ("k", "22", "Where are the points of my order?", Contact(), now_ms)
    cases.open_one(books, member_id, maple.store.store_id, *asked, asked=False)
    redemptions.issued(books.ledger, hold(maple, "a", ago_s=900))
    hold(maple, "b", ago_s=300)
    return f"/admin/members/{member_id}"


def stuck(maple: Merchant) -> str:
    """The path of the redemption that waits."""
    books = access.books_of(maple.store)
    recent = books.member(maple.member_id("3")).recent
    [held] = [one for one in redemptions.recent(books.ledger, recent) if one.status == "held"]
    return f"/admin/redemptions/{held.redemption_id}"


@pytest.mark.parametrize(("size", "locale", "scheme"), LOOKS)
def test_every_page_of_members_and_redemptions_is_accessible_and_fits_its_screen(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    jia: str,
    size: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    page = new_page(size, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, maple)
    tabs = ("", "/orders", "/redemptions", "/actions", "/manage", "/merge?with=5", "/erase")
    paths = [*(jia + tab for tab in tabs), f"{jia}?show=ends", stuck(maple)]
    paths += [f"/admin/members{query}" for query in ("", "?by=all", "?tier=gold", "?q=nobody")]
    paths += [f"/admin/redemptions{query}" for query in ("", "?state=stuck", "?code=rg-none")]
    for path in paths:
        page.goto(origin + path)
        for summary in page.locator("details.why > summary").all()[:3]:
            summary.click()
        assert axe_findings(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], path
        assert out_of_sight(page) == [], path


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText || document.activeElement.id")
        if str(focused).strip().startswith(name):
            return
    raise AssertionError(f"{name} is out of the keyboard's reach")


def test_support_answers_why_on_a_phone_with_the_keyboard_alone(
    new_page: NewPage, origin: str, maple: Merchant, jia: str
) -> None:
    page = new_page(PHONE)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/members")
    tab_to(page, "q")
    page.keyboard.type("#22")
    page.keyboard.press("Enter")
    expect(page).to_have_url(origin + jia)
    tab_to(page, "Orders")  # the tab, then the filter of the same name
    tab_to(page, "Orders")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Order 22: NT$7,500 net of tax")).to_be_visible()
    expect(page.get_by_text("Late parcel")).to_have_count(0)
    tab_to(page, "Why")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 point for each NT$30").first).to_be_visible()


def test_two_members_are_joined_and_one_is_erased_each_after_a_look(
    new_page: NewPage, origin: str, maple: Merchant, jia: str
) -> None:
    page = new_page(locale="zh-TW")
    come_in(page, origin, maple)
    page.goto(f"{origin}{jia}/manage")
    page.get_by_label("另一位會員").fill("nobody@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_label("另一位會員")).to_be_focused()
    page.get_by_label("另一位會員").fill("5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="合併之後")).to_be_visible()
    page.get_by_role("button", name="合併").click()
    expect(page.get_by_text("請先勾選。")).to_be_visible()
    page.get_by_label("原因").fill("同一人")
    page.get_by_label("我確定兩者是同一人。").check()
    page.get_by_role("button", name="合併").click()
    expect(page.get_by_role("status")).to_have_text("兩位會員已合併。")
    page.get_by_role("link", name="管理", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下載資料檔").click()
    told = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    assert told["members"][0]["member"]["contact"]["email"] == "jia@example.com"
    page.get_by_role("link", name="查看會刪除的內容").click()
    page.get_by_role("button", name="永久刪除").click()
    expect(page.get_by_text("請先勾選。")).to_be_visible()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="永久刪除").click()
    expect(page.get_by_role("status")).to_have_text("已刪除會員個資。")
    expect(page.get_by_text("jia@example.com")).to_have_count(0)


def test_a_stuck_code_is_seen_asked_for_and_given_back_on_a_phone(
    new_page: NewPage, origin: str, maple: Merchant, jia: str, shop: Shop
) -> None:
    page = new_page(PHONE)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/redemptions")
    page.get_by_label("State").select_option("stuck")
    page.get_by_role("button", name="Show").click()
    page.locator("#list ~ .rows a").first.click()
    page.get_by_role("button", name="Ask the store now").click()
    expect(page.get_by_role("status")).to_have_text("The code is made.")
    page.get_by_role("button", name="Give the points back").click()
    expect(page.get_by_role("status")).to_have_text("The points came back.")
    assert list(shop.codes.values()) == [False]
