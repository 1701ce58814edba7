"""The live preview in a real browser: the real widget over the draft, on a phone and a desktop."""

from __future__ import annotations

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from core.ledger import drafts, programs
from integrations import access
from tests.e2e.test_admin import LOOKS, come_in, origin
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple, tea_house

__all__ = ["app", "maple", "origin", "tea_house"]


def screen(page: Page, which: str) -> FrameLocator:
    return page.frame_locator(f".screen.{which} iframe")


def test_the_draft_is_previewed_for_a_member_and_a_press_says_that_it_is_a_preview(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    ledger = access.ledger_of(maple.store)
    version, document = programs.document(ledger)
    first, *others = document["rewards"]
    renamed = {**first, "name": {"en": "Tea for two", "zh-Hant": "雙人茶"}}
    drafts.replace(ledger, version, document | {"rewards": [renamed, *others]}, 1_795_330_000)
    page = new_page()
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/preview")
    page.get_by_label("Points").fill("650")
    page.get_by_label("Tier").select_option("silver")
    page.get_by_role("button", name="Show").click()
    for which in ("phone", "desktop"):
        panel = screen(page, which).get_by_role("dialog")
        expect(panel.get_by_text("650", exact=True)).to_be_visible()
        expect(panel.get_by_text("Silver").first).to_be_visible()
    panel = screen(page, "phone").get_by_role("dialog")
    panel.get_by_role("button", name="Redeem Tea for two").click()
    panel.get_by_role("button", name="Use").last.click()
    expect(panel.get_by_role("status")).to_contain_text("This is a preview")


def test_each_room_behind_the_panel_opens_in_the_preview(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(PHONE)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/preview/frame/template-organic-grocer/2400/en")
    panel = page.get_by_role("dialog")
    expect(panel.locator("#rooms")).to_be_visible()
    lines = [one.get_attribute("id") for one in panel.locator("#rooms button, #up button").all()]
    assert len(lines) > 3
    for line in [one for one in lines if one != "to-more"]:
        panel.locator(f"#{line}").click()
        expect(panel.locator("[id^=room-]")).to_be_visible()
        assert panel.get_by_role("alert").count() == 0, line
        panel.get_by_role("button", name="Back").click()
    panel.locator("#to-more").click()
    expect(panel.locator("#room-more button").first).to_be_visible()
    tiles = [one.get_attribute("id") for one in panel.locator("#room-more button").all()]
    for tile in tiles:
        panel.locator(f"#{tile}").click()
        expect(panel.locator("[id^=room-]:not(#room-more)")).to_be_visible()
        assert panel.get_by_role("alert").count() == 0, tile
        panel.get_by_role("button", name="Back").click()
        expect(panel.locator("#room-more")).to_be_visible()


def test_a_template_speaks_the_language_that_was_chosen_and_leaves_the_page_its_own(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(PHONE, locale="en-GB")
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/preview?template=bakery&who=visitor")
    page.locator("#speaks").select_option("zh-Hant")
    page.get_by_role("button", name="Show").click()
    panel = screen(page, "phone").get_by_role("dialog")
    expect(panel.get_by_role("link", name="加入會員")).to_be_visible()
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()


def test_the_widget_opens_by_itself_and_the_focus_stays_where_it_was(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page()
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/preview")
    page.get_by_label("Points").focus()
    expect(screen(page, "phone").get_by_role("dialog")).to_be_visible()
    expect(screen(page, "desktop").get_by_role("dialog")).to_be_visible()
    expect(page.get_by_label("Points")).to_be_focused()


@pytest.mark.parametrize(("size", "locale", "scheme"), LOOKS)
def test_the_preview_is_accessible_and_fits_its_screen(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    size: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    page = new_page(size, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/preview?points=many")
    expect(screen(page, "phone").get_by_role("dialog")).to_be_visible()
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
