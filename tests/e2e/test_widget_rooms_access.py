"""Rooms of the widget for everybody: axe, keyboard, languages, right to left, small and large, and
what is said when the back end cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.room_steps import FURTHER, enter, furnish, tour
from tests.e2e.widget_steps import focused, issued, open_panel, panel, press, status
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.shopper_api import ShopperApi

_TARGETS = "#main :is(button, a, summary, select, textarea, .choice, .star):visible"


@pytest.fixture
def shop() -> Iterator[ShopperApi]:
    with ShopperApi() as running:
        furnish(running).redemptions += [issued(1), issued(2, "used") | {"rating": None}]
        yield running


def _unfold(page: Page) -> None:
    """All that a room folds, and its forms."""
    for summary in page.locator("#panel summary").all():
        summary.click()
    for opener in ("#did-review", "#open-taste", "#show-tasting"):
        if page.locator(opener).count():
            page.locator(opener).click()
            expect(page.locator("#panel").get_by_text("One moment…")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_room_and_every_target_is_large_enough(
    shop: ShopperApi, new_page: NewPage, scheme: str
) -> None:
    page = new_page(PHONE, color_scheme=scheme)
    shop.rooms.events[0]["answer"] = "coming"
    open_panel(page, shop)
    for room in tour(page):
        _unfold(page)
        assert axe_findings(page) == [], room
        heights = page.locator(_TARGETS).evaluate_all(
            "(all) => all.map((one) => [one.getBoundingClientRect().height, one.outerHTML])"
        )
        assert [html for height, html in heights if height < 43.9] == [], room


@pytest.mark.parametrize("lang", ["zh-Hant", "zh-Hans", "ja"])
def test_every_room_is_told_in_the_language_of_the_page(
    shop: ShopperApi, new_page: NewPage, lang: str
) -> None:
    """The stand-in's own texts are English and Traditional Chinese; all that the widget says is in
    the language, so no English sentence of it is left."""
    page = new_page(PHONE)
    english = {
        "Ways to earn",
        "My codes",
        "More",
        "My card",
        "Invite friends",
        "For you",
        "Lucky draws",
        "Group buys",
        "Events",
        "Surveys",
        "News & community",
        "About me",
        "My points are missing",
    }
    open_panel(page, shop, page_lang=lang)
    for room in tour(page):
        _unfold(page)
        shown = panel(page).inner_text()
        assert not [words for words in english if words in shown], room
        assert "{" not in shown, room


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_is_cut_off_at_320_pixels_in_either_direction(
    shop: ShopperApi, new_page: NewPage, direction: str
) -> None:
    page = new_page({"width": 320, "height": 640})
    shop.rooms.events[0]["answer"] = "coming"
    open_panel(page, shop, page_dir=direction)
    for room in tour(page):
        _unfold(page)
        wide = page.locator("#main").evaluate("(main) => main.scrollWidth - main.clientWidth")
        assert wide <= 0, room


def test_a_draw_is_entered_by_keyboard_alone(shop: ShopperApi, new_page: NewPage) -> None:
    page = new_page()
    open_panel(page, shop)
    while focused(page) != "Lucky draws":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#enter-teapot")).to_be_visible()
    while focused(page) != "How many entries? +1":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("You are in. Good luck!")
    assert shop.member["balance"]["available"] == 240


def test_a_room_that_cannot_be_reached_says_so_and_is_tried_again(
    shop: ShopperApi, new_page: NewPage
) -> None:
    page = new_page()
    open_panel(page, shop)
    for room in ("earn", "refer", "draws", "more", *FURTHER):
        if room == "more":
            page.locator("#to-more").click()
            expect(page.locator(".tile").first).to_be_visible()
            continue
        shop.down = True
        page.locator(f"#to-{room}").click()
        expect(panel(page).get_by_role("alert")).to_be_visible()
        shop.down = False
        press(page, "Try again")
        expect(panel(page).get_by_role("alert")).to_have_count(0)
        expect(panel(page).locator(".sk")).to_have_count(0)
        page.locator("#back").click()
        expect(page.locator(f"#to-{room}")).to_be_visible()


def test_offline_a_room_says_so_and_comes_back_by_itself(
    shop: ShopperApi, new_page: NewPage
) -> None:
    page = new_page()
    enter(page, shop, "draws")
    page.context.set_offline(True)
    expect(panel(page).get_by_role("alert")).to_contain_text("You are offline.")
    page.context.set_offline(False)
    expect(panel(page).get_by_role("alert")).to_have_count(0)
    expect(page.locator("#d-teapot")).to_be_visible()


def test_words_of_the_store_and_of_other_shoppers_are_never_markup(
    shop: ShopperApi, new_page: NewPage
) -> None:
    evil = "<img src=x onerror=alert(1)>"
    shop.rooms.cases[0] |= {"message": evil, "answer": evil}
    page = new_page()
    enter(page, shop, "orders")
    expect(page.locator("#asked")).to_contain_text(evil)
    expect(page.locator("regulars-widget img")).to_have_count(0)
