"""The extensions of Shopify's checkout and customer accounts, bundled as Shopify's CLI does and run
in a browser: the elements are Shopify's and unknown here, so what is held is the text, the presses
and the calls."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from infra import shopify_app as app_build
from tests.support import shopify_app
from tests.support.browser import NewPage
from tests.support.points_api import PointsApi, Refused, order
from tests.support.shopper_api import Call

_EXTENSIONS = app_build.APP / "extensions"
_PAGE = "https://extension.shop.example/"

# What Shopify gives an extension, as far as ours use it.
_GLOBAL = """
const words = %(words)s, told = window.told = [], stored = {};
const look = (key) => key.split('.').reduce((at, part) => at?.[part], words);
const Intl2 = (kind) => (value, options) => new Intl[kind](%(locale)s, options).format(value);
window.shopify = {
  i18n: {
    translate(key, values = {}) {
      const found = look(key);
      const text = typeof found === 'string' ? found
        : found[new Intl.PluralRules(%(locale)s).select(values.count)] ?? found.other;
      return text.replace(/{{(\\w+)}}/g, (_, name) => values[name]);
    },
    formatNumber: Intl2('NumberFormat'),
    formatDate: Intl2('DateTimeFormat'),
  },
  localization: { extensionLanguage: { value: { isoCode: %(locale)s } } },
  sessionToken: { get: async () => %(token)s },
  storage: {
    read: async (key) => stored[key] ?? null,
    write: async (key, value) => { stored[key] = value; },
    delete: async (key) => { delete stored[key]; },
  },
  toast: { show: async (text) => { told.push(text); } },
  orderConfirmation: { value: { order: { id: 'gid://shopify/OrderIdentity/17' } } },
  order: { value: { id: 'gid://shopify/Order/17' } },
  lines: { value: [{
    quantity: 1,
    merchandise: { id: 'gid://shopify/ProductVariant/170',
                   product: { id: 'gid://shopify/Product/9' } },
    cost: { totalAmount: { amount: 3600, currencyCode: 'TWD' } },
  }] },
};
"""


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    app = shopify_app.made(tmp_path_factory.mktemp("app"))
    modules = {
        "page": "regulars-account/src/page.jsx",
        "thank-you": "regulars-checkout/src/thank-you.jsx",
        "order-status": "regulars-checkout/src/order-status.jsx",
    }
    return {
        name: shopify_app.bundle(app / "extensions" / path)[0] for name, path in modules.items()
    }


@pytest.fixture
def shop() -> PointsApi:
    return PointsApi()


def _run(page: Page, shop: PointsApi, bundle: bytes, folder: str, lang: str = "en") -> None:
    """Run an extension's default export in a page of its own, the API answered by `shop`."""
    file = "en.default" if lang == "en" else lang
    words = (_EXTENSIONS / folder / "locales" / f"{file}.json").read_text()
    given = {"words": words, "locale": json.dumps(lang), "token": json.dumps(shop.token())}
    script = _GLOBAL % given
    document = (
        f"<!doctype html><meta charset=utf-8><body><script>{script}</script>"
        "<script type=module>import run from './bundle.js'; await run();</script>"
    )
    page.route(_PAGE, lambda route: route.fulfill(body=document, content_type="text/html"))
    page.route(
        f"{_PAGE}bundle.js",
        lambda route: route.fulfill(body=bundle, content_type="text/javascript"),
    )
    page.route(f"{shopify_app.ORIGIN}/**", lambda route: _answer(shop, route))
    page.goto(_PAGE)


def _answer(shop: PointsApi, route: Route) -> None:
    request, allow = route.request, {"Access-Control-Allow-Origin": "*"}
    if request.method == "OPTIONS":
        allow["Access-Control-Allow-Headers"] = "authorization, content-type, idempotency-key"
        route.fulfill(status=204, headers=allow)
        return
    url = urlsplit(request.url)
    path = url.path.removeprefix("/storefront/")
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    token = request.headers["authorization"].removeprefix("Bearer ")
    call = Call(request.method, path, request.headers.get("idempotency-key"), token)
    shop.calls.append(call)
    if shop.down:
        route.abort()
        return
    body: Any = request.post_data_json if request.method == "POST" else {}
    try:
        status, said = shop.answer(request.method, path, query, call, body)
    except Refused as error:
        status, said = error.status, {"error": {"code": error.code}}
    route.fulfill(status=status, json=said, headers=allow)


def _text(page: Page) -> str:
    return page.locator("body").inner_text()


# -- the page of the customer's account -----------------------------------------------------


def test_the_account_page_shows_balance_tier_progress_and_what_ends(
    shop: PointsApi, bundles: dict[str, bytes], new_page: NewPage
) -> None:
    page = new_page()
    _run(page, shop, bundles["page"], "regulars-account")
    for words in (
        "340 points",
        "Silver",
        "NT$1,200 more by 31 March 2027 for Gold.",
        "48 points are pending until your order is paid.",
        "60 points end on December 31, 2026.",
    ):
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    assert page.locator("s-page").get_attribute("heading") == "Rewards"
    assert {call.token for call in shop.calls} <= shop._tokens


