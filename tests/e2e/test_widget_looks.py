"""The widget in a shop's own looks, languages and reading direction, for every eye."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.widget_steps import enter, fits, issued, launcher, open_panel, panel, visit
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.shopper_api import ShopperApi
from tests.support.shopper_data import CAMPAIGNS, CASH, DONATION

_ROOMS = ("codes", "earn", "history", "claim")
_TITLES = {
    "en": "Rewards",
    "zh-Hant": "會員點數",
    "zh-Hans": "会员积分",
    "ja": "会員ポイント",
}


def furnish(shop: ShopperApi) -> None:
    """Everything that there can be to see."""
    shop.program["rewards"] += [copy.deepcopy(CASH), copy.deepcopy(DONATION)]
    shop.program["campaigns"] = copy.deepcopy(CAMPAIGNS)
    shop.redemptions += [issued(8), issued(7, "used")]
    shop.member["claimable"] = True
    shop.member["balance"]["debt"] = 30


def screens(page: Page) -> Any:
    """Each screen of the open panel in turn."""
    yield "home"
    for room in _ROOMS:
        page.locator(f"#to-{room}").click()
        expect(page.locator(f"#room-{room}")).to_be_visible()
        yield room
        page.locator("#back").click()
    page.locator("#r-cash").click()
    expect(page.get_by_role("slider")).to_be_visible()
    yield "redeem"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", list(_TITLES))
def test_axe_finds_nothing_on_any_screen_in_any_language_light_and_dark(
    shop: ShopperApi, new_page: NewPage, scheme: str, language: str
) -> None:
    furnish(shop)
    page = new_page(PHONE, color_scheme=scheme)
    open_panel(page, shop, lang=language, page_lang=language, apply="woocommerce")
    for screen in screens(page):
        assert axe_findings(page) == [], screen


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en_GB", "en"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("ja-JP", "ja"),
        ("fr", "en"),
        ("no tag", "en"),
    ],
)
def test_the_pages_language_decides_the_words(
    shop: ShopperApi, page: Page, tag: str, language: str
) -> None:
    open_panel(page, shop, page_lang=tag)
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(_TITLES[language])


def test_everything_is_there_in_simplified_chinese_and_in_japanese(
    shop: ShopperApi, new_page: NewPage
) -> None:
    page = new_page(PHONE)
    for language, words in (
        ("zh-Hans", ("340 积分", "兑换优惠", "48 积分待入账", "我的优惠码", "还差 160 积分")),
        ("ja", ("340ポイント", "ポイントを使う", "48ポイント付与予定", "あと160ポイント")),
    ):
        shop.redemptions[:] = [issued(8)]
        open_panel(page, shop, lang=language)
        said = launcher(page).inner_text() + panel(page).inner_text()
        for sentence in words:
            assert sentence in said, language


def test_numbers_dates_and_money_are_the_languages_own(shop: ShopperApi, page: Page) -> None:
    shop.member["balance"]["available"] = 12_340
    for language, words in (
        ("en-GB", ("12,340", "31 May 2027")),
        ("en-US", ("12,340", "May 31, 2027")),
        ("ja", ("12,340", "2027/05/31")),
        ("zh-Hans", ("12,340", "2027年5月31日")),
    ):
        open_panel(page, shop, lang=language)
        for word in words:
            expect(panel(page)).to_contain_text(word)


@pytest.mark.parametrize("language", ["en", "en-IN", "en-ZA", "zh-Hant", "zh-CN", "ja"])
@pytest.mark.parametrize("points", [0, 999, 1000, 1_234_567])
def test_the_launcher_writes_numbers_as_intl_does(
    shop: ShopperApi, page: Page, language: str, points: int
) -> None:
    shop.member["balance"]["available"] = points
    visit(page, shop, lang=language)
    written = page.evaluate(
        "([tag, n]) => new Intl.NumberFormat(tag).format(n)", [language, points]
    )
    expect(page.locator("#n")).to_contain_text(written)


def test_another_language_comes_as_a_file_of_the_pages_own(shop: ShopperApi, page: Page) -> None:
    words = {
        "title": "Points de fidélité",
        "points": "{n} points",
        "points.one": "{n} point",
        "available": "disponibles",
        "history": "Historique",
        "history.more": "Voir la suite",
    }
    page.route("**/fr.json", lambda route: route.fulfill(json=words))
    shop.member["balance"]["available"] = 12_340
    open_panel(page, shop, page_lang="fr", **{"words-src": "/fr.json"})
    expect(launcher(page)).to_have_text("Points de fidélité12\u202f340 points")
    expect(panel(page)).to_contain_text("disponibles")
    expect(panel(page)).to_contain_text("31 mai 2027")
    enter(page, "Historique")
    expect(page.get_by_role("button", name="Voir la suite")).to_be_visible()


def test_the_shop_words_it_anew_also_inside_a_room(shop: ShopperApi, page: Page) -> None:
    own = {"title": "Tea Club", "points": "{n} leaves", "history.more": "Older"}
    open_panel(page, shop, words=json.dumps(own))
    expect(launcher(page)).to_have_text("Tea Club340 leaves")
    enter(page, "History")
    expect(page.get_by_role("button", name="Older")).to_be_visible()
    visit(page, shop, words="not json")
    expect(launcher(page)).to_have_text("Rewards340 points")


@pytest.mark.parametrize(
    ("radius", "corner"), [("0", "0px"), ("8", "8px"), ("900", "32px"), ("x", "16px"), ("", "16px")]
)
def test_the_shop_says_how_round_it_is(
    shop: ShopperApi, page: Page, radius: str, corner: str
) -> None:
    open_panel(page, shop, radius=radius)
    expect(page.locator(".hero")).to_have_css("border-top-left-radius", corner)


def test_in_a_right_to_left_page_everything_is_mirrored(shop: ShopperApi, page: Page) -> None:
    furnish(shop)
    open_panel(page, shop, page_dir="rtl")
    expect(panel(page)).to_have_css("direction", "rtl")
    for screen in screens(page):
        fits(page)
        close = page.get_by_role("button", name="Close").bounding_box()
        title = panel(page).get_by_role("heading", level=2).bounding_box()
        assert close is not None
        assert title is not None
        assert close["x"] < title["x"], screen
    # "+48" stays so, and a sentence of the other direction keeps its full stop at its end.
    page.locator("#back").click()
    enter(page, "History")
    expect(page.locator("#entries .end p").first).to_have_css("unicode-bidi", "plaintext")


@pytest.mark.parametrize(
    ("viewport", "scale"),
    [({"width": 640, "height": 360}, 2), ({"width": 320, "height": 480}, 1)],
    ids=["200%", "320px"],
)
@pytest.mark.parametrize("language", list(_TITLES))
def test_at_200_percent_zoom_nothing_is_cut_or_scrolls_sideways(
    shop: ShopperApi, new_page: NewPage, viewport: ViewportSize, scale: int, language: str
) -> None:
    furnish(shop)
    page = new_page(viewport, device_scale_factor=scale)
    open_panel(page, shop, lang=language, apply="woocommerce")
    box = panel(page).bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= viewport["height"]
    for _ in screens(page):
        fits(page)
    page.get_by_role("button").last.scroll_into_view_if_needed()
    expect(page.locator("#room-redeem .btn").last).to_be_in_viewport()
