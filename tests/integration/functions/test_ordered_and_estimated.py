"""Where the order is: the cart, the order that was just placed, and the list of all of them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from core.ledger import programs
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.snapshot import CustomerRef, Line, OrderSnapshot
from tests.integration.functions.test_storefront import call
from tests.support.http_api import Answered, token
from tests.unit.core.test_estimate import TIERS

LINES: list[dict[str, Any]] = [
    {"product_id": 10, "variant_id": 0, "quantity": 2, "net_minor": 20_000},
    {"product_id": "11", "variant_id": "111", "quantity": 1, "net_minor": 5_050, "tax_minor": 250},
]


def ask(auth: str, cart: dict[str, Any], query: str = "") -> Answered:
    return call("POST", "estimate", auth, query, body=json.dumps(cart).encode())


def buy(books: Books, store_id: str, order_id: str, *lines: Line, state: Any = "paid") -> None:
    now_ms = time.time_ns() // 10**6
    placed = OrderSnapshot(
        *(store_id, order_id, now_ms // 1000, now_ms, now_ms // 1000, state, state, "USD"),
        customer=CustomerRef(customer_id="3"),
        lines=lines or (Line("1", "10", "", 1, 25_000),),
    )
    post_order(books, placed, now_ms)


def test_the_cart_says_what_the_order_then_earns(books: Books, store_id: str) -> None:
    auth = token(store_id, "3")
    said = ask(auth, {"currency": "USD", "lines": LINES}).body
    buy(books, store_id, "22", Line("1", "10", "", 2, 20_000), Line("2", "11", "111", 1, 5_050))
    seen = call("GET", "orders/22", auth).body
    assert said["points"] == seen["points"] == 250
    assert said["usable"] == {"from": "paid", "days": 0, "after": "paid"}
    assert said["text"]["en"] == "This cart earns 250 points. Usable once the order is paid."
    assert said["text"]["zh-Hant"] == "這個購物車可得 250 點。付款後即可使用。"
    assert said["club"] is None


def test_a_visitor_gets_an_estimate_of_the_store_that_is_named(books: Books, store_id: str) -> None:
    cart = {"currency": "USD", "lines": LINES}
    assert ask("", cart, f"store={store_id}").body["points"] == 250
    assert ask("", cart, "store=woo-ffffffffffff").status == 404
    assert ask("", cart).status == 404
    assert ask("Bearer x.y.z", cart, f"store={store_id}").status == 401


def test_a_members_tier_counts_and_the_club_is_offered_to_who_is_not_in_it(
    books: Books, store_id: str
) -> None:
    document = default_document("USD") | {"tiers": TIERS}
    programs.publish(books.ledger, document, "test", int(time.time()) - 60)
    programs._cached.clear()
    auth, cart = token(store_id, "3"), {"currency": "USD", "lines": LINES}
    offer = ask(auth, cart).body["club"]
    assert (offer["tier"]["id"], offer["product_id"], offer["saving_minor"]) == ("club", "77", 2505)
    assert offer["text"]["en"].startswith("As Club you would save $25.05 on this cart")
    fresh = Books(books.ledger, programs.programs(books.ledger), books.tz)
    buy(fresh, store_id, "1", Line("1", "77", "", 1, 9_900))
    inside = ask(auth, cart).body
    assert (inside["points"], inside["club"]) == (501, None)


BENT: list[dict[str, Any]] = [
    *({"quantity": -1}, {"quantity": None}, {"quantity": 1.5}, {"quantity": True}),
    *({"net_minor": "5"}, {"net_minor": 10**13}, {"tax_minor": -1}, {"list_minor": "x"}),
    *({"product_id": {}}, {"product_id": "é"}, {"variant_id": "x" * 65}, {"gift_card": 1}),
]
BAD: list[dict[str, Any]] = [
    {},
    {"currency": "usd", "lines": []},
    {"currency": "USD"},
    {"currency": "USD", "lines": {}},
    {"currency": "USD", "lines": ["x"]},
    {"currency": "USD", "lines": [LINES[0]] * 101},
    {"currency": "USD", "lines": [], "shipping_minor": -1},
    *({"currency": "USD", "lines": [LINES[0] | bent]} for bent in BENT),
]


@pytest.mark.parametrize("cart", BAD, ids=repr)
def test_what_is_no_cart_is_a_bad_request(
    books: Books, store_id: str, cart: dict[str, Any]
) -> None:
    assert ask(token(store_id, "3"), cart).status == 400


def test_orders_are_listed_with_what_they_earned_and_why(books: Books, store_id: str) -> None:
    buy(books, store_id, "22")
    buy(books, store_id, "23", state="pending")
    seen = call("GET", "orders", token(store_id, "3")).body
    first, second = seen["orders"]
    assert seen["cursor"] is None
    assert (first["order_id"], first["state"], first["points"], first["pending"]) == (
        *("23", "pending"),
        *(0, 250),
    )
    assert (second["order_id"], second["state"], second["points"]) == ("22", "paid", 250)
    assert second["known"] is True
    assert second["why"]["text"]["en"].startswith("Order 22: $250 net of tax and shipping")
    assert call("GET", "orders/22", token(store_id, "3")).body == second
    assert call("GET", "orders", token(store_id, "4")).body == {"orders": [], "cursor": None}


def test_an_order_that_nobody_has_seen_is_unknown_whatever_it_is_called(
    books: Books, store_id: str
) -> None:
    for order_id in ("404", "x#y", "a b", "%F0%9F%8D%B5", "9" * 300, "..", "22?"):
        seen = call("GET", f"orders/{order_id}", token(store_id, "3"))
        assert seen.status in (200, 404), order_id
        assert seen.body.get("known", False) is False
    assert call("GET", "orders/22", "").status == 401


def test_held_points_say_from_when(books: Books, store_id: str) -> None:
    document = default_document("USD")
    document["earning"]["hold"] = {"days": 14}
    programs.publish(books.ledger, document, "test", int(time.time()) - 60)
    programs._cached.clear()
    fresh = Books(books.ledger, programs.programs(books.ledger), books.tz)
    auth = token(store_id, "3")
    said = ask(auth, {"currency": "USD", "lines": LINES}).body
    assert said["usable"] == {"from": "days", "days": 14, "after": "paid"}
    buy(fresh, store_id, "22")
    seen = call("GET", "orders/22", auth).body
    assert (seen["state"], seen["points"], seen["pending"]) == ("paid", 0, 250)
    assert seen["usable_from"] in seen["why"]["text"]["en"]


def test_birthday_and_profile_answer_to_post_as_well(books: Books, store_id: str) -> None:
    """Shopify's app proxy passes no PUT."""
    auth = token(store_id, "3")
    for method in ("PUT", "POST"):
        body = json.dumps({"birthday": "03-05"}).encode()
        assert call(method, "birthday", auth, body=body).body["birthday"] == "03-05"
        assert call(method, "profile", auth, body=b'{"answers": {}}').status == 200


def test_whether_an_address_is_known_is_told(books: Books, store_id: str) -> None:
    assert call("GET", "member", token(store_id, "3")).body["email_known"] is True
    nameless = token(store_id, "4", email=None)
    assert call("GET", "member", nameless).body["email_known"] is False
