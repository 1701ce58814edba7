"""Suggestions from the shopper's own purchases and, with consent, product views: simple, explained,
off by a switch."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core import calendar
from core.catalogue import ProductFacts
from core.ledger import keys, people, programs, redact, views
from core.ledger.posting import Books
from core.ledger.rows import OrderRow
from core.ledger.table import Row
from core.program.defaults import default_document
from core.program.schema import validate
from core.shelf import Shown
from core.snapshot import CustomerRef, Line, ProductsSeen
from functions.ledger_worker.apply import apply
from functions.storefront.handler import handler
from tests.integration.functions.test_ratings import call
from tests.support.capacity import measured
from tests.support.http_api import Answered, Context, request, token
from tests.support.relaying import relay_all
from tests.unit.core.worlds import snapshot

NOW_S = int(time.time())
NOW_MS = NOW_S * 1000
DAY_S = 86_400
COFFEE = ("22", "Coffee beans")


@pytest.fixture
def shop(books: Books, store_id: str) -> Books:
    """A shop with coffee, a reward for it, and suggestions by views where shoppers agree."""
    document = default_document("USD")
    coffee = {"id": "coffee-off", "kind": "fixed", "name": {"en": "Off"}, "points": 5, "value": "5"}
    document["rewards"] += [
        {**coffee, "collections": ["22"]},
        {**coffee, "id": "mug", "products": ["90"]},
    ]
    document["personal"] = {"views": True}
    programs.publish(books.ledger, validate(document), "test", 0)
    some = tuple(
        ProductFacts(
            one, NOW_S, frozenset(), shown=Shown(f"Product {one}", f"/products/{one}", (COFFEE,))
        )
        for one in ("10", "11", "12")
    )
    alone = ProductFacts("90", NOW_S, frozenset(), shown=Shown("Mug", "/products/mug"))
    apply(ProductsSeen(store_id, (*some, alone), NOW_MS), NOW_MS, generation=1)
    return books


def buy(store_id: str, order_id: str, *products: str, days_ago: int = 0, **fields: Any) -> None:
    at_s = NOW_S - days_ago * DAY_S
    lines = tuple(Line(str(n), one, "0", 1, 9_000 - n) for n, one in enumerate(products, 1))
    values: dict[str, Any] = {"placed_at_s": at_s, "stamp_s": at_s, "lines": lines} | fields
    made = snapshot(order_id=order_id, **values)
    apply(replace(made, store_id=store_id), NOW_MS, generation=1)


def asked(store_id: str, customer_id: str = "3") -> dict[str, Any]:
    found = call("GET", "personal", token(store_id, customer_id))
    assert found.status == 200
    body: dict[str, Any] = found.body
    return body


def agree(store_id: str, consent: Any = True, customer_id: str = "3") -> Answered:
    return call("POST", "personal", token(store_id, customer_id), consent=consent)


def look(store_id: str, *products: str, customer_id: str = "3") -> Answered:
    return call("POST", "views", token(store_id, customer_id), product_ids=list(products))


def test_who_bought_is_suggested_what_goes_with_it_and_told_why(shop: Books, store_id: str) -> None:
    for number in range(3):
        buy(store_id, f"{number}", "10", days_ago=number)
    found = asked(store_id)
    assert (found["on"], found["views"], found["consent"]) == (True, True, False)
    assert [one["id"] for one in found["rewards"]] == ["coffee-off"]
    assert [one["product_id"] for one in found["products"]] == ["12", "11"]
    first = found["products"][0]
    assert (first["name"], first["url"]) == ("Product 12", "/products/12")
    assert first["text"]["en"] == "Because you bought from Coffee beans 3 times."
    assert first["text"].keys() == {"en", "zh-Hant", "zh-Hans", "ja"}


def test_nobody_else_is_suggested_anything_by_it(shop: Books, store_id: str) -> None:
    buy(store_id, "1", "10")
    found = asked(store_id, "4")
    assert (found["rewards"], found["products"]) == ([], [])


def test_what_was_cancelled_was_not_bought(shop: Books, store_id: str) -> None:
    buy(store_id, "1", "10", days_ago=2)
    buy(store_id, "1", "10", days_ago=1, state="void", status="cancelled")
    assert asked(store_id)["products"] == []


def test_views_are_kept_only_with_consent_and_erased_when_it_is_taken_back(
    shop: Books, store_id: str
) -> None:
    assert look(store_id, "11").body == {"kept": 0}
    assert asked(store_id)["products"] == []
    assert agree(store_id).body["consent"] is True
    assert look(store_id, "11", "90").body == {"kept": 2}
    found = asked(store_id)
    assert [one["product_id"] for one in found["products"]] == ["12", "10"]
    assert found["products"][0]["text"]["en"] == "Because you looked at Coffee beans."
    assert [one["id"] for one in found["rewards"]] == ["mug", "coffee-off"]
    assert agree(store_id, consent=False).body["products"] == []
    assert not list(Row.query(keys.personal(shop.ledger, member(shop))))
    assert look(store_id, "11").body == {"kept": 0}


def test_a_switch_turns_all_of_it_off(shop: Books, store_id: str) -> None:
    buy(store_id, "1", "10")
    agree(store_id)
    document = default_document("USD") | {"personal": {"on": False, "views": True}}
    programs.publish(shop.ledger, validate(document), "test", 0)
    programs._cached.clear()
    assert asked(store_id) == {
        "on": False,
        "views": False,
        "consent": False,
        "rewards": [],
        "products": [],
    }
    assert look(store_id, "11").body == {"kept": 0}
    refused = agree(store_id)
    assert (refused.status, refused.body["error"]["code"]) == (409, "views_off")
    buy(store_id, "2", "11")
    row = OrderRow.get(keys.order(shop.ledger, store_id, "2"), keys.ORDER)
    assert row.products is None
    assert agree(store_id, consent=False).status == 200, "erasing is always possible"
    assert not list(Row.query(keys.personal(shop.ledger, member(shop))))


@pytest.mark.parametrize("told", [None, "10", [], ["x"], [10], ["1"] * 21, ["9" * 41], [""]])
def test_what_names_no_products_is_a_bad_request(shop: Books, store_id: str, told: Any) -> None:
    answered = call("POST", "views", token(store_id, "3"), product_ids=told)
    assert (answered.status, answered.body["error"]["code"]) == (400, "bad_input")


@pytest.mark.parametrize("consent", [None, 1, "true", []])
def test_consent_is_a_plain_yes_or_no(shop: Books, store_id: str, consent: Any) -> None:
    assert agree(store_id, consent).status == 400
    assert asked(store_id)["consent"] is False


def test_views_end_after_ninety_days_and_consent_with_them(shop: Books, store_id: str) -> None:
    agree(store_id)
    who, day = member(shop), DAY_S * 1000
    views.look(shop, who, store_id, ["10"], NOW_MS)
    views.look(shop, who, store_id, ["11"], NOW_MS + 50 * day)
    at_s = NOW_S + 100 * DAY_S
    [(left, on)] = views.of(shop, who, store_id, at_s) or ()
    today = calendar.day(at_s, shop.tz)
    assert (left, on) == ("11", (today - timedelta(days=50)).isoformat())
    [row] = Row.query(keys.personal(shop.ledger, who))
    assert "10=" not in str(row.serialize()), "what is too old is gone with the look"
    assert views.of(shop, who, store_id, NOW_S + 141 * DAY_S) is None
    assert views.look(shop, who, store_id, ["12"], NOW_MS + 141 * day) == 0


def test_views_and_consent_follow_a_merge_and_go_with_an_erasure(
    shop: Books, store_id: str
) -> None:
    buy(store_id, "1", "10")
    agree(store_id)
    agree(store_id, customer_id="4")
    look(store_id, "11")
    look(store_id, "90", customer_id="4")
    one, other = member(shop), member(shop, "4")
    people.join(shop, one, other, "platform_merge", NOW_MS)
    assert not list(Row.query(keys.personal(shop.ledger, one)))
    assert {found for found, _ in views.of(shop, other, store_id, NOW_S) or ()} == {"11", "90"}
    assert "12" in {one["product_id"] for one in asked(store_id, "4")["products"]}
    people.erase(shop, one, NOW_MS + 1000)
    assert not list(Row.query(keys.personal(shop.ledger, other)))
    assert asked(store_id, "4") == asked(store_id) | {"consent": False}
    assert asked(store_id)["products"] == []
    assert agree(store_id).status == 409, "nothing is kept of who was erased"


def test_an_erasure_takes_the_products_off_orders_and_late_events_bring_none_back(
    shop: Books, store_id: str
) -> None:
    buy(store_id, "1", "10", days_ago=2)
    people.erase(shop, member(shop), NOW_MS)
    assert products_of(shop, store_id, "1") is None
    buy(store_id, "1", "10", "11", days_ago=1, placed_at_s=NOW_S - 2 * DAY_S)
    assert products_of(shop, store_id, "1") is None


def test_a_store_that_leaves_takes_along_what_was_looked_at_there(
    shop: Books, store_id: str
) -> None:
    buy(store_id, "1", "10")
    agree(store_id)
    relay_all()
    redact.leave_ledger(shop, store_id, NOW_MS, lambda: False)
    assert not list(Row.query(keys.personal(shop.ledger, member(shop))))
    assert not list(Row.query(keys.shelf(shop.ledger, store_id)))


def test_suggestions_read_a_few_rows_and_a_view_writes_one(shop: Books, store_id: str) -> None:
    for number in range(9):
        buy(store_id, f"{number}", "10", "11", days_ago=9 - number)
    agree(store_id)
    with measured() as usage:
        look(store_id, "90")
    assert usage.write_units == 1
    with measured() as usage:
        assert asked(store_id)["products"]
    assert usage.write_units == 0
    assert usage.read_units <= 30
    assert "Scan" not in usage.calls


def member(books: Books, customer_id: str = "3") -> str:
    who = CustomerRef(customer_id=customer_id)
    return books.ledger.member_id(books.ledger.ledger_id, who) or ""


def products_of(books: Books, store_id: str, order_id: str) -> str | None:
    row = OrderRow.get(keys.order(books.ledger, store_id, order_id), keys.ORDER)
    return row.products


def test_the_program_says_whether_anything_is_suggested(shop: Books, store_id: str) -> None:
    event = request("GET", "/storefront/program", f"store={store_id}")
    assert json.loads(handler(event, Context())["body"])["personal"] is True
