"""What a newcomer does in the sandbox, as steps for the journeys: every one is a click."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Locator, Page, expect

from infra.local.sandbox.catalogue import BY_SKU
from infra.local.sandbox.config import Platform
from infra.local.sandbox.pages.words import say
from infra.tools import ROOT
from tests.support.running import Running, eventually

_SLOW_MS = 60_000
_STOREFRONT = ROOT / "integrations/storefront"


def widget_texts(lang: str) -> dict[str, str]:
    """The widget's own sentences: the panel's by their key, a room's as "room.key"."""
    texts: dict[str, str] = json.loads((_STOREFRONT / "words" / f"{lang}.json").read_text("utf-8"))
    for path in (_STOREFRONT / "rooms").glob("*.words.json"):
        room = path.name.removesuffix(".words.json")
        words = json.loads(path.read_text("utf-8"))[lang]
        texts |= {f"{room}.{key}": text for key, text in words.items()}
    return texts


class Visit:
    """Somebody in one of the sandbox's shops, in one language."""

    def __init__(self, page: Page, running: Running, platform: Platform, lang: str = "en") -> None:
        self.page = page
        self.running = running
        self.platform = platform
        self.lang = lang
        self.words = widget_texts(lang)
        self.shop = running.woo if platform == "woo" else running.shopify
        page.set_default_timeout(_SLOW_MS)
        page.goto(f"{running.origin}/sandbox/")
        if lang != "en":
            page.get_by_role("link", name="中文").click()
        page.locator("a.door", has_text=self.say(platform)).click()

    # The shop.

    def say(self, key: str) -> str:
        return say(key, self.lang)

    def press(self, key: str) -> None:
        """Press the page's button with these words."""
        self.page.get_by_role("button", name=self.say(key), exact=True).first.click()

    def sign_in(self, email: str, name: str) -> None:
        """Sign in, or register: a sandbox asks for no password."""
        self.page.locator(".menu").get_by_role("link", name=self.say("sign_in")).click()
        self.page.locator("#email").fill(email)
        self.page.locator("#name").fill(name)
        self.press("sign_in")
        expect(self.page.locator(".menu a[href$='/account']")).to_be_visible()

    def sign_out(self) -> None:
        self.page.locator(".menu a").first.click()
        self.press("sign_out")

    def put_in_cart(self, sku: str, times: int = 1) -> None:
        self.page.locator("a.brand").click()
        for _ in range(times):
            card = self.page.locator("li.card", has_text=BY_SKU[sku].name(self.lang))
            card.get_by_role("button", name=self.say("add")).click()
            expect(self.page.locator(".note.good")).to_be_visible()
            self.page.locator("a.brand").click()

    def use_code(self, code: str) -> None:
        """Type a code into the cart."""
        self.page.locator("a.cart-link").click()
        self.page.locator("#code").fill(code)
        self.press("apply")

    def check_out(self, payment: str = "card", guest: str = "") -> str:
        """Place the order in the cart; the path of its page, which is then open."""
        self.page.locator("a.cart-link").click()
        self.page.get_by_role("link", name=self.say("checkout"), exact=True).click()
        if guest:
            self.page.locator("#email").fill(guest)
        self.page.locator(f"label.choice:has(input[value={payment}])").click()
        self.press("place_order")
        expect(self.page.locator(".note.good")).to_have_text(self.say("thanks"))
        return self.page.url

    def buy(self, sku: str, times: int = 1, **how: str) -> str:
        self.put_in_cart(sku, times)
        return self.check_out(**how)

    def on_order(self, url: str, action: str) -> None:
        """Press one of the buttons on an order's page."""
        self.page.goto(url)
        self.press(action)
        expect(self.page.locator(".note.good")).to_have_text(self.say("done"))

    # The widget.

    def in_widget(self, selector: str) -> Locator:
        return self.page.locator(f"regulars-widget {selector}")

    def text(self, key: str, **values: object) -> str:
        return re.sub(r"{(\w)}", lambda found: str(values[found[1]]), self.words[key])

    def points_text(self, points: int) -> str:
        return self.text(
            "points.one" if points == 1 and self.lang == "en" else "points", n=f"{points:,}"
        )

    def sees(self, points: int) -> None:
        """The launcher comes to show so many points: by itself, or when it is asked to look again
        (the page does that only for the first seconds after a change)."""
        shown = self.in_widget("#n")

        def look() -> None:
            try:
                expect(shown).to_have_text(self.points_text(points), timeout=3000)
            except AssertionError:
                self.page.evaluate("document.querySelector('regulars-widget')?.refresh?.()")
                raise

        eventually(look)

    def open_widget(self) -> None:
        self.in_widget("#launcher").click()
        expect(self.in_widget("#panel")).to_be_visible()
        expect(self.in_widget("#panel .sk")).to_have_count(0)

    def enter(self, room: str) -> Locator:
        """Go into a room of the open widget."""
        self.in_widget(f"#to-{room}").click()
        inside = self.in_widget(f"#room-{room}")
        expect(inside).to_be_visible()
        return inside

    def close_widget(self) -> None:
        self.page.keyboard.press("Escape")
        expect(self.in_widget("#panel")).to_be_hidden()

    def redeem(self, reward: str = "off-small") -> str:
        """Redeem in the open widget, and copy the code: what is then in the clipboard."""
        self.in_widget(f"#r-{reward}").click()
        self.in_widget("#room-redeem .btn").first.click()
        code = self.in_widget("#room-codes input")
        expect(code).to_be_visible()
        self.in_widget("#room-codes").get_by_text(self.text("codes.copy"), exact=True).click()
        expect(self.in_widget("#panel [role=status]")).to_have_text(self.text("codes.copied"))
        copied = str(self.page.evaluate("navigator.clipboard.readText()"))
        assert copied == code.input_value()
        return copied

    def history(self) -> list[str]:
        """The history's lines, newest first, in the open widget."""
        return self.enter("history").locator("li").all_inner_texts()


class Admin:
    """The merchant page of a shop, entered: on Shopify from its admin, which proves who it is by
    an ID token; on WooCommerce by an owner's link."""

    def __init__(self, page: Page, running: Running, platform: Platform, lang: str = "en") -> None:
        self.page = page
        texts = ROOT / "functions/admin/i18n" / f"{lang}.json"
        self.words: dict[str, str] = json.loads(texts.read_text("utf-8"))
        page.set_default_timeout(_SLOW_MS)
        if platform == "shopify":
            page.goto(f"{running.origin}/sandbox/shopify/")
            page.locator(".bench-links a").last.click()
        else:
            page.goto(running.cli("admin", "link", running.woo.store_id)["url"])
            page.locator("main button").click()
        other = page.locator(f"nav.languages a[hreflang='{lang}']")
        if other.count():
            other.click()

    def say(self, key: str) -> str:
        return self.words[key]

    def go(self, key: str) -> None:
        """Follow the menu."""
        menu = self.page.locator("nav.menu")
        menu.get_by_role("link", name=self.say(key), exact=True).click()

    def press(self, key: str) -> None:
        self.page.get_by_role("button", name=self.say(key), exact=True).first.click()
