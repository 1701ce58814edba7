"""Lines about points in a page's own flow: product, cart, order, tier, on a stand-in of the API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.points_api import PointsApi, lines, names, order, shopify_cart
from tests.support.shopper_api import Json

_PRODUCT: Json = {
    "for_": "product",
    "product_id": "17",
    "variant_id": "170",
    "price_minor": "360000",
}


@pytest.fixture
def shop() -> Iterator[PointsApi]:
    shop = PointsApi()
    with shop:
        yield shop


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def _line(page: Page) -> str:
    page.locator("regulars-points [part=line]").first.wait_for()
    return page.locator("regulars-points [part=line]").first.inner_text().replace("\n", " ")


# -- product --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Earn 120 points"),
        ("zh-TW", "可得 120 點"),
        ("zh-CN", "可得 120 积分"),
        ("ja", "120ポイント獲得"),
    ],
)
def test_a_product_says_what_it_earns(shop: PointsApi, page: Page, lang: str, words: str) -> None:
    shop.stand(page, lang=lang, **_PRODUCT)
    assert _line(page) == words
    [asked] = shop.estimates
    assert asked == {
        "currency": "TWD",
        "lines": [
            {"product_id": "17", "variant_id": "170", "quantity": 1, "net_minor": 360000},
        ],
    }


def test_a_visitor_reads_what_members_earn_and_where_to_join(shop: PointsApi, page: Page) -> None:
    shop.stand(page, visitor="", **_PRODUCT)
    assert _line(page) == "Members earn 120 points Join"
    expect(page.get_by_role("link", name="Join")).to_have_attribute("href", "#join")
    assert {call.token for call in shop.calls} == {None}


def test_tax_in_the_price_earns_nothing(shop: PointsApi, page: Page) -> None:
    shop.stand(page, tax_percent="5", **_PRODUCT)
    assert _line(page) == "Earn 114 points"


def test_another_variant_says_its_own_points(shop: PointsApi, page: Page) -> None:
    shop.stand(page, prices='{"1": 360000, "2": 660000}', **_PRODUCT)
    assert _line(page) == "Earn 120 points"
    page.get_by_label("Size").select_option("2")
    expect(page.get_by_text("Earn 220 points")).to_be_visible()


def test_a_price_that_changes_asks_again(shop: PointsApi, page: Page) -> None:
    shop.stand(page, **_PRODUCT)
    assert _line(page) == "Earn 120 points"
    page.evaluate("document.querySelector('regulars-points').setAttribute('price-minor', '90000')")
    expect(page.get_by_text("Earn 30 points")).to_be_visible()


def test_what_earns_nothing_says_nothing(shop: PointsApi, page: Page) -> None:
    shop.stand(page, **{**_PRODUCT, "price_minor": "100"})
    with page.expect_response("**/estimate?*"):
        page.evaluate("document.querySelector('regulars-points').refresh()")
    expect(page.locator("regulars-points")).to_have_text("")


def test_a_merchants_own_wording_goes_before_ours(shop: PointsApi, page: Page) -> None:
    shop.stand(page, words='{"product": "Collect {p} leaves"}', **_PRODUCT)
    assert _line(page) == "Collect 120 points leaves"


# -- cart -----------------------------------------------------------------------------------


def _open_box(page: Page, points: int = 340) -> None:
    page.get_by_text(f"Use your {points} points").click()
    page.get_by_role("radiogroup").wait_for()


def test_a_cart_says_what_it_earns_and_when(shop: PointsApi, page: Page) -> None:
    shop.stand(page, for_="cart", lines=lines(300000, 60000))
    assert _line(page) == "This order earns 120 points, usable once it is paid"
    shop.usable = {"from": "days", "days": 14, "after": "fulfilled"}
    page.evaluate("document.querySelector('regulars-points').refresh()")
    expect(
        page.get_by_text("This order earns 120 points, usable 14 days after it is shipped")
    ).to_be_visible()


def test_shopifys_cart_is_read_with_its_discounts_shared_out(shop: PointsApi, page: Page) -> None:
    shop.cart = shopify_cart((1, 300000), (2, 60000), off=36000)
    shop.stand(page, for_="cart", apply="shopify")
    assert "108 points" in _line(page)
    assert [line["net_minor"] for line in shop.estimates[0]["lines"]] == [270000, 54000]


def test_a_cart_that_the_page_changes_is_read_again(shop: PointsApi, page: Page) -> None:
    shop.cart = shopify_cart((1, 300000))
    shop.stand(page, for_="cart", apply="shopify")
    assert "100 points" in _line(page)
    shop.cart = shopify_cart((1, 600000))
    page.evaluate("fetch('/cart/change.js')")
    expect(page.get_by_text("This order earns 200 points")).to_be_visible()


def test_woocommerces_cart_is_read_net_of_tax(shop: PointsApi, page: Page) -> None:
    totals = {
        "currency_code": "TWD",
        "currency_minor_unit": 0,
        "line_total": "3600",
        "line_subtotal": "4000",
        "line_total_tax": "180",
    }
    cart = {"items": [{"id": 17, "quantity": 2, "totals": totals}]}
    page.route("**/wp-json/wc/store/v1/cart", lambda route: route.fulfill(json=cart))
    shop.stand(page, for_="cart", apply="woocommerce")
    assert "120 points" in _line(page)
    assert shop.estimates[0]["lines"] == [
        {
            "product_id": 17,
            "quantity": 2,
            "net_minor": 360000,
            "list_minor": 400000,
            "tax_minor": 18000,
        }
    ]


def test_the_box_turns_points_into_a_code_and_lays_it_on_the_cart_in_one_tap(
    shop: PointsApi, page: Page
) -> None:
    shop.cart = shopify_cart((1, 300000))
    shop.stand(page, for_="cart", apply="shopify")
    _open_box(page)
    page.get_by_label("NT$150 off").check()
    page.get_by_role("button", name="Use 100 points").click()
    expect(page.get_by_role("status")).to_have_text("Your code is ready")
    expect(page.get_by_text("Use your 240 points")).to_be_visible()
    page.get_by_role("button", name="Apply NT$150 off REG-7KQ2-M4X1").click()
    page.wait_for_event("load")  # the theme draws the discount
    assert shop.applied == ["REG-7KQ2-M4X1"]


def test_points_as_cash_slide_to_an_amount(shop: PointsApi, page: Page) -> None:
    shop.program["rewards"].insert(
        0,
        {
            "id": "cash",
            "kind": "amount",
            "name": "Points as cash",
            "names": names("Points as cash", "點數折抵"),
            "points": 20,
            "min": 20,
            "step": 10,
            "value": "10",
        },
    )
    shop.stand(page, for_="cart", lines=lines(300000))
    _open_box(page)
    slider = page.get_by_role("slider", name="20 points for NT$20 off")
    slider.press("ArrowRight")
    slider = page.get_by_role("slider", name="30 points for NT$30 off")
    expect(slider).to_have_attribute("aria-valuetext", "30 points for NT$30 off")
    assert slider.get_attribute("max") == "340"
    expect(page.get_by_role("button", name="Use 30 points")).to_be_visible()


def test_without_a_way_to_apply_the_code_is_copied(shop: PointsApi, new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    shop.stand(page, for_="cart", lines=lines(300000))
    _open_box(page)
    page.get_by_role("button", name="Use 100 points").click()
    page.get_by_role("button", name="Copy NT$150 off REG-7KQ2-M4X1").click()
    expect(page.get_by_role("status")).to_have_text("Code copied")
    assert page.evaluate("navigator.clipboard.readText()") == "REG-7KQ2-M4X1"


def test_the_code_stays_when_it_took_the_last_points(shop: PointsApi, page: Page) -> None:
    shop.member["balance"]["available"] = 100
    shop.stand(page, for_="cart", lines=lines(300000))
    page.get_by_text("Use your 100 points").click()
    page.get_by_role("button", name="Use 100 points").click()
    expect(page.get_by_text("Use your 0 points")).to_be_visible()
    expect(page.get_by_label("Your code NT$150 off")).to_have_value("REG-7KQ2-M4X1")


def test_a_code_that_lies_on_the_cart_already_says_so(shop: PointsApi, page: Page) -> None:
    shop.cart = shopify_cart((1, 300000))
    shop.stand(page, for_="cart", apply="shopify")
    _open_box(page)
    page.get_by_role("button", name="Use 100 points").click()
    page.get_by_role("button", name="Apply NT$150 off REG-7KQ2-M4X1").click()
    page.wait_for_event("load")
    _open_box(page, 240)
    expect(page.get_by_text("Applied to your cart: REG-7KQ2-M4X1")).to_be_visible()


def test_a_lost_answer_is_said_and_the_same_decision_goes_on(shop: PointsApi, page: Page) -> None:
    shop.stand(page, for_="cart", lines=lines(300000))
    _open_box(page)
    shop.lose_answers = 1
    page.get_by_role("button", name="Use 100 points").click()
    expect(page.get_by_role("status")).to_contain_text("your points are not taken twice")
    page.get_by_role("button", name="Use 100 points").click()
    expect(page.get_by_role("status")).to_have_text("Your code is ready")
    first, second = shop.posts("redemptions")
    assert first.key == second.key
    assert shop.member["balance"]["available"] == 240


def test_a_code_that_takes_its_time_comes_without_a_reload(shop: PointsApi, page: Page) -> None:
    shop.slow_codes = True
    shop.stand(page, for_="cart", lines=lines(300000))
    _open_box(page)
    page.get_by_role("button", name="Use 100 points").click()
    expect(page.locator("#codes")).to_have_text("Your code is being made…")
    shop.settle("issued")
    expect(page.get_by_label("Your code NT$150 off")).to_have_value("REG-7KQ2-M4X1")


def test_too_few_points_say_how_many_are_missing(shop: PointsApi, page: Page) -> None:
    shop.member["balance"]["available"] = 40
    shop.stand(page, for_="cart", lines=lines(300000))
    page.get_by_text("Use your 40 points").click()
    expect(page.get_by_text("60 points to go for NT$150 off")).to_be_visible()


def test_the_cart_offers_the_paid_club_with_what_it_would_save(shop: PointsApi, page: Page) -> None:
    text = names("With Tea Club: NT$180 off this order", "加入茶友會，本訂單立即省 NT$180")
    shop.club = {
        "tier": {},
        "product_id": "9",
        "saving_minor": 18000,
        "points_more": 20,
        "text": text,
    }
    shop.stand(page, for_="cart", lines=lines(300000), club_url="#club")
    expect(page.get_by_text("With Tea Club: NT$180 off this order")).to_be_visible()
    expect(page.get_by_role("link", name="See the club")).to_have_attribute("href", "#club")


def test_a_visitors_cart_invites_and_has_no_box(shop: PointsApi, page: Page) -> None:
    shop.signed_in = False
    shop.stand(page, for_="cart", lines=lines(360000), visitor="")
    assert _line(page) == "Members earn 120 points with this order Join"
    expect(page.locator("#redeem")).to_have_count(0)


# -- order ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en-GB", "This order: +120 points, usable from 3 May 2027"),
        ("zh-TW", "本訂單：+120 點，2027年5月3日起可使用"),
        ("zh-CN", "本订单：+120 积分，2027年5月3日起可用"),
        ("ja", "このご注文：+120ポイント（2027/05/03から利用可能）"),
    ],
)
def test_an_order_says_its_points_and_from_when(
    shop: PointsApi, page: Page, lang: str, words: str
) -> None:
    shop.orders["17"] = order(points=0, pending=120, usable_from="2027-05-03")
    shop.stand(page, lang=lang, for_="order", order_id="17")
    assert _line(page) == words


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({}, "This order: +120 points, usable now"),
        ({"state": "pending", "points": 0, "pending": 120}, "usable once it is paid"),
        ({"state": "void", "points": 0}, "This order was cancelled or returned"),
        ({"points": 0}, "This order earns no points."),
    ],
)
def test_an_order_says_how_it_stands_and_why(
    shop: PointsApi, page: Page, what: Json, words: str
) -> None:
    shop.orders["17"] = order(**what)
    shop.stand(page, for_="order", order_id="17")
    assert words in _line(page)
    page.get_by_text("Why?").click()
    expect(page.get_by_text("NT$3,600 net of tax and shipping")).to_be_visible()


def test_a_new_order_appears_once_its_webhook_has_come(shop: PointsApi, page: Page) -> None:
    shop.orders["17"], shop.unseen = order(), 2
    shop.stand(page, for_="order", order_id="17")
    expect(page.get_by_role("status")).to_have_text("Your points for this order are being counted…")
    expect(page.get_by_role("status")).to_contain_text("+120 points, usable now", timeout=9000)


def test_a_guests_order_is_asked_with_the_pages_own_token_for_it(
    shop: PointsApi, page: Page
) -> None:
    shop.orders["17"] = order()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    shop.stand(page, for_="order", order_id="17", order_token_url="/token?order=17", visitor="")
    assert "+120 points" in _line(page)
    assert any(url.endswith("/token?order=17") for url in asked)
    assert shop.calls[0].token


# -- tier, account --------------------------------------------------------------------------


def test_the_tier_is_a_badge_and_a_visitor_has_none(shop: PointsApi, page: Page) -> None:
    shop.stand(page, for_="tier")
    expect(page.locator("[part=badge]")).to_have_text("Your tier:Silver")
    shop.signed_in = False
    page.evaluate("document.querySelector('regulars-points').setAttribute('visitor', '')")
    expect(page.locator("[part=badge]")).to_have_count(0)


def test_the_account_page_sums_it_up(shop: PointsApi, page: Page) -> None:
    shop.stand(page, for_="account")
    assert _line(page) == "340 points Silver"
    expect(page.get_by_text("NT$1,200 more by 31 March 2027 for Gold.")).to_be_visible()
    expect(page.get_by_text("48 points on the way")).to_be_visible()


# -- all of them ----------------------------------------------------------------------------


_LINES: dict[str, Json] = {
    "product": _PRODUCT,
    "cart": {"for_": "cart", "lines": lines(360000)},
    "order": {"for_": "order", "order_id": "17"},
    "tier": {"for_": "tier"},
    "account": {"for_": "account"},
}
each_line = pytest.mark.parametrize("attributes", _LINES.values(), ids=_LINES)


@each_line
@pytest.mark.parametrize(
    ("viewport", "lang"), [(PHONE, "ja"), (DESKTOP, "en")], ids=["phone", "desktop"]
)
def test_nothing_on_the_page_moves(
    shop: PointsApi, new_page: NewPage, attributes: Json, viewport: object, lang: str
) -> None:
    page = new_page(viewport)
    shop.orders["17"] = order(points=0, pending=120, usable_from="2027-05-03")
    shop.stand(page, lang=lang, **attributes)
    page.locator("regulars-points p").first.wait_for()
    page.wait_for_timeout(200)
    assert page.evaluate("shifts") == 0


@each_line
def test_a_dead_back_end_leaves_the_place_empty_and_the_page_alone(
    shop: PointsApi, page: Page, attributes: Json
) -> None:
    shop.down = True
    shop.stand(page, **attributes)
    page.wait_for_timeout(400)
    expect(page.locator("regulars-points")).to_have_text("")
    page.get_by_role("button", name="Add").click()
    assert page.evaluate("shifts") == 0


def test_nothing_is_asked_before_the_page_is_idle(shop: PointsApi, page: Page) -> None:
    page.add_init_script("window.requestIdleCallback = (go) => { window.idle = go; };")
    shop.stand(page, **_PRODUCT)
    page.wait_for_timeout(300)
    assert shop.calls == []
    page.evaluate("idle()")
    assert _line(page) == "Earn 120 points"


@each_line
@pytest.mark.parametrize(("scheme", "lang"), [("light", "zh-TW"), ("dark", "en")])
def test_axe_finds_nothing(
    shop: PointsApi, new_page: NewPage, attributes: Json, scheme: str, lang: str
) -> None:
    page = new_page(PHONE, color_scheme=scheme)
    shop.orders["17"] = order()
    shop.stand(page, lang=lang, color="#24513f", **attributes)
    page.locator("regulars-points p").first.wait_for()
    if attributes["for_"] == "cart":
        page.locator("#redeem summary").click()
        page.get_by_role("radiogroup").wait_for()
    assert axe_findings(page) == []


def test_it_is_in_the_pages_own_font_and_ink(shop: PointsApi, page: Page) -> None:
    shop.stand(page, **_PRODUCT)
    _line(page)
    inside, outside = (
        page.locator(what).evaluate(
            "(e) => getComputedStyle(e).fontFamily + getComputedStyle(e).color"
        )
        for what in ("regulars-points [part=line]", "#after")
    )
    assert inside == outside


def test_right_to_left_pages_have_it_from_the_right(shop: PointsApi, new_page: NewPage) -> None:
    page = new_page(PHONE)
    shop.stand(page, rtl=True, **_PRODUCT)
    _line(page)
    star = page.locator("regulars-points svg").bounding_box()
    words = page.locator("regulars-points span").first.bounding_box()
    assert star is not None
    assert words is not None
    assert star["x"] > words["x"]


def test_everything_is_done_by_keyboard(shop: PointsApi, page: Page) -> None:
    shop.stand(page, for_="cart", lines=lines(300000))
    page.get_by_text("Use your 340 points").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("radiogroup").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Free shipping")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Your code is ready")
    assert shop.redemptions[0]["reward_id"] == "free-shipping"
