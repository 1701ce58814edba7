"""Rooms of the widget that are the shopper's own: profile, card, orders, suggestions, news; and
what a page leaves to be told once somebody has signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.room_steps import enter, furnish, step_into
from tests.e2e.widget_steps import launcher, open_panel, panel, press, status, visit
from tests.support.browser import NewPage
from tests.support.shopper_api import ShopperApi


@pytest.fixture
def shop() -> Iterator[ShopperApi]:
    with ShopperApi() as running:
        yield furnish(running)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def test_the_profile_is_answered_and_erased(shop: ShopperApi, page: Page) -> None:
    enter(page, shop, "about")
    page.get_by_label("Oolong").check()
    page.get_by_label("Green tea").check()
    page.get_by_label("Age").select_option(label="Over 50")
    press(page, "Save")
    expect(status(page)).to_have_text("Saved")
    assert shop.rooms.profile["answers"] == {"age": "50", "taste": ["oolong", "green"]}
    press(page, "Erase my answers")
    expect(status(page)).to_have_text("Your answers are erased")
    expect(page.get_by_label("Oolong")).not_to_be_checked()
    expect(page.get_by_label("Age")).to_have_value("")
    assert shop.rooms.profile["answers"] == {}


def test_consent_to_product_views_is_a_switch_and_switching_off_erases(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "about")
    switch = page.get_by_role("switch", name="Suggestions from what I look at")
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(status(page)).to_have_text("Switched on. Thank you!")
    expect(switch).to_have_attribute("aria-checked", "true")
    shop.rooms.views.append("501")
    switch.click()
    expect(status(page)).to_contain_text("what was kept is erased")
    assert shop.rooms.views == []


def test_a_product_is_told_of_only_with_consent(shop: ShopperApi, page: Page) -> None:
    visit(page, shop, **{"product-id": "501"})
    enter(page, shop, "about", **{"product-id": "502"})
    page.get_by_role("switch").click()
    expect(status(page)).to_contain_text("Switched on")
    assert shop.rooms.views == []
    with page.expect_request("**/views"):
        visit(page, shop, **{"product-id": "503"})
    page.wait_for_load_state("networkidle")
    assert shop.rooms.views == ["503"]
    enter(page, shop, "about", **{"product-id": "504"})
    page.get_by_role("switch").click()
    expect(status(page)).to_contain_text("Switched off")
    asked = len(shop.posts("views"))
    enter(page, shop, "about", **{"product-id": "505"})
    assert len(shop.posts("views")) == asked
    assert shop.rooms.views == []


def test_the_card_is_black_on_white_in_the_dark_too(shop: ShopperApi, new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    enter(page, shop, "card")
    code = page.get_by_role("img", name="Your card as a QR code")
    expect(code).to_be_visible()
    expect(page.locator(".qr")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator(".qr path")).to_have_css("stroke", "rgb(0, 0, 0)")
    expect(panel(page)).to_contain_text("RG7K Q2M4 X7KQ")


def test_a_card_is_renewed_before_it_ends(shop: ShopperApi, page: Page) -> None:
    page.clock.install()
    enter(page, shop, "card")
    asked = len([call for call in shop.calls if call.path == "card"])
    with page.expect_response("**/card"):
        page.clock.run_for(9 * 60_000)
    assert len([call for call in shop.calls if call.path == "card"]) > asked


def test_missing_points_begin_with_the_orders_own_why(shop: ShopperApi, page: Page) -> None:
    enter(page, shop, "orders")
    page.get_by_role("button", name=re.compile("Order 1020")).click()
    expect(panel(page)).to_contain_text("48 points are on the way: usable once the order is paid.")
    expect(panel(page)).to_contain_text("1 per NT$30. Waiting for payment.")
    press(page, "That explains it")
    page.get_by_role("button", name=re.compile("Order 1009")).click()
    expect(panel(page)).to_contain_text("This order has given no points.")
    expect(panel(page)).to_contain_text("cancelled, so it earns nothing")
    assert not shop.posts("cases")


def test_a_case_is_opened_once_and_its_answer_shown(shop: ShopperApi, page: Page) -> None:
    shop.lose_answers = 1
    enter(page, shop, "orders")
    expect(panel(page)).to_contain_text("Sorry, we did. We have given you 40 points.")
    page.get_by_role("button", name=re.compile("Order 1009")).click()
    press(page, "Something is wrong")
    press(page, "Send to the shop")
    expect(page.locator("#message-e")).to_have_text("Write a few words.")
    page.get_by_label("What is missing?").fill("It was not I who cancelled.")
    press(page, "Send to the shop")
    expect(status(page)).to_contain_text("nothing is done twice")
    press(page, "Send to the shop")
    expect(status(page)).to_have_text("Sent. The answer will be here.")
    expect(page.locator("#asked .box")).to_have_count(2)
    first, second = shop.posts("cases")
    assert first.key == second.key
    assert len(shop.rooms.cases) == 2


def test_an_order_that_nobody_heard_of_is_looked_up_and_asked_about(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "orders")
    page.get_by_text("My order is not here").click()
    press(page, "Look it up")
    expect(page.locator("#number-e")).to_have_text("Write the order's number.")
    page.get_by_label("Order number").fill("#2001")
    press(page, "Look it up")
    expect(panel(page)).to_contain_text("We have not heard of this order from the shop yet.")
    press(page, "Send to the shop")
    expect(status(page)).to_have_text("Sent. The answer will be here.")
    expect(page.locator("#asked")).to_contain_text("We have asked the store for this order.")
    assert shop.rooms.cases[0]["order_id"] == "2001"


def test_suggestions_say_why_each_and_lead_to_what_they_suggest(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "foryou")
    expect(panel(page)).to_contain_text("Because you bought from Oolong three times.")
    look = page.get_by_role("link", name="Have a look: Winter oolong")
    expect(look).to_have_attribute("href", "https://tea.example.com/products/winter-oolong")
    press(page, "Redeem NT$150 off")
    expect(page.get_by_role("button", name="Use 100 points")).to_be_visible()


def test_suggestions_that_are_off_say_so(shop: ShopperApi, page: Page) -> None:
    shop.rooms.personal |= {"on": False, "rewards": [], "products": []}
    enter(page, shop, "foryou")
    expect(panel(page)).to_contain_text("Suggestions are switched off.")


def test_news_sales_content_and_community_of_the_members_tier_are_there(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "news", lang="zh-Hant")
    for words in ("冬茶上市了", "85 折", "老茶倉", "僅限金卡會員閱讀。", "銀卡、金卡會員討論區"):
        expect(panel(page)).to_contain_text(words)
    press(page, "閱讀: 我們怎麼泡烏龍茶")
    expect(panel(page)).to_contain_text("先溫壺。")
    press(page, "閱讀: 茶園的一天")
    link = page.get_by_role("link", name="茶園的一天")
    expect(link).to_have_attribute("href", "https://tea.example.com/farm")
    landing = page.get_by_role("link", name="會員制度說明").get_attribute("href")
    assert landing == "/storefront/landing?lang=zh-Hant&store=woo-0123456789ab"


def test_a_visitor_reads_the_public_news(shop: ShopperApi, page: Page) -> None:
    shop.signed_in = False
    enter(page, shop, "news")
    expect(panel(page)).to_contain_text("The winter harvest is in")
    expect(panel(page)).not_to_contain_text("Silver and Gold forum")


def test_the_channel_by_which_somebody_came_is_told_once_they_have_signed_in(
    shop: ShopperApi, page: Page
) -> None:
    shop.signed_in = False
    visit(page, shop, regulars_join="instagram")
    assert not shop.posts("joined")
    shop.signed_in = True
    visit(page, shop)
    expect(page.locator("#nudge")).to_contain_text("Welcome! For joining you are given: 30 points")
    visit(page, shop)
    launcher(page).click()
    expect(page.locator("#rooms")).to_be_visible()
    assert len(shop.posts("joined")) == 1


def test_a_channel_that_is_none_is_forgotten(shop: ShopperApi, page: Page) -> None:
    visit(page, shop, regulars_join="nobody")
    page.wait_for_load_state("networkidle")
    visit(page, shop)
    page.wait_for_load_state("networkidle")
    assert len(shop.posts("joined")) == 1


def test_going_back_leads_to_the_list_and_to_the_line_that_was_pressed(
    shop: ShopperApi, page: Page
) -> None:
    open_panel(page, shop)
    step_into(page, "events")
    press(page, "Back")
    expect(page.locator("#to-events")).to_be_focused()
    press(page, "Back")
    expect(page.locator("#to-more")).to_be_focused()


def test_a_program_of_nothing_but_points_leads_to_no_empty_room(page: Page) -> None:
    with ShopperApi() as plain:
        open_panel(page, plain)
        page.locator("#to-more").click()
        expect(page.locator(".tile")).to_have_text(["My card", "My points are missing"])
