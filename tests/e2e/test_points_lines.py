"""Where the order is, the points are: product, cart, checkout, order received, account, on the
sandbox store with the real back end."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from infra.local.sandbox.config import Platform
from infra.tools import ROOT
from tests.e2e.shop_steps import Visit
from tests.e2e.test_shop_journeys import VISITS, address, shopper_page
from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.running import Running, eventually

_WORDS = ROOT / "integrations" / "storefront" / "points" / "words"
_LOOK_MS = 10_000
_LOOK_AGAIN = "(kind) => document.querySelector(`regulars-points[for=${kind}]`)?.refresh?.()"
_COUNT_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) shifts += one.value;
}).observe({ type: 'layout-shift', buffered: true });
"""

Say = Callable[..., str]


def _say(lang: str) -> Say:
    words: dict[str, str] = json.loads((_WORDS / f"{lang}.json").read_text("utf-8"))

    def say(key: str, **values: object) -> str:
        text = words[key]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    return say


def _line(visit: Visit, kind: str, part: str = "[part=line]") -> Locator:
    return visit.page.locator(f"regulars-points[for={kind}] {part}").first


def _comes(visit: Visit, kind: str, text: str) -> None:
    """The line comes to say this: by itself, or when it is asked to look again (what the first call
    on a busy machine takes too long for stays empty)."""

    def look() -> None:
        try:
            expect(_line(visit, kind)).to_contain_text(text, timeout=_LOOK_MS)
        except AssertionError:
            visit.page.evaluate(_LOOK_AGAIN, kind)
            raise

    eventually(look)


def _open(visit: Visit, path: str) -> None:
    visit.page.goto(f"{visit.running.origin}/sandbox/{visit.platform}/{path}")


@pytest.mark.parametrize(("platform", "size", "lang"), VISITS)
def test_points_stand_on_every_page_on_the_way_to_an_order(
    running: Running, new_page: NewPage, platform: Platform, size: str, lang: str
) -> None:
    visit, say = Visit(shopper_page(new_page, size), running, platform, lang), _say(lang)
    _open(visit, "products/day-backpack")
    _comes(visit, "product", say("members", p=visit.points_text(50)))

    visit.sign_in(address("rin"), "Rin Ito")
    _open(visit, "products/day-backpack")
    _comes(visit, "product", say("product", p=visit.points_text(50)))

    visit.put_in_cart("day-backpack", 3)
    _open(visit, "cart")
    _comes(visit, "cart", say("cart", p=visit.points_text(150)))
    visit.page.get_by_role("link", name=visit.say("checkout"), exact=True).click()
    _comes(visit, "cart", say("cart", p=visit.points_text(150)))
    visit.press("place_order")

    _comes(visit, "order", say("now", p=visit.points_text(150)))
    visit.page.get_by_text(say("why")).click()
    expect(visit.page.locator("regulars-points[for=order] details p")).to_contain_text("150")

    visit.page.locator(".menu a").first.click()
    _comes(visit, "account", visit.points_text(150))


@pytest.mark.parametrize(("platform", "size", "lang"), VISITS)
def test_the_cart_turns_points_into_a_discount_in_two_taps(
    running: Running, new_page: NewPage, platform: Platform, size: str, lang: str
) -> None:
    visit, say = Visit(shopper_page(new_page, size), running, platform, lang), _say(lang)
    visit.sign_in(address("sora"), "Sora Ito")
    visit.buy("day-backpack", 3)
    visit.sees(150)
    visit.put_in_cart("day-backpack")
    _open(visit, "cart")
    visit.page.get_by_text(say("use", p=visit.points_text(150))).click()
    visit.page.get_by_role("button", name=say("take", p=visit.points_text(100))).click()
    visit.page.locator("regulars-points .ticket button").click()
    expect(visit.page.locator(".sums")).to_contain_text("−$5.00")
    _comes(visit, "cart", say("cart", p=visit.points_text(45)))
    expect(visit.page.get_by_text(say("use", p=visit.points_text(50)))).to_be_visible()
    visit.check_out()
    _comes(visit, "order", say("now", p=visit.points_text(45)))


def test_a_guest_sees_what_their_own_order_is_worth_and_how_to_keep_it(
    running: Running, new_page: NewPage
) -> None:
    visit, say = Visit(shopper_page(new_page, "phone"), running, "woo"), _say("en")
    order = visit.buy("day-backpack", guest=address("guest"))
    _comes(visit, "order", say("guest", p="50 points"))
    expect(_line(visit, "order").get_by_role("link", name=say("join"))).to_be_visible()
    visit.open_widget()
    expect(visit.in_widget("#panel .hero")).to_contain_text("50 points")
    visit.close_widget()
    _open(visit, "products/day-backpack")
    _comes(visit, "product", say("members", p="50 points"))

    somebody_else = new_page()
    somebody_else.goto(order)
    expect(somebody_else.locator("h1")).to_be_visible()
    expect(somebody_else.locator("regulars-points")).to_have_count(0)


def test_cash_on_delivery_says_that_points_wait_for_the_money(
    running: Running, new_page: NewPage
) -> None:
    visit, say = Visit(shopper_page(new_page), running, "woo"), _say("en")
    visit.sign_in(address("taro"), "Taro Ito")
    visit.buy("day-backpack", payment="cod")
    _comes(visit, "order", say("paid", p="50 points"))


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_pages_with_lines_stay_accessible_and_still(
    running: Running, new_page: NewPage, size: object, scheme: str
) -> None:
    page: Page = new_page(size, color_scheme=scheme)
    page.add_init_script(_COUNT_SHIFTS)
    visit = Visit(page, running, "shopify", "zh-Hant")
    visit.sign_in(address("uta"), "Uta Ito")
    visit.put_in_cart("day-backpack")
    for path, kind in (("products/day-backpack", "product"), ("cart", "cart")):
        _open(visit, path)
        _line(visit, kind).wait_for()
        page.wait_for_timeout(300)
        assert page.evaluate("shifts") < 0.001, path
        assert axe_findings(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.evaluate("window.innerWidth"), path
