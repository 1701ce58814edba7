"""What a shopper does in the rooms behind the panel, as steps for their tests."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.e2e.widget_steps import open_panel, panel
from tests.support import shopper_rooms_data as data
from tests.support.shopper_api import ShopperApi

# Those that the panel leads to itself.
DIRECT = ("codes", "earn", "refer", "draws")
# Those that the list of further rooms leads to, by their file.
FURTHER = (
    "card",
    "foryou",
    "groups",
    "events",
    "surveys",
    "news",
    "about",
    "orders",
)


def furnish(shop: ShopperApi) -> ShopperApi:
    """A shop whose program has something in every room."""
    shop.program |= copy.deepcopy(data.PROGRAM_MORE)
    shop.program["earning"] += data.deeds()
    shop.member |= copy.deepcopy(data.MEMBER_MORE)
    return shop


def enter(page: Page, shop: ShopperApi, room: str, **attributes: str) -> Page:
    """The room, entered by its line in the panel, with what it shows."""
    open_panel(page, shop, **attributes)
    step_into(page, room)
    return page


def step_into(page: Page, room: str) -> None:
    if room in FURTHER:
        page.locator("#to-more").click()
    page.locator(f"#to-{room}").click()
    expect(page.locator("#panel #back")).to_be_visible()
    expect(page.locator("#panel .sk")).to_have_count(0)
    expect(panel(page).get_by_role("alert")).to_have_count(0)


def tour(page: Page) -> Iterator[str]:
    """Steps into one room after the other, from the open panel."""
    for room in (*DIRECT, "more", *FURTHER):
        if room == "more":
            page.locator("#to-more").click()
            expect(page.locator(".tile")).to_have_count(len(FURTHER))
        else:
            step_into(page, room)
        yield room
        back = page.locator("#back")
        while back.count():
            back.click()
            expect(page.locator("#panel .sk")).to_have_count(0)
        expect(page.locator("#rooms")).to_be_visible()
