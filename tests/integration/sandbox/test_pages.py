"""A newcomer clicks through the shop; the widget is told who is shopping."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
import requests
from woocommerce import API

from infra.local.sandbox.app import create_app
from infra.local.sandbox.config import SandboxConfig
from infra.local.sandbox.signing import proxy_signature
from tests.support.sandbox import SHOPIFY, WOO, SandboxServer


class Visitor:
    """A browser without a screen."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.session = requests.Session()

    def get(self, path: str) -> str:
        answer = self.session.get(f"{self.origin}/{path}", timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, **form: Any) -> requests.Response:
        return self.session.post(f"{self.origin}/{path}", data=form, timeout=10)

    def buy(self, platform: str, **form: Any) -> str:
        self.post(f"{platform}/cart/items", sku="day-backpack", add=1)
        answer = self.post(f"{platform}/checkout", **form)
        assert "/orders/" in answer.url, answer.text
        return answer.url.removeprefix(f"{self.origin}/")


@pytest.fixture
def visitor(store: SandboxServer) -> Visitor:
    return Visitor(store.origin)


@pytest.mark.parametrize("platform", ["woo", "shopify"])
def test_a_guest_buys_returns_an_item_and_the_store_says_so(
    store: SandboxServer, visitor: Visitor, platform: str
) -> None:
    order = visitor.buy(platform, email="guest@example.com", payment="card")
    page = visitor.get(order)
    line = re.search(r'name="line" value="(\d+)"', page)
    assert line
    done = visitor.post(f"{order}/return", line=line[1]).text
    assert "1 returned" in done
    store.drain()
    topic = "order.updated" if platform == "woo" else "refunds/create"
    assert topic in store.receiver.topics()


def test_only_what_the_page_offers_can_be_done(store: SandboxServer, visitor: Visitor) -> None:
    order = visitor.buy("woo", email="guest@example.com", payment="bank")
    assert "not possible" in visitor.post(f"{order}/uncancel").text
    assert "processing" in visitor.post(f"{order}/pay").text
    for action, status in [("ship", "completed"), ("cancel", "cancelled"), ("trash", "trash")]:
        assert status in visitor.post(f"{order}/{action}").text
    assert "Un-cancel" in visitor.post(f"{order}/restore").text


def test_a_code_of_another_shopper_is_refused_and_ones_own_is_used_once(
    store: SandboxServer, visitor: Visitor
) -> None:
    api = API(f"{store.origin}/woo", WOO["consumer_key"], WOO["consumer_secret"])
    coupon = {"code": "rg-x", "amount": "5", "discount_type": "fixed_cart", "usage_limit": 1}
    api.post("coupons", {**coupon, "email_restrictions": ["mei.lin@example.com"]})
    visitor.post("woo/sign-in", email="noah.berg@example.com")
    visitor.post("woo/cart/items", sku="day-backpack", add=1)
    assert "somebody else" in visitor.post("woo/cart/codes", code="RG-X").text
    visitor.post("woo/sign-in", email="mei.lin@example.com")
    assert "−$5.00" in visitor.post("woo/cart/codes", code="RG-X").text
    visitor.post("woo/checkout", payment="card")
    visitor.post("woo/cart/items", sku="day-backpack", add=1)
    assert "has been used" in visitor.post("woo/cart/codes", code="rg-x").text


def test_a_code_that_dies_while_in_the_cart_does_not_discount_the_order(
    store: SandboxServer, visitor: Visitor
) -> None:
    api = API(f"{store.origin}/woo", WOO["consumer_key"], WOO["consumer_secret"])
    number = api.post("coupons", {"code": "rg-x", "amount": "5"}).json()["id"]
    visitor.post("woo/cart/items", sku="day-backpack", add=1)
    visitor.post("woo/cart/codes", code="rg-x")
    api.put(f"coupons/{number}", {"status": "draft"})
    answer = visitor.post("woo/checkout", email="a@example.com", payment="card")
    assert answer.status_code == 422
    assert store.control("GET", "woo/orders")["orders"] == []


def test_the_token_route_knows_the_shopper_and_is_never_cached(
    store: SandboxServer, visitor: Visitor
) -> None:
    url = f"{store.origin}/woo/wp-json/regulars/v1/token"
    assert visitor.session.get(url, timeout=10).status_code == 401
    visitor.post("woo/sign-in", email="mei.lin@example.com")
    answer = visitor.session.get(url, timeout=10)
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json()["token"]
    claims = jwt.decode(token, WOO["shopper_secret"], algorithms=["HS256"])
    assert (claims["iss"], claims["email"]) == (WOO["store_id"], "mei.lin@example.com")


