"""The widget over visits, without a network, for guests, and inside other apps' browsers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.widget_steps import (
    enter,
    focused,
    issued,
    launcher,
    open_panel,
    panel,
    press,
    redeem,
    status,
    visit,
)
from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.shopper_api import ShopperApi

# What LINE's, Instagram's and Facebook's own browsers may lack.
_IN_APP = """
Object.defineProperty(navigator, 'clipboard', {value: undefined});
Object.defineProperty(navigator, 'share', {value: undefined});
for (const name of ['sessionStorage', 'localStorage'])
  Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError'); }});
window.requestIdleCallback = undefined;
"""


def nudge(page: Page) -> Locator:
    return page.locator("regulars-widget #nudge")


def new_visit(page: Page) -> None:
    """What a browser forgets when a tab is closed."""
    page.evaluate("sessionStorage.clear()")


def test_the_points_of_the_last_visit_show_while_the_new_ones_load_and_are_marked(
    shop: ShopperApi, page: Page
) -> None:
    visit(page, shop)
    shop.member["balance"]["available"] = 400
    shop.slow_s = 0.8
    page.goto(shop.page())
    expect(launcher(page)).to_contain_text("340 points")
    expect(page.locator("#n")).to_have_class("old")
    launcher(page).click()
    expect(panel(page)).to_contain_text("as of your last visit")
    expect(page.get_by_role("button", name="Redeem")).to_have_count(0)
    expect(page.locator(".big")).to_have_text("400")
    expect(panel(page)).not_to_contain_text("as of your last visit")
    expect(page.locator("#n")).not_to_have_class("old")


def test_whoever_signed_out_leaves_no_points_behind(shop: ShopperApi, page: Page) -> None:
    visit(page, shop)
    shop.signed_in = False
    visit(page, shop)
    expect(launcher(page)).to_have_text("Rewards")
    shop.slow_s = 0.5
    page.goto(shop.page())
    expect(launcher(page)).to_have_text("Rewards")
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.endsWith('last'))") == []


def test_without_a_network_it_says_so_keeps_what_is_shown_and_comes_back_by_itself(
    shop: ShopperApi, page: Page
) -> None:
    open_panel(page, shop)
    page.context.set_offline(True)
    expect(page.get_by_role("alert")).to_have_text("You are offline. This comes back when you do.")
    expect(panel(page)).to_contain_text("NT$1,200 more by 31 March 2027 for Gold")
    shop.member["balance"]["available"] = 20
    page.context.set_offline(False)
    expect(page.locator(".big")).to_have_text("20")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_redeeming_without_a_network_takes_nothing_and_goes_on_afterwards(
    shop: ShopperApi, page: Page
) -> None:
    open_panel(page, shop)
    press(page, "Redeem NT$150 off")
    expect(page.get_by_role("button", name="Use 100 points")).to_be_visible()
    page.context.set_offline(True)
    press(page, "Use 100 points")
    expect(status(page)).to_contain_text("We did not hear back")
    assert shop.member["balance"]["available"] == 340
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    press(page, "Use 100 points")
    expect(page.get_by_label("Your code NT$150 off")).to_have_value("REG-7KQ2-M4X1")
    assert shop.member["balance"]["available"] == 240


def test_a_panel_that_cannot_be_loaded_is_said_beside_the_launcher_and_tried_again(
    shop: ShopperApi, page: Page
) -> None:
    shop.no_scripts = "panel"
    visit(page, shop)
    launcher(page).click()
    expect(nudge(page)).to_contain_text("Not available right now")
    expect(launcher(page)).to_have_attribute("aria-busy", "false")
    shop.no_scripts = ""
    launcher(page).click()
    expect(page.locator("#r-off-150")).to_be_visible()
    expect(nudge(page)).to_have_text("")


def test_a_room_that_cannot_be_loaded_says_so_and_opens_when_tried_again(
    shop: ShopperApi, page: Page
) -> None:
    shop.no_scripts = "room-history"
    open_panel(page, shop)
    enter(page, "History")
    expect(page.get_by_role("alert")).to_contain_text("We cannot reach your points right now.")
    shop.no_scripts = ""
    press(page, "Try again")
    expect(page.locator("#entries li")).to_have_count(4)
    press(page, "Back")
    assert focused(page) == "History"


def test_a_guest_sees_what_their_own_orders_earned_and_is_invited(
    shop: ShopperApi, page: Page
) -> None:
    shop.signed_in = False
    text = {"en": "Your orders have earned 168 points. Join with the same email address."}
    shop.guest = {"points": 120, "pending": 48, "orders": [], "text": text}
    open_panel(page, shop)
    expect(launcher(page)).to_have_text("Rewards")
    expect(panel(page)).to_contain_text("Your orders have earned 168 points.")
    expect(page.get_by_role("link", name="Join")).to_be_visible()
    assert {call.path for call in shop.calls} == {"program", "guest"}


def test_a_guest_whose_orders_earned_nothing_or_cannot_be_asked_is_invited_like_anybody(
    shop: ShopperApi, page: Page
) -> None:
    shop.signed_in = False
    text = {"en": "Join to collect points with your orders."}
    shop.guest = {"points": 0, "pending": 0, "orders": [], "text": text}
    for _ in range(2):
        open_panel(page, shop)
        expect(page.get_by_role("link", name="Join")).to_be_visible()
        expect(panel(page)).to_contain_text("Sign in or create an account to collect points")
        expect(page.get_by_role("alert")).to_have_count(0)
        page.route("**/storefront/guest", lambda route: route.abort())


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_points_that_end_soon_are_told_once_beside_the_launcher(
    shop: ShopperApi, new_page: NewPage, viewport: object
) -> None:
    page = new_page(viewport)
    page.clock.set_fixed_time("2026-12-20T08:00:00Z")
    visit(page, shop)
    expect(nudge(page)).to_contain_text("60 points end on Dec 31, 2026.")
    expect(nudge(page).get_by_role("status")).to_have_text("60 points end on Dec 31, 2026.")
    above, below = nudge(page).bounding_box(), launcher(page).bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]
    assert above["width"] <= 300
    assert axe_findings(page) == []
    press(page, "Close")
    expect(nudge(page)).to_have_text("")
    assert "points" in focused(page)
    for _ in range(2):
        visit(page, shop)
        page.wait_for_timeout(400)
        expect(nudge(page)).to_have_text("")
        new_visit(page)


def test_new_points_since_the_last_visit_are_told_and_the_next_page_is_quiet(
    shop: ShopperApi, page: Page
) -> None:
    page.clock.set_fixed_time("2026-11-20T08:00:00Z")
    visit(page, shop)
    page.wait_for_timeout(400)
    expect(nudge(page)).to_have_text("")
    new_visit(page)
    shop.member["balance"]["available"] = 388
    visit(page, shop)
    expect(nudge(page)).to_contain_text("48 points new since your last visit.")
    shop.member["balance"]["available"] = 500
    visit(page, shop)
    page.wait_for_timeout(400)
    expect(nudge(page)).to_have_text("")


def test_a_reward_in_reach_is_told_and_gone_when_the_panel_opens(
    shop: ShopperApi, page: Page
) -> None:
    page.clock.set_fixed_time("2026-11-20T08:00:00Z")
    shop.member["rewards"] = [
        {"id": "off-900", "available": False},
        {"id": "free-shipping", "available": True},
    ]
    visit(page, shop, lang="zh-Hant")
    expect(nudge(page)).to_contain_text("您的點數已可兌換「免運費」。")
    launcher(page).click()
    expect(panel(page)).to_be_visible()
    expect(nudge(page)).to_have_text("")


def test_a_reward_that_was_in_reach_is_told_no_longer_once_the_points_are_spent(
    shop: ShopperApi, page: Page
) -> None:
    page.clock.set_fixed_time("2026-11-20T08:00:00Z")
    shop.member["rewards"] = [{"id": "free-shipping", "available": True}]
    visit(page, shop)
    expect(nudge(page)).to_contain_text("You have enough points for Free shipping.")
    shop.member["balance"]["available"] -= 100
    page.evaluate("document.querySelector('regulars-widget').refresh()")
    expect(nudge(page)).to_have_text("")


def test_a_visitor_is_left_in_peace(shop: ShopperApi, page: Page) -> None:
    shop.signed_in = False
    visit(page, shop)
    page.wait_for_timeout(400)
    expect(nudge(page)).to_have_text("")
    assert not [name for name in shop.scripts if "nudge" in name]


def test_in_another_apps_browser_everything_works_without_clipboard_share_and_storage(
    shop: ShopperApi, new_page: NewPage
) -> None:
    page = new_page(PHONE)
    page.add_init_script(_IN_APP)
    shop.redemptions.append(issued(9))
    open_panel(page, shop)
    redeem(page)
    expect(status(page)).to_have_text("Your code is ready")
    press(page, "Copy NT$150 off REG-7KQ2-M4X1")
    expect(status(page)).to_have_text("Code selected, ready to copy")
    press(page, "Back")
    for room in ("My codes", "Ways to earn", "History"):
        enter(page, room)
        expect(page.get_by_role("alert")).to_have_count(0)
        press(page, "Back")
    page.get_by_role("button", name="Close").click()
    expect(launcher(page)).to_have_text(re.compile("240 points"))
