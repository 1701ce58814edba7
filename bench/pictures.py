"""Draws docs/images/widget.png anew: the widget's panel as shoppers see it on a phone.

    python -m bench.pictures [FILE]

The shop and its shopper are invented (tests/support/shopper_data.py); Chromium draws them.
"""

from __future__ import annotations

import base64
import copy
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.widget_steps import enter, issued, open_panel
from tests.support.browser import chromium_path
from tests.support.shopper_api import ShopperApi
from tests.support.shopper_data import CAMPAIGNS, CASH, DONATION

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "widget.png"
_PHONE = (390, 800)
_GAP = 24
_SHARPNESS = 2


@dataclass(frozen=True)
class Shot:
    """One panel: the page's attributes, and the words of the line to enter ("" for none). `points`:
    what to choose of the points as cash."""

    scheme: Literal["light", "dark"]
    lang: str
    color: str = ""
    room: str = ""
    points: int = 0
    visitor: bool = False


SHOTS = (
    Shot("light", "en"),
    Shot("dark", "en", points=240),
    Shot("light", "zh-Hant", color="#b4532a", room="我的優惠碼"),
    Shot("dark", "zh-Hant", color="#b4532a"),
)


def take(browser: Browser, shot: Shot) -> bytes:
    """The picture (PNG) of one panel."""
    width, height = _PHONE
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=shot.scheme,
        reduced_motion="reduce",
        device_scale_factor=_SHARPNESS,
    )
    with ShopperApi() as shop:
        _furnish(shop, shot)
        page = context.new_page()
        open_panel(page, shop, lang=shot.lang, color=shot.color, apply="woocommerce")
        if shot.room:
            enter(page, shot.room)
        if shot.points:
            page.locator("#r-cash").click()
            page.locator("#slide").fill(str(shot.points))
        page.evaluate("document.querySelector('regulars-widget').shadowRoot.activeElement?.blur()")
        picture = page.screenshot()
    context.close()
    return picture


def beside(page: Page, pictures: list[bytes]) -> bytes:
    """One picture of several, side by side."""
    width, height = _PHONE
    page.set_viewport_size(
        {"width": (width + _GAP) * len(pictures) + _GAP, "height": height + 2 * _GAP}
    )
    images = "".join(
        f'<img width="{width}" height="{height}" '
        f'src="data:image/png;base64,{base64.b64encode(one).decode()}">'
        for one in pictures
    )
    page.set_content(
        "<style>body{margin:0;padding:%dpx;display:flex;gap:%dpx;background:#efece6}"
        "img{border-radius:28px;box-shadow:0 8px 32px #0003}</style>%s" % (_GAP, _GAP, images)
    )
    return page.screenshot()


def draw(shots: tuple[Shot, ...], file: Path) -> None:
    """Writes the picture of all `shots`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        pictures = [take(browser, shot) for shot in shots]
        page = browser.new_page(device_scale_factor=1)
        file.write_bytes(beside(page, pictures))
        browser.close()


def _furnish(shop: ShopperApi, shot: Shot) -> None:
    changes: dict[str, Any] = {"campaigns": copy.deepcopy(CAMPAIGNS)}
    shop.program |= changes
    shop.program["rewards"][1:1] = [copy.deepcopy(CASH)]
    shop.program["rewards"].append(copy.deepcopy(DONATION))
    shop.redemptions += [issued(2), issued(1, "used")]
    if shot.visitor:
        shop.signed_in = False
        shop.guest = {"points": 120, "pending": 48, "orders": [], "text": {}}


if __name__ == "__main__":
    draw(SHOTS, Path(sys.argv[1]) if sys.argv[1:] else PICTURE)
