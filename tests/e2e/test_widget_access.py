"""The widget for everybody: keyboard, screen reader, small and large screens, any colour."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

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

_SMALL: ViewportSize = {"width": 320, "height": 568}


@pytest.fixture
def shop() -> Iterator[ShopperApi]:
    with ShopperApi() as running:
        yield running


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def test_a_reward_is_redeemed_by_keyboard_alone_and_the_focus_returns(
    shop: ShopperApi, page: Page
) -> None:
    visit(page, shop)
    page.keyboard.press("Tab")
    assert focused(page) == "Filter"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".hero")).to_be_visible()
    expect(page.get_by_role("heading", name="Rewards")).to_be_focused()
    expect(page.locator("#r-off-150")).to_be_visible()
    for name in ("Close", "Redeem NT$150 off"):
        page.keyboard.press("Tab")
        assert focused(page) == name
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Redeem NT$150 off?")).to_be_focused()
    for name in ("Close", "Use 100 points"):
        page.keyboard.press("Tab")
        assert focused(page) == name
    page.keyboard.press("Space")
    expect(status(page)).to_have_text("Your code is ready")
    expect(page.get_by_role("heading", name="Your code")).to_be_focused()
    for name in ("Close", "Your code NT$150 off REG-7KQ2-M4X1"):
        page.keyboard.press("Tab")
        assert focused(page) == name
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    assert "points" in focused(page)


def test_the_focus_returns_to_the_pages_own_button_that_opened_it(
    shop: ShopperApi, page: Page
) -> None:
    visit(page, shop)
    page.evaluate(
        "() => { document.getElementById('before').onclick ="
        " () => document.querySelector('regulars-widget').open(); }"
    )
    page.get_by_role("button", name="Filter").click()
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    assert focused(page) == "Filter"


def test_tab_never_leads_to_the_page_behind_the_panel(shop: ShopperApi, page: Page) -> None:
    open_panel(page, shop)
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.add(focused(page))
    assert {"Close", "Redeem NT$150 off", "History"} <= seen
    assert "Filter" not in seen
    assert not any("340 points" in name for name in seen)


def test_a_press_outside_closes_the_panel_and_one_inside_does_not(
    shop: ShopperApi, page: Page
) -> None:
    open_panel(page, shop)
    page.locator(".big").click()
    expect(panel(page)).to_be_visible()
    page.mouse.click(100, 400)
    expect(panel(page)).to_be_hidden()


def fits(page: Page) -> None:
    """Nothing in the panel scrolls sideways or is cut, and every target is large enough."""
    wide = page.evaluate(
        """() => {
          const root = document.querySelector('regulars-widget').shadowRoot;
          return [document.documentElement, ...root.querySelectorAll('*')]
            .filter((el) => el.clientWidth && el.scrollWidth > el.clientWidth + 1)
            .filter((el) => !el.closest('.sr'))
            .map((el) => el.outerHTML.slice(0, 80));
        }"""
    )
    assert wide == []
    for target in page.locator("regulars-widget :is(button:enabled, a, input)").all():
        size = target.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 44, target.evaluate("(el) => el.outerHTML")


@pytest.mark.parametrize("viewport", [_SMALL, PHONE, DESKTOP], ids=["320", "390", "1280"])
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_nothing_scrolls_sideways_and_every_target_is_large_enough(
    shop: ShopperApi, new_page: NewPage, viewport: ViewportSize, language: str
) -> None:
    shop.redemptions.append(issued(1))
    shop.member["claimable"] = True
    page = new_page(viewport)
    open_panel(page, shop, lang=language, position="left")
    fits(page)
    box = panel(page).bounding_box()
    assert box is not None
    assert box["width"] == (380 if viewport is DESKTOP else viewport["width"])
    assert box["x"] == (16 if viewport is DESKTOP else 0)
    rooms = page.locator("regulars-widget .to")
    for number in range(rooms.count()):
        rooms.nth(number).click()
        expect(page.locator("regulars-widget .sk")).to_have_count(0)
        fits(page)
        page.locator("#back").click()
    page.locator("#r-off-150").click()
    expect(page.locator("regulars-widget .sk")).to_have_count(0)
    fits(page)


def test_the_side_is_the_one_asked_for_or_the_end_of_the_reading_direction(
    shop: ShopperApi, page: Page
) -> None:
    for attributes, left in (
        ({}, False),
        ({"position": "left"}, True),
        ({"page_dir": "rtl"}, True),
        ({"page_dir": "rtl", "position": "right"}, False),
    ):
        visit(page, shop, **attributes)
        box = launcher(page).bounding_box()
        assert box is not None
        assert (box["x"] == 16) is left, attributes
        assert (box["x"] + box["width"] == 1280 - 16) is not left, attributes


@pytest.mark.parametrize(
    ("scheme", "color"),
    [("light", ""), ("dark", ""), ("light", "#f2c14e"), ("dark", "#b4532a"), ("light", "#777")],
)
def test_axe_finds_nothing_on_any_screen(
    shop: ShopperApi, new_page: NewPage, scheme: str, color: str
) -> None:
    shop.redemptions += [issued(8), issued(7, "used")]
    shop.member["claimable"] = True
    shop.member["balance"]["debt"] = 30
    page = new_page(color_scheme=scheme)
    visit(page, shop, color=color)
    assert axe_findings(page) == []
    open_panel(page, shop, color=color)
    assert axe_findings(page) == []
    for room in ("My codes", "Ways to earn", "History", "Ordered as a guest before?"):
        enter(page, room)
        assert axe_findings(page) == []
        press(page, "Back")
    press(page, "Redeem NT$150 off")
    expect(page.get_by_role("button", name="Use 100 points")).to_be_visible()
    assert axe_findings(page) == []
    press(page, "Use 100 points")
    expect(status(page)).to_have_text("Your code is ready")
    assert axe_findings(page) == []
    shop.signed_in = False
    open_panel(page, shop, color=color)
    assert axe_findings(page) == []
    shop.signed_in, shop.down = True, True
    open_panel(page, shop, color=color)
    assert axe_findings(page) == []


@pytest.mark.parametrize(
    "color", ["#000", "#fff", "#777", "#767676", "red", "hsl(210 80% 45%)", "#0a7f62", "#ff6f61"]
)
def test_any_colour_gets_text_that_can_be_read(shop: ShopperApi, page: Page, color: str) -> None:
    visit(page, shop, color=color)
    ground, text = launcher(page).evaluate(
        "(el) => { const s = getComputedStyle(el); return [s.backgroundColor, s.color]; }"
    )
    assert _contrast(ground, text) >= 4.5


@pytest.mark.parametrize("color", ["", "no-colour", "red;}*{display:none", "oklch(0.7 0.1 200)"])
def test_a_colour_that_cannot_be_used_leaves_the_default(
    shop: ShopperApi, page: Page, color: str
) -> None:
    visit(page, shop, color=color)
    expect(launcher(page)).to_have_css("background-color", "rgb(31, 77, 63)")


def test_it_speaks_in_the_pages_own_font_and_leaves_the_pages_styles_alone(
    shop: ShopperApi, page: Page
) -> None:
    visit(page, shop)
    font = page.evaluate("getComputedStyle(document.body).fontFamily")
    expect(launcher(page)).to_have_css("font-family", font)
    expect(page.get_by_role("button", name="Filter")).not_to_have_css("min-height", "44px")


def test_reduced_motion_means_none(shop: ShopperApi, new_page: NewPage) -> None:
    for motion, animation in (("reduce", "none"), ("no-preference", "up")):
        page = new_page(reduced_motion=motion)
        open_panel(page, shop)
        expect(panel(page)).to_have_css("animation-name", animation)
        expect(launcher(page)).to_have_css("transition-duration", "0s")


def test_it_asks_nothing_before_the_page_has_loaded_and_moves_nothing_on_it(
    shop: ShopperApi, page: Page
) -> None:
    page.add_init_script("addEventListener('load', () => { window.loaded = performance.now(); });")
    visit(page, shop)
    page.wait_for_timeout(300)
    first = page.evaluate(
        "performance.getEntriesByType('resource').filter((e) => /token|storefront/.test(e.name))"
        ".map((e) => e.startTime - window.loaded)"
    )
    assert len(first) == 2
    assert min(first) >= 0
    assert [call.path for call in shop.calls] == ["member"]
    assert page.evaluate("window.shifts") == 0


def test_without_storage_it_still_redeems_once(shop: ShopperApi, page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage',"
        " {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    shop.lose_answers = 1
    open_panel(page, shop)
    redeem(page)
    expect(status(page)).to_contain_text("We did not hear back")
    press(page, "Use 100 points")
    expect(status(page)).to_have_text("Your code is ready")
    assert shop.member["balance"]["available"] == 240


def test_on_plain_http_without_random_uuid_keys_are_still_unlike_each_other(
    shop: ShopperApi, page: Page
) -> None:
    page.add_init_script("crypto.randomUUID = undefined")
    for _ in range(2):
        open_panel(page, shop)
        redeem(page)
        expect(status(page)).to_have_text("Your code is ready")
    first, second = (call.key or "" for call in shop.posts("redemptions"))
    assert first != second
    assert min(len(first), len(second)) >= 32


def _contrast(one: str, other: str) -> float:
    """WCAG's contrast of two "rgb(r, g, b)"."""
    lights = []
    for color in (one, other):
        channels = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
        )
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    return max(lights) / min(lights)
