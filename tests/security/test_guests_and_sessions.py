"""A guest's token opens the guest's own orders and nothing else; Shopify's session tokens open what
a shopper's token does, for a customer, and nothing for the staff."""

from __future__ import annotations

import hashlib
import time
import uuid
from typing import Any

import jwt
import pytest

from core.ledger import stores
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.snapshot import CustomerRef
from functions.storefront.handler import app, handler
from integrations import access
from integrations.store_ids import of_shop
from tests.security.test_tokens import HS256, claims_of, handmade
from tests.support.http_api import Answered, Context, answered, request, token
from tests.support.operator import Operator
from tests.support.sandbox import SHOPIFY
from tests.unit.core.worlds import snapshot

GUEST = CustomerRef(email="jia@example.com")
SHOP = "a-shop.myshopify.com"


@pytest.fixture
def store_id(operator: Operator) -> str:
    return operator.connect_unchecked()


@pytest.fixture
def books(store_id: str) -> Books:
    """The store's books: a guest's orders 17 and 18, and 19 of the account 3."""
    found = access.books_of(stores.get(store_id, fresh=True))
    for order_id, who in (("17", GUEST), ("18", GUEST), ("19", CustomerRef(customer_id="3"))):
        buy(found, store_id, order_id, who)
    return found


def buy(books: Books, store_id: str, order_id: str, who: CustomerRef) -> None:
    now_s = int(time.time())
    placed = snapshot(order_id=order_id, customer=who, stamp_s=now_s, placed_at_s=now_s - 60)
    events = {name: getattr(placed, name) for name in placed.__slots__ if name != "kind"}
    post_order(books, type(placed)(**events | {"store_id": store_id}), now_s * 1000)


def get(path: str, bearer: str, query: str = "", method: str = "GET", **more: Any) -> Answered:
    event = request(method, f"/storefront/{path}", query, authorization=bearer, **more)
    return answered(handler(event, Context()))


def made(store_id: str, orders: object, **claims: Any) -> str:
    """An order token as a plugin makes it, or as somebody bends it."""
    said = claims_of(store_id, **{"sub": "0", "email": ..., "orders": orders} | claims)
    return f"Bearer {handmade(HS256, said, access.shopper_secret(store_id))}"


def test_a_guest_sees_what_the_own_orders_have_earned(books: Books, store_id: str) -> None:
    seen = get("guest", made(store_id, ["17", 18, "404", "17"]))
    assert seen.status == 200
    assert (seen.body["points"], seen.body["pending"]) == (500, 0)
    assert [one["order_id"] for one in seen.body["orders"]] == ["17", "18", "404"]
    assert [one["known"] for one in seen.body["orders"]] == [True, True, False]
    one = get("orders/17", made(store_id, ["17"]))
    assert (one.status, one.body) == (200, seen.body["orders"][0])
    assert (one.body["points"], one.body["usable_from"]) == (250, None)


def test_it_opens_no_other_order_not_even_of_the_same_guest(books: Books, store_id: str) -> None:
    bearer = made(store_id, ["17"])
    for order_id in ("18", "19", "404", "017", "17%20", "17,18"):
        seen = get(f"orders/{order_id}", bearer)
        assert (seen.status, seen.body["known"]) == (200, False), order_id
        assert set(seen.body) == {"order_id", "known"}


def test_it_opens_nothing_but_these_orders(books: Books, store_id: str) -> None:
    """Every route of the shopper's side is asked; what it answers is what a visitor gets."""
    bearer, opened = made(store_id, ["17"]), []
    resolver: Any = app
    for one in (*resolver._static_routes, *resolver._dynamic_routes):
        path = one.path.removeprefix("/storefront/")
        if path == one.path:
            continue
        path = "/".join("17" if part.startswith("<") else part for part in path.split("/"))
        seen = handler(
            request(one.method, f"/storefront/{path}", body=b"{}", authorization=bearer), Context()
        )
        if seen["statusCode"] < 400:
            opened.append(path)
    assert sorted(opened) == ["guest", "orders/17"]


NO_ORDERS: list[object] = [
    *([], None, "17", 17, {"17": 1}),
    *([17.5], [True], [None], [["17"]]),
    *(["17", "x/../19"], ["-17"], ["٣"], [""], ["1" * 21]),
    [str(number) for number in range(21)],
]


@pytest.mark.parametrize("orders", NO_ORDERS, ids=repr)
def test_orders_that_are_none_or_too_many_are_refused(
    books: Books, store_id: str, orders: object
) -> None:
    assert get("guest", made(store_id, orders)).status == 401


@pytest.mark.parametrize("subject", ["3", 3, "", "00", None, True, [], "guest"])
def test_a_token_that_names_somebody_and_orders_is_neithers(
    books: Books, store_id: str, subject: object
) -> None:
    assert get("orders/17", made(store_id, ["17"], sub=subject)).status == 401


