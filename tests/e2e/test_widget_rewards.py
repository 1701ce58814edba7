"""Rewards in the widget: how many points, what stands in the way, and codes laid on the cart."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.widget_steps import enter, focused, issued, open_panel, panel, press, redeem, status
from tests.support.browser import DESKTOP, PHONE, NewPage
from tests.support.shopper_api import ShopperApi
from tests.support.shopper_data import CAMPAIGNS, CASH, DONATION


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_points_as_cash_are_chosen_on_a_slider_that_says_points_and_money(
    shop: ShopperApi, new_page: NewPage, viewport: Any
) -> None:
    page = new_page(viewport)
    shop.program["rewards"].append(copy.deepcopy(CASH))
    open_panel(page, shop)
    expect(panel(page)).to_contain_text("from 100 points")
    press(page, "Redeem Points as cash")
    slider = page.get_by_role("slider", name="Points to use")
    expect(slider).to_have_attribute("aria-valuetext", "100 points for NT$50 off")
    slider.fill("240")
    expect(page.locator("#worth")).to_have_text("NT$120 off")
    expect(slider).to_have_attribute("aria-valuetext", "240 points for NT$120 off")
    expect(panel(page)).to_contain_text("This uses 240 points and leaves you 100 points.")
    press(page, "Use 240 points")
    expect(status(page)).to_have_text("Your code is ready")
    assert shop.bodies("redemptions") == [{"reward_id": "cash", "points": 240}]
    assert shop.member["balance"]["available"] == 100


def test_the_slider_goes_by_keyboard_in_steps_to_the_most_that_there_are_points_for(
    shop: ShopperApi, page: Page
) -> None:
    shop.program["rewards"].append(CASH | {"min": 110, "max": 900})
    open_panel(page, shop)
    press(page, "Redeem Points as cash")
    slider = page.get_by_role("slider")
    expect(slider).to_have_attribute("min", "120")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "140 points for NT$70 off")
    assert focused(page) == "input"
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Use 340 points")).to_be_visible()
    page.keyboard.press("Home")
    expect(page.get_by_role("button", name="Use 120 points")).to_be_visible()


def test_an_amount_whose_answer_was_lost_goes_on_as_it_was_chosen(
    shop: ShopperApi, page: Page
) -> None:
    shop.program["rewards"].append(copy.deepcopy(CASH))
    shop.lose_answers = 1
    open_panel(page, shop)
    press(page, "Redeem Points as cash")
    page.get_by_role("slider").fill("200")
    press(page, "Use 200 points")
    expect(status(page)).to_contain_text("We did not hear back")
    open_panel(page, shop)
    press(page, "Try again")
    press(page, "Use 200 points")
    expect(status(page)).to_have_text("Your code is ready")
    assert shop.member["balance"]["available"] == 140


def test_nothing_is_shown_as_redeemed_before_the_answer(shop: ShopperApi, page: Page) -> None:
    shop.delay_s = 0.6
    open_panel(page, shop)
    redeem(page)
    expect(page.get_by_role("button", name="One moment…")).to_be_visible()
    expect(page.locator("#n")).to_have_text("340 points")
    expect(status(page)).to_have_text("Your code is ready")
    expect(page.locator("#n")).to_have_text("240 points")


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_reward_that_cannot_be_had_says_why_in_the_api_s_words(
    shop: ShopperApi, page: Page, signed_in: bool
) -> None:
    text = {"en": "This is for members of: Gold.", "zh-Hant": "限以下會員等級：金卡會員。"}
    reason = {"code": "reward_not_for_tier", "text": text}
    shop.signed_in = signed_in
    shop.member["rewards"] = [{"id": "free-shipping", "available": False, "reason": reason}]
    if not signed_in:
        shop.program["rewards"][1] |= {"available": False, "reason": reason}
    open_panel(page, shop)
    line = page.locator("#l-r-free-shipping")
    expect(line).to_contain_text("This is for members of: Gold.")
    expect(line.get_by_role("button")).to_have_count(0)


def test_what_was_donated_is_told_and_a_donation_promises_no_code(
    shop: ShopperApi, page: Page
) -> None:
    shop.program["rewards"].append(copy.deepcopy(DONATION))
    open_panel(page, shop)
    expect(page.locator("#l-r-trees")).to_contain_text("NT$12,480 given so far")
    press(page, "Redeem Plant a tree")
    expect(panel(page)).to_contain_text("This uses 50 points and leaves you 290 points.")
    expect(panel(page)).not_to_contain_text("code")


def test_campaigns_now_and_later_stand_among_the_ways_to_earn(shop: ShopperApi, page: Page) -> None:
    page.clock.set_fixed_time("2026-11-20T08:00:00Z")
    shop.program["campaigns"] = copy.deepcopy(CAMPAIGNS)
    open_panel(page, shop)
    expect(page.locator("#to-earn .tag")).to_have_text("2")
    enter(page, "Ways to earn")
    expect(page.locator("#n-double")).to_contain_text("until Nov 30, 2026")
    expect(page.locator("#n-double .tag")).to_have_text("2×")
    expect(page.locator("#n-spring")).to_contain_text("from Mar 1, 2027")
    expect(page.locator("#n-spring .tag")).to_have_text("+50 points")
    expect(page.locator("#n-gold-only")).to_have_count(0)


def test_a_code_is_laid_on_a_woocommerce_cart_in_one_tap(shop: ShopperApi, page: Page) -> None:
    asked: list[Any] = []

    def cart(route: Route) -> None:
        request = route.request
        if request.method == "GET":
            route.fulfill(json={"coupons": []}, headers={"Nonce": "n0nce"})
            return
        asked.append((request.headers.get("nonce"), json.loads(request.post_data or "")))
        route.fulfill(json={"coupons": [{"code": "reg-7kq2-m4x1"}]})

    page.route("**/wp-json/wc/store/v1/cart**", cart)
    shop.redemptions.append(issued(1))
    open_panel(page, shop, apply="woocommerce")
    page.evaluate(
        "document.addEventListener('regulars-applied', (e) => { window.told = e.detail.code; })"
    )
    enter(page, "My codes")
    press(page, "Apply to cart NT$150 off REG-7KQ2-M4X1")
    expect(status(page)).to_have_text("Applied to your cart")
    assert asked == [("n0nce", {"code": "REG-7KQ2-M4X1"})]
    assert page.evaluate("window.told") == "REG-7KQ2-M4X1"


def test_a_cart_that_refuses_the_code_is_said_and_the_code_can_be_copied(
    shop: ShopperApi, page: Page
) -> None:
    def cart(route: Route) -> None:
        if route.request.method == "GET":
            route.fulfill(json={"coupons": []}, headers={"Nonce": "n0nce"})
        else:
            route.fulfill(status=400, json={"code": "woocommerce_rest_cart_coupon_error"})

    page.route("**/wp-json/wc/store/v1/cart**", cart)
    shop.redemptions.append(issued(1))
    open_panel(page, shop, apply="woocommerce")
    enter(page, "My codes")
    press(page, "Apply to cart NT$150 off REG-7KQ2-M4X1")
    expect(status(page)).to_contain_text("The cart did not take it. Copy the code")
    expect(page.get_by_role("button", name="Copy NT$150 off REG-7KQ2-M4X1")).to_be_visible()


@pytest.mark.parametrize(("applicable", "words"), [(True, "Applied"), (False, "did not take it")])
def test_a_code_is_laid_on_a_shopify_cart_in_one_tap(
    shop: ShopperApi, page: Page, applicable: bool, words: str
) -> None:
    asked: list[str] = []

    def discount(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="")

    page.route("**/discount/*", discount)
    codes = [{"code": "REG-7KQ2-M4X1", "applicable": applicable}]
    page.route("**/cart.js", lambda route: route.fulfill(json={"discount_codes": codes}))
    shop.redemptions.append(issued(1))
    open_panel(page, shop, apply="shopify")
    enter(page, "My codes")
    press(page, "Apply to cart NT$150 off REG-7KQ2-M4X1")
    expect(status(page)).to_contain_text(words)
    assert [url.rpartition("/")[2] for url in asked] == ["REG-7KQ2-M4X1"]


def test_another_shop_s_cart_is_reached_by_its_address(shop: ShopperApi, page: Page) -> None:
    shop.redemptions.append(issued(1))
    open_panel(page, shop, apply="url:/shop?coupon={code}")
    enter(page, "My codes")
    press(page, "Apply to cart NT$150 off REG-7KQ2-M4X1")
    page.wait_for_url("**/shop?coupon=REG-7KQ2-M4X1")


def test_without_a_way_to_the_cart_and_for_what_no_cart_takes_there_is_only_copying(
    shop: ShopperApi, page: Page
) -> None:
    shop.redemptions.append(issued(1))
    open_panel(page, shop)
    enter(page, "My codes")
    expect(page.get_by_role("button", name="Apply to cart")).to_have_count(0)
    shop.redemptions[0]["kind"] = "gift_card"
    open_panel(page, shop, apply="shopify")
    enter(page, "My codes")
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
    expect(page.get_by_role("button", name="Apply to cart")).to_have_count(0)