def test_the_account_page_redeems_after_asking_and_shows_the_code(
    shop: PointsApi, bundles: dict[str, bytes], new_page: NewPage
) -> None:
    page = new_page()
    _run(page, shop, bundles["page"], "regulars-account")
    page.locator("s-button[accessibilitylabel='Redeem NT$150 off']").click()
    expect(page.get_by_text("This uses 100 points and leaves you 240.")).to_be_visible()
    page.get_by_text("Use 100 points", exact=True).click()
    expect(page.get_by_text("REG-7KQ2-M4X1")).to_be_visible()
    expect(page.get_by_text("240 points", exact=True)).to_be_visible()
    assert page.evaluate("told") == ["Your code is ready"]
    assert page.locator("s-clipboard-item").get_attribute("text") == "REG-7KQ2-M4X1"
    [redeemed] = shop.posts("redemptions")
    assert redeemed.key


def test_a_code_is_given_back_from_the_account_page(
    shop: PointsApi, bundles: dict[str, bytes], new_page: NewPage
) -> None:
    page = new_page()
    made = Call("POST", "redemptions", "key", shop.token())
    shop.answer("POST", "redemptions", {}, made, {"reward_id": "off-150"})
    _run(page, shop, bundles["page"], "regulars-account")
    page.get_by_text("Give back for the points").click()
    expect(page.get_by_text("340 points", exact=True)).to_be_visible()
    assert page.evaluate("told") == ["The code is being given back"]


def test_the_history_tells_why_when_it_is_asked_for(
    shop: PointsApi, bundles: dict[str, bytes], new_page: NewPage
) -> None:
    page = new_page()
    _run(page, shop, bundles["page"], "regulars-account", "zh-TW")
    page.get_by_text("查看點數紀錄").click()
    expect(page.get_by_text("訂單 1012：未稅、不含運費 NT$3,000")).to_be_visible()
    page.get_by_text("顯示更多").click()
    expect(page.get_by_text("訂單 1004：未稅、不含運費 NT$6,600")).to_be_visible()


def test_a_dead_back_end_is_said_and_may_be_tried_again(
    shop: PointsApi, bundles: dict[str, bytes], new_page: NewPage
) -> None:
    page = new_page()
    shop.down = True
    _run(page, shop, bundles["page"], "regulars-account")
    banner = page.locator("s-banner")
    banner.wait_for(state="attached")
    assert banner.get_attribute("heading") == (
        "We cannot reach your points right now. They are safe."
    )
    shop.down = False
    page.get_by_text("Try again").click()
    expect(page.get_by_text("340 points", exact=True)).to_be_visible()


# -- the order's own pages ------------------------------------------------------------------


@pytest.mark.parametrize("place", ["thank-you", "order-status"])
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "This order: +120 points, usable from May 3, 2027"),
        ("zh-TW", "本訂單：+120 點，2027年5月3日起可使用"),
        ("zh-CN", "本订单：+120 积分，2027年5月3日起可用"),
        ("ja", "このご注文：+120ポイント（2027年5月3日から利用可能）"),
    ],
)
def test_the_order_says_its_points_and_from_when(
    shop: PointsApi,
    bundles: dict[str, bytes],
    new_page: NewPage,
    place: str,
    lang: str,
    words: str,
) -> None:
    page = new_page()
    shop.orders["17"] = order(points=0, pending=120, usable_from="2027-05-03")
    _run(page, shop, bundles[place], "regulars-checkout", lang)
    expect(page.get_by_text(words, exact=True)).to_be_visible()
    assert {call.path for call in shop.calls} == {"orders/17"}


def test_an_order_appears_once_its_webhook_has_come_with_its_why(
    shop: PointsApi, bundles: dict[str, bytes], new_page: NewPage
) -> None:
    page = new_page()
    shop.orders["17"], shop.unseen = order(), 1
    _run(page, shop, bundles["thank-you"], "regulars-checkout")
    page.locator("s-skeleton-paragraph").wait_for(state="attached")
    expect(page.get_by_text("This order: +120 points, usable now")).to_be_visible()
    expect(page.locator("s-details")).to_contain_text("NT$3,600 net of tax and shipping")


def test_a_guest_reads_what_the_order_is_worth_and_how_to_keep_it(
    shop: PointsApi, bundles: dict[str, bytes], new_page: NewPage
) -> None:
    page = new_page()
    shop.signed_in = False
    _run(page, shop, bundles["thank-you"], "regulars-checkout")
    expect(page.get_by_text("This order is worth 120 points.")).to_be_visible()
    [asked] = shop.estimates
    assert asked["lines"] == [
        {"product_id": "9", "variant_id": "170", "quantity": 1, "net_minor": 360000}
    ]


@pytest.mark.parametrize("place", ["thank-you", "order-status"])
def test_a_dead_back_end_leaves_the_orders_page_as_it_was(
    shop: PointsApi, bundles: dict[str, bytes], new_page: NewPage, place: str
) -> None:
    page = new_page()
    shop.down = True
    _run(page, shop, bundles[place], "regulars-checkout")
    page.locator("s-skeleton-paragraph").wait_for(state="detached")
    assert _text(page).strip() == ""