def test_a_shoppers_token_is_no_guests(books: Books, store_id: str) -> None:
    assert get("guest", token(store_id, "3")).status == 401
    assert get("orders/17", token(store_id, "3")).body == {"order_id": "17", "known": False}


def test_another_stores_secret_or_another_algorithm_signs_no_guest(
    operator: Operator, books: Books, store_id: str
) -> None:
    other = operator.connect_unchecked("https://other.example")
    said = claims_of(store_id, sub="0", orders=["17"])
    secret = access.shopper_secret(store_id)
    for bent in (
        handmade(HS256, said, access.shopper_secret(other)),
        handmade(HS256, said, ""),
        handmade({"alg": "none"}, said, ""),
        handmade({"alg": "HS512"}, said, secret, hashlib.sha512),
        handmade(HS256, said | {"iss": other}, secret),
        handmade(HS256, said, secret)[:-2] + "xx",
    ):
        assert get("guest", f"Bearer {bent}").status == 401
    # What it vouches for are orders of its own store alone.
    assert get("orders/17", made(other, ["17"])).body == {"order_id": "17", "known": False}


def test_a_guests_token_lives_five_minutes_as_well(books: Books, store_id: str) -> None:
    now_s = int(time.time())
    for changes in (
        {"exp": now_s + 301},
        {"iat": now_s - 86_400, "exp": now_s + 60},
        {"iat": now_s - 100, "exp": now_s - 12},
        {"iat": now_s + 60, "exp": now_s + 120},
        {"exp": ...},
        {"jti": ...},
    ):
        assert get("guest", made(store_id, ["17"], **changes)).status == 401, changes


@pytest.fixture
def shop_id(operator: Operator) -> str:
    """A Shopify shop that nobody asks anything."""
    shop = ("store", "add", "shopify", "--shop", SHOP, "--access-token", "shpat_x", "--no-check")
    found: str = operator.json(*shop)["store_id"]
    return found


def session(secret: str = SHOPIFY["api_secret"], **changes: Any) -> str:
    now_s = int(time.time())
    said: dict[str, Any] = {
        "dest": SHOP,
        "aud": SHOPIFY["api_key"],
        "sub": "gid://shopify/Customer/3",
        "iat": now_s,
        "nbf": now_s,
        "exp": now_s + 300,
        "jti": uuid.uuid4().hex,
    }
    said |= changes
    text = jwt.encode({n: v for n, v in said.items() if v is not ...}, secret, algorithm="HS256")
    return f"Bearer {text}"


def test_a_session_token_is_accepted_like_a_shoppers(shop_id: str) -> None:
    books = access.books_of(stores.get(shop_id, fresh=True))
    buy(books, shop_id, "19", CustomerRef(customer_id="3"))
    seen = get("member", session())
    assert (seen.status, seen.body["balance"]["available"]) == (200, 250)
    assert get("orders/19", session()).body["points"] == 250
    other = session(sub="gid://shopify/Customer/4")
    assert get("orders/19", other).body == {"order_id": "19", "known": False}


def test_without_a_customer_it_is_a_visitors(shop_id: str) -> None:
    bearer = session(sub=...)
    assert get("member", bearer).status == 401
    assert get("orders/19", bearer).status == 401
    assert get("program", bearer).body["store_id"] == shop_id
    body = b'{"currency": "USD", "lines": []}'
    assert get("estimate", bearer, method="POST", body=body).status == 200


def test_the_staffs_token_and_every_other_flaw_opens_nothing(
    operator: Operator, shop_id: str, store_id: str
) -> None:
    now_s = int(time.time())
    admin = {"iss": f"https://{SHOP}/admin", "dest": f"https://{SHOP}"}
    for bent in (
        session(sub="3", **admin),
        session(sub=3),
        session("another secret that is long enough"),
        session(access.shopper_secret(store_id)),
        session(access.shopper_secret(shop_id)),
        session(access.shopper_secret(store_id), iss=store_id),
        session(aud="another app"),
        session(aud=...),
        session(dest="b-shop.myshopify.com"),
        session(dest="a-shop.example.com"),
        session(dest=None),
        session(exp=...),
        session(exp=now_s + 86_400),
        session(iat=now_s - 900, nbf=now_s - 900, exp=now_s - 600),
        session(nbf=now_s + 60),
        # A plugin's secret speaks for the plugin's store alone.
        token(store_id, "gid://shopify/Customer/3", dest=SHOP),
    ):
        for path in ("member", "orders", "program"):
            assert get(path, bent).status == 401, path
    assert of_shop(SHOP) == shop_id


def test_a_shop_that_is_not_installed_any_more_answers_nobody(shop_id: str) -> None:
    stores.change(shop_id, installed=False)
    assert get("member", session()).status == 401
    assert get("program", session(sub=...)).status == 401
