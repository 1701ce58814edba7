"""What a shopper does with the widget, as steps for its tests."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.shopper_api import ShopperApi

Json = dict[str, Any]


def visit(page: Page, shop: ShopperApi, **attributes: str) -> Page:
    """A shop page whose launcher has come."""
    page.goto(shop.page(**attributes))
    expect(launcher(page)).to_be_visible()
    return page


def open_panel(page: Page, shop: ShopperApi, **attributes: str) -> Page:
    """The panel, open, with what it shows."""
    visit(page, shop, **attributes)
    launcher(page).click()
    expect(panel(page)).to_be_visible()
    expect(page.locator("regulars-widget .sk")).to_have_count(0)
    return page


def launcher(page: Page) -> Locator:
    return page.locator("regulars-widget .launcher")


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog")


def status(page: Page) -> Locator:
    return page.locator("regulars-widget .panel [role=status]")


def enter(page: Page, room: str) -> None:
    """Go into a room by the words of its line, and wait for what it shows."""
    page.locator("regulars-widget .to").filter(has_text=room).click()
    expect(page.locator("regulars-widget .sk")).to_have_count(0)


def press(page: Page, name: str) -> None:
    """Press the button with exactly this accessible name."""
    page.get_by_role("button", name=name, exact=True).click()


def redeem(page: Page) -> None:
    """Ask for the 100-point reward and say yes."""
    press(page, "Redeem NT$150 off")
    press(page, "Use 100 points")


def focused(page: Page) -> str:
    """The accessible words of what has the focus, inside the widget or on the page."""
    return str(
        page.evaluate(
            """() => {
              let at = document.activeElement;
              while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
              return at.getAttribute('aria-label') || at.innerText || at.localName;
            }"""
        )
    )


def issued(number: int, status: str = "issued") -> Json:
    """A redemption of the 100-point reward as the API lists it."""
    return {
        "redemption_id": f"rd-{number}",
        "status": status,
        "code": f"REG-7KQ2-M4X{number}",
        "reward_id": "off-150",
        "points": 100,
        "expires_at": "2027-02-18T08:00:00Z",
        "created_at": "2026-11-18T08:00:00Z",
    }