def test_the_app_proxy_signs_who_is_shopping_and_drops_what_visitors_claim(
    store: SandboxServer, visitor: Visitor
) -> None:
    visitor.session.get(
        f"{store.origin}/shopify/apps/regulars/member?logged_in_customer_id=1&a=1", timeout=10
    )
    visitor.post("shopify/sign-in", email="mei.lin@example.com")
    store.drain()
    visitor.session.post(
        f"{store.origin}/shopify/apps/regulars/redemptions",
        json={"reward_id": "off-5"},
        headers={"Idempotency-Key": "k1"},
        timeout=10,
    )
    got = [r for r in store.receiver.received if r.path.startswith("/storefront/")]
    queries = [parse_qsl(urlsplit(r.path).query, keep_blank_values=True) for r in got]
    ids = [dict(query)["logged_in_customer_id"] for query in queries]
    assert ids[0] == ""
    assert int(ids[1]) > 1
    for query in queries:
        unsigned = [pair for pair in query if pair[0] != "signature"]
        assert dict(query)["signature"] == proxy_signature(SHOPIFY["api_secret"], unsigned)
    assert got[1].headers["Idempotency-Key"] == "k1"
    assert "Cookie" not in got[1].headers


def test_registering_on_shopify_proves_the_address_and_keeps_the_guests_record(
    store: SandboxServer, visitor: Visitor
) -> None:
    visitor.buy("shopify", email="new@example.com", payment="card")
    visitor.post("shopify/sign-in", email="New@example.com", name="New Person")
    customers = store.control("GET", "shopify/customers")["customers"]
    [found] = [c for c in customers if c["email"] == "new@example.com"]
    assert (found["verified_email"], found["state"]) == (True, "enabled")
    store.drain()
    assert store.receiver.topics()[-1] == "customers/update"


def test_every_page_embeds_the_widget_and_stays_under_the_prefix(visitor: Visitor) -> None:
    for platform in ("woo", "shopify"):
        page = visitor.get(f"{platform}/")
        assert '<script type="module" src="/sandbox/assets/regulars-widget.js">' in page
        assert "<regulars-widget" in page
        links = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
        assert all(link.startswith("/sandbox/") for link in links)
    assert 'proxy="/sandbox/shopify/apps/regulars"' in visitor.get("shopify/")
    assert 'token-url="/sandbox/woo/wp-json/regulars/v1/token"' in visitor.get("woo/")


def test_the_language_is_kept_and_leads_back_only_into_the_shop(visitor: Visitor) -> None:
    page = visitor.get("lang/zh-Hant?back=/woo/cart")
    assert '<html lang="zh-Hant">' in page
    assert "購物車" in page
    away = visitor.session.get(
        f"{visitor.origin}/lang/en?back=//evil.example", allow_redirects=False, timeout=10
    )
    assert away.headers["Location"] == "/sandbox/"


def test_the_usual_address_of_an_account_keeps_the_channel_until_somebody_has_signed_in(
    visitor: Visitor,
) -> None:
    address = f"{visitor.origin}/woo/my-account/?regulars_join=cafe"
    asked = visitor.session.get(address, timeout=10)
    assert asked.url == f"{visitor.origin}/woo/sign-in?regulars_join=cafe"
    visitor.post("woo/sign-in", email="jia@example.com", name="Jia")
    assert visitor.session.get(address, timeout=10).url == (
        f"{visitor.origin}/woo/account?regulars_join=cafe"
    )


def test_a_form_on_another_site_presses_no_button(visitor: Visitor) -> None:
    answer = visitor.session.post(
        f"{visitor.origin}/woo/cart/items",
        data={"sku": "camp-mug", "add": "1"},
        headers={"Origin": "https://evil.example"},
        timeout=10,
    )
    assert answer.status_code == 403


def test_the_lab_repeats_the_same_bytes_and_reorders_what_is_held(
    store: SandboxServer, visitor: Visitor
) -> None:
    visitor.post("lab/mode", platform="woo", mode="hold")
    visitor.buy("woo", email="guest@example.com", payment="card")
    assert store.receiver.received == []
    assert "order.created" in visitor.get("lab")
    visitor.post("lab/flush", order="reverse")
    store.drain()
    assert store.receiver.topics() == ["order.updated", "order.created"]
    visitor.post("lab/1/repeat")
    bodies = [r.body for r in store.receiver.received]
    assert len(bodies) == 3
    assert bodies[2] == bodies[1]


def test_the_shop_survives_a_restart(
    store: SandboxServer, visitor: Visitor, tmp_path: Path
) -> None:
    order = visitor.buy("woo", email="guest@example.com", payment="card")
    cookies = visitor.session.cookies
    again = create_app(SandboxConfig(front_url="", data_dir=tmp_path))
    client = again.test_client()
    for cookie in cookies:
        client.set_cookie(cookie.name, cookie.value or "")
    try:
        assert client.get(f"/{order}").status_code == 200
        assert again.extensions["sandbox"].store("woo").store_id == WOO["store_id"]
        assert client.get("/mail").status_code == 200
    finally:
        again.extensions["sandbox"].close()


def test_the_widgets_calls_leave_the_shoppers_cookie_alone(visitor: Visitor) -> None:
    visitor.get("lang/zh-Hant?back=/woo/")
    for platform, path in (
        ("woo", "woo/wp-json/regulars/v1/token"),
        ("shopify", "shopify/apps/regulars/member"),
    ):
        visitor.post(f"{platform}/sign-in", email="mei.lin@example.com", name="Mei Lin")
        answer = visitor.session.get(f"{visitor.origin}/{path}", timeout=10)
        assert answer.ok, answer.text
        assert "Set-Cookie" not in answer.headers
