"""The pages about a program in a real browser: accessible and whole on a phone and a desk, in each
language, light and dark, without any script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.ledger import programs, stores
from core.program.schema import validate
from functions.storefront.front.languages import LANGUAGES
from infra.tools import ROOT
from integrations import access
from tests.fuzz.http_front import served
from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.operator import Operator, operator

__all__ = ["operator"]

SIZES = (PHONE, DESKTOP)
SCHEMES = ("light", "dark")
BOOKSTORE = ROOT / "examples" / "programs" / "bookstore.json"
# The most that there can be on a page, in the longest words.
EVERYTHING: dict[str, Any] = {
    "referral": {
        "id": "friends",
        "name": {"en": "Bring a friend", "zh-Hant": "好友推薦"},
        "referrer": {"points": 200},
        "friend": {"points": 50},
    },
    "actions": [
        {
            "id": "post",
            "kind": "tagged_post",
            "name": {"en": "Post about us", "zh-Hant": "發文分享"},
            "award": {"points": 30},
            "approval": True,
        }
    ],
}


@dataclass(frozen=True)
class Fronts:
    """Where the pages are."""

    origin: str
    store_id: str

    def landing(self, lang: str, more: str = "") -> str:
        return f"{self.origin}/storefront/landing?store={self.store_id}&lang={lang}{more}"

    def join(self, channel_id: str, lang: str) -> str:
        return f"{self.origin}/storefront/join/{channel_id}?store={self.store_id}&lang={lang}"


@pytest.fixture
def fronts(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fronts]:
    """The bookstore's program, with more ways to earn."""
    store_id = operator.connect_unchecked()
    document = json.loads(BOOKSTORE.read_text("utf-8")) | EVERYTHING
    ledger = access.ledger_of(stores.get(store_id, fresh=True))
    programs.publish(ledger, validate(document), "test", 0)
    programs._cached.clear()
    with served() as origin:
        monkeypatch.setenv("PUBLIC_URL", origin)
        yield Fronts(origin, store_id)


def look(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("window.innerWidth"), f"{address} is too wide"
    for each in page.locator("summary").all():
        each.click()
    assert axe_findings(page) == [], address


@pytest.mark.parametrize(
    ("size", "scheme", "lang"),
    [
        (size, scheme, lang)
        for lang in LANGUAGES
        for size, scheme in zip(SIZES, cycle(SCHEMES), strict=False)
    ]
    + [(PHONE, "dark", "zh-Hant"), (DESKTOP, "light", "en")],
)
def test_the_landing_and_the_join_page_are_accessible_and_fit(
    fronts: Fronts, new_page: NewPage, size: dict[str, int], scheme: str, lang: str
) -> None:
    # axe is no script of the page's: its policy would keep it out.
    page = new_page(size, color_scheme=scheme, bypass_csp=True)
    look(page, fronts.landing(lang))
    look(page, fronts.join("stationery", lang))
    look(page, fronts.join("nobody", lang))


def test_the_pages_work_under_their_own_policy_without_any_script(
    fronts: Fronts, new_page: NewPage
) -> None:
    page = new_page(PHONE, java_script_enabled=False)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(fronts.landing("en"))
    button = page.get_by_role("link", name="Join for free").first
    expect(button).to_have_css("background-color", "rgb(122, 46, 31)")
    expect(button).to_have_attribute("href", "https://shop.example/my-account/")
    question = page.get_by_role("heading", name="Do points expire?")
    question.click()
    expect(page.get_by_text("At the end of the month, 24 months after")).to_be_visible()
    page.get_by_role("link", name="日本語").click()
    expect(page).to_have_title("読者クラブ")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    assert refused == []


def test_everything_on_the_page_is_reached_by_keyboard(fronts: Fronts, new_page: NewPage) -> None:
    page = new_page(DESKTOP)
    page.goto(fronts.landing("en"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Join for free").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("details").first).to_have_attribute("open", "")


def test_a_posters_link_leads_to_the_channels_page_and_on_to_where_accounts_are_made(
    fronts: Fronts, new_page: NewPage
) -> None:
    page = new_page(PHONE)
    page.goto(f"{fronts.origin}/j/{fronts.store_id}/stationery")
    expect(page.get_by_text("Paper & Ink invites you")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Join now and get 60 points")
    join = page.get_by_role("link", name="Join for free")
    expect(join).to_have_attribute("href", re.compile(r"/my-account/\?regulars_join=stationery$"))
    page.get_by_role("link", name="How it works").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Readers' circle")


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
def test_the_page_is_whole_from_right_to_left_and_at_twice_the_size(
    fronts: Fronts, new_page: NewPage, size: dict[str, int]
) -> None:
    half = {"width": size["width"] // 2, "height": size["height"] // 2}
    page = new_page(half, bypass_csp=True)
    page.goto(fronts.landing("en"))
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    outside = page.evaluate(
        "[...document.querySelectorAll('.rl *')].filter((one) => {"
        " const box = one.getBoundingClientRect();"
        " return box.width && (box.left < -1 || box.right > window.innerWidth + 1);"
        "}).map((one) => one.outerHTML.slice(0, 80))"
    )
    assert [one for one in outside if "rl-skip" not in one] == []


def test_a_theme_can_put_the_body_into_a_page_of_its_own(fronts: Fronts, new_page: NewPage) -> None:
    page = new_page(DESKTOP, bypass_csp=True)
    page.goto(f"{fronts.origin}/storefront/landing?store={fronts.store_id}&lang=en&embed=1")
    fragment = page.evaluate("document.documentElement.outerHTML")
    page.set_content(f"<!doctype html><html lang='en'><title>Shop</title><main>{fragment}</main>")
    expect(page.get_by_role("heading", level=1)).to_have_text("Readers' circle")
    expect(page.get_by_role("link", name="Join for free").first).to_be_visible()
