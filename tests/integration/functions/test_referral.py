"""Bringing friends, as shoppers do it over HTTP and as the operator sees it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest

from core.ledger import members, programs, stores
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from functions.ledger_worker.apply import apply
from integrations import access
from tests.integration.functions.test_storefront import call
from tests.support.http_api import Answered, token
from tests.support.operator import Operator
from tests.support.sandbox import SandboxServer
from tests.unit.core.worlds import snapshot

RULE: dict[str, Any] = {
    "id": "friends",
    "name": {"en": "Bring a friend", "zh-Hant": "好友推薦"},
    "referrer": {"points": 200},
    "friend": {"reward": "off-small"},
    "friend_at": "link",
    "cap": {"times": 10, "per": "year"},
}


@pytest.fixture
def shop(operator: Operator, store: SandboxServer) -> str:
    """A store whose members may bring friends; its id."""
    store_id = operator.connect_woo(store)
    document = validate(default_document("USD") | {"referral": RULE})
    ledger = access.ledger_of(stores.get(store_id, fresh=True))
    programs.publish(ledger, document, "test", int(time.time()) - 60)
    return store_id


def books_of(store_id: str) -> Books:
    return access.books_of(stores.get(store_id, fresh=True))


def come(store_id: str, customer: str, code: object, email: str = "ann@example.com") -> Answered:
    auth = token(store_id, customer, email=email)
    return call("POST", "referral", auth, body=json.dumps({"code": code}).encode())


def test_a_member_gets_link_and_code_and_sees_what_waits(shop: str) -> None:
    seen = call("GET", "referral", token(shop, "3"))
    assert seen.status == 200
    code, link = seen.body["code"], seen.body["link"]
    assert link.endswith(f"/?ref={code.replace('-', '')}")
    assert link.startswith(stores.get(shop).address)
    assert seen.body["rule"]["referrer"] == {"points": 200}
    assert seen.body["rule"]["friend"]["reward"]["id"] == "off-small"
    assert come(shop, "9", code.lower()).body["status"] == "waiting"
    again = call("GET", "referral", token(shop, "3")).body
    assert (again["code"], again["friends"]["came"], again["friends"]["waiting"]) == (code, 1, 1)
    program = call("GET", "program", token(shop, "3"), f"store={shop}").body
    assert program["referral"]["cap"] == {"times": 10, "per": "year"}


def test_a_friend_who_comes_by_the_link_is_welcomed_with_a_code_at_once_and_once(
    shop: str, store: SandboxServer
) -> None:
    code = call("GET", "referral", token(shop, "3")).body["code"]
    first, again = come(shop, "9", code), come(shop, "9", code)
    assert first.body["welcome"]["status"] == "issued"
    assert again.body == first.body
    [coupon] = store.sandbox.db.all("woo/coupon")
    assert coupon["code"] == first.body["welcome"]["code"]
    assert coupon["email_restrictions"] == ["ann@example.com"]


def test_who_brings_nobody_is_told_why(shop: str) -> None:
    code = call("GET", "referral", token(shop, "3")).body["code"]
    books = books_of(shop)
    jia = books.ledger.member_id(shop, CustomerRef(customer_id="3")) or ""
    members.adjust(books, jia, 5, "hello", "c1", time.time_ns() // 10**6)
    call("GET", "member", token(shop, "3"))
    own = come(shop, "3", code, "jia@example.com")
    assert (own.status, own.body["error"]["code"]) == (409, "same_customer")
    assert own.body["error"]["details"]["text"]["zh-Hant"]
    nobodys = come(shop, "9", "BCDF-2345")
    assert (nobodys.status, nobodys.body["error"]["code"]) == (404, "unknown_referral_code")
    assert come(shop, "9", 5).status == 400
    other = call("GET", "referral", token(shop, "8")).body["code"]
    come(shop, "9", code)
    second = come(shop, "9", other)
    assert (second.status, second.body["error"]["code"]) == (409, "referred_already")


def test_without_referral_in_the_program_there_is_none(store_id: str, books: Books) -> None:
    assert call("GET", "referral", token(store_id, "3")).status == 404
    assert come(store_id, "9", "BCDF-2345").status == 404


def test_the_operator_sees_whom_a_member_brought_and_why_not(shop: str, operator: Operator) -> None:
    code = call("GET", "referral", token(shop, "3")).body["code"]
    come(shop, "9", code)
    shown = operator.json("referral", "show", shop, "3")
    assert (shown["code"], shown["friends"]["waiting"]) == (code, 1)
    assert operator.json("referral", "show", shop, "9")["came"]["status"] == "waiting"
    assert "waiting" in operator.run("referral", "show", shop, "3").out


def test_an_order_of_a_program_without_referral_keeps_nothing_of_who_ordered(
    store_id: str, books: Books
) -> None:
    now_ms = time.time_ns() // 10**6
    event = snapshot(referral="BCDF2345 p12345678", stamp_s=now_ms // 1000)
    apply(replace(event, store_id=store_id), now_ms)
    order, _ = books.read(store_id, "22", None)
    assert order.referral == ""
