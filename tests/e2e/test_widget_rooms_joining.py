"""Rooms of the widget in which shoppers take part: draws, events, surveys, group purchases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.room_steps import enter, furnish
from tests.e2e.widget_steps import focused, launcher, panel, press, status
from tests.support.browser import NewPage
from tests.support.shopper_api import ShopperApi


@pytest.fixture
def shop() -> Iterator[ShopperApi]:
    with ShopperApi() as running:
        yield furnish(running)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def test_entries_in_a_draw_are_bought_and_given_back_for_the_points(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "draws")
    press(page, "How many entries? +1")
    press(page, "How many entries? +1")
    press(page, "Enter for 150 points")
    expect(status(page)).to_have_text("You are in. Good luck!")
    expect(page.locator("#d-teapot")).to_contain_text("Your entries: 3")
    expect(launcher(page)).to_contain_text("190 points")
    press(page, "Give back: 3 bought for 150 points")
    expect(status(page)).to_have_text("150 points are back")
    expect(launcher(page)).to_contain_text("340 points")
    assert focused(page) == "A teapot by hand"


def test_no_more_entries_are_offered_than_the_limit_and_the_points_allow(
    shop: ShopperApi, page: Page
) -> None:
    shop.member["balance"]["available"] = 120
    enter(page, shop, "draws")
    press(page, "How many entries? +1")
    expect(page.get_by_role("button", name="Enter for 100 points")).to_be_visible()
    expect(page.get_by_role("button", name="How many entries? +1")).to_have_attribute(
        "aria-disabled", "true"
    )


@pytest.mark.parametrize("lost", ["cut off", "turned away"])
def test_entries_whose_answer_was_lost_are_bought_once(
    shop: ShopperApi, page: Page, lost: str
) -> None:
    shop.lose_answers, shop.too_many = (1, 0) if lost == "cut off" else (0, 1)
    enter(page, shop, "draws")
    press(page, "Enter for 50 points")
    expect(status(page)).to_contain_text("nothing is done twice")
    press(page, "Enter for 50 points")
    expect(status(page)).to_have_text("You are in. Good luck!")
    first, second = shop.posts("draws/teapot/entries")
    assert first.key == second.key
    assert shop.member["balance"]["available"] == 290


def test_a_draw_that_was_drawn_says_what_was_won_and_with_which_numbers(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "draws")
    draw = page.locator("#d-autumn")
    expect(draw).to_contain_text("You have won: Free tea for a year")
    expect(draw).to_contain_text("Numbers 76 to 77")


def test_the_commitment_and_the_proof_of_a_draw_are_explained_and_linked(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "draws")
    draw = page.locator("#d-autumn")
    draw.get_by_text("How is it drawn?").click()
    expect(draw).to_contain_text("3c" * 32)
    expect(draw).to_contain_text("5d" * 32)
    link = draw.get_by_role("link", name="All that is published").get_attribute("href")
    assert link == "/storefront/draws/autumn/proof?store=woo-0123456789ab"


def test_a_visitor_sees_the_draws_and_cannot_enter(shop: ShopperApi, page: Page) -> None:
    shop.signed_in = False
    enter(page, shop, "draws")
    expect(page.locator("#d-teapot")).to_contain_text("Handmade teapot")
    expect(page.get_by_role("button", name="Enter for")).to_have_count(0)


def test_a_place_at_an_event_is_taken_shown_and_given_up(shop: ShopperApi, page: Page) -> None:
    enter(page, shop, "events")
    event = page.locator("#e-tasting")
    expect(event).to_contain_text("Saturday, December 12, 2026 at 2:00 PM")
    expect(event).to_contain_text("Places left: 6")
    press(page, "I am coming: Winter tea tasting")
    expect(status(page)).to_have_text("You have a place. See you there!")
    expect(event).to_contain_text("You are coming")
    press(page, "Show my ticket")
    expect(page.get_by_role("img", name="Your ticket as a QR code")).to_be_visible()
    press(page, "Cancel my place: Winter tea tasting")
    expect(status(page)).to_contain_text("Cancelled")
    expect(event).to_contain_text("Places left: 6")


def test_an_event_for_others_says_for_whom(shop: ShopperApi, page: Page) -> None:
    enter(page, shop, "events", lang="zh-Hant")
    expect(page.locator("#e-gold-night")).to_contain_text("僅限金卡會員參加。")
    expect(page.locator("#e-gold-night button")).to_have_count(0)


def test_a_survey_asks_for_what_is_needed_and_for_consent_beside_each_field(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "surveys")
    press(page, "Answer: What do you like to drink?")
    press(page, "Send my answers")
    expect(page.locator("#q-tea-e")).to_have_text("Please answer this.")
    expect(page.locator("[id='q--consent-e']")).to_have_text(
        "Answers can be kept only if you agree."
    )
    expect(page.locator("fieldset#q-tea")).to_be_focused()
    assert not shop.posts("surveys/taste")


def test_a_survey_is_answered_changed_and_erased(shop: ShopperApi, page: Page) -> None:
    enter(page, shop, "surveys")
    press(page, "Answer: What do you like to drink?")
    page.get_by_label("Oolong").check()
    page.get_by_label("In the morning").check()
    page.get_by_label("At night").check()
    page.get_by_role("radio", name="4").check()
    page.get_by_label("Anything else?").fill("More cups, please")
    page.get_by_label("The shop may keep my answers").check()
    press(page, "Send my answers")
    expect(status(page)).to_have_text("Thank you for your answers!")
    answers = {"tea": "oolong", "when": ["morning", "night"], "service": 4}
    assert shop.rooms.surveys[0]["answers"] == answers | {"more": "More cups, please"}
    press(page, "Change my answers: What do you like to drink?")
    expect(page.get_by_label("Anything else?")).to_have_value("More cups, please")
    expect(page.get_by_label("Oolong")).to_be_checked()
    press(page, "Cancel")
    press(page, "Erase my answers")
    expect(status(page)).to_contain_text("Your answers are erased")
    assert shop.rooms.surveys[0]["answers"] is None


def test_a_group_purchase_says_how_far_it_is_and_what_it_gives(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "groups")
    group = page.locator("#g-winter")
    expect(group.get_by_role("progressbar")).to_have_attribute("aria-valuetext", "68 of 100 pieces")
    for words in (
        "everybody who joined is given: +80 points",
        "Ordered by Dec 1, 2026, besides: +20 points",
        "Organiser's reward for each piece: +5 points",
        "You have ordered 2 pieces",
    ):
        expect(group).to_contain_text(words)
    expect(page.locator("#g-cups")).to_contain_text("NT$61,200 of NT$50,000")


def test_a_group_purchase_is_passed_on_by_the_address_that_joins_it(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "groups", **{"home-url": "/tea/"})
    address = f"{shop.origin}/tea/?group=winter-oolong"
    expect(page.get_by_label("Order with the group", exact=True)).to_have_value(address)
    line = page.locator("#g-winter").get_by_role("link", name="Share on LINE")
    assert "winter-oolong" in (line.get_attribute("href") or "")


@pytest.mark.parametrize("room", ["draws", "events", "surveys", "groups"])
def test_an_empty_room_says_so_in_words(shop: ShopperApi, page: Page, room: str) -> None:
    getattr(shop.rooms, room).clear()
    enter(page, shop, room)
    expect(panel(page).locator(".empty")).to_be_visible()
