"""What a shopper misses: asked by the shopper, healed by the store, or answered by the merchant."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from core.cases import MOST_OPEN
from core.ledger import cases as kept
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.snapshot import CustomerRef, Line, OrderSnapshot
from functions.events import opened
from functions.fetcher import handler as fetcher
from functions.ledger_worker import apply as worker
from functions.storefront import cases as storefront_cases
from tests.integration.functions.test_storefront import call
from tests.support.http_api import Answered, token
from tests.support.operator import Operator
from tests.support.queues import Queue, queue
from tests.support.sandbox import SandboxServer


@pytest.fixture(autouse=True)
def fetches(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What stores are to be asked."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setenv("FETCHES_QUEUE_URL", "fetches")
    monkeypatch.setattr(storefront_cases, "send", lambda url, body: sent.append(body))
    return sent


def miss(auth: str, key: str = "k1", **wish: Any) -> Answered:
    body = json.dumps({"order_id": "22", "message": "Where are they?"} | wish).encode()
    return call("POST", "cases", auth, body=body, idempotency_key=key)


def buy(books: Books, store_id: str, customer_id: str = "3") -> None:
    now_ms = time.time_ns() // 10**6
    placed = OrderSnapshot(
        *(store_id, "22", now_ms // 1000, now_ms, now_ms // 1000, "paid", "paid", "USD"),
        customer=CustomerRef(customer_id=customer_id),
        lines=(Line("1", "10", "", 1, 25_000),),
    )
    post_order(books, placed, now_ms)


def test_an_order_that_nobody_has_heard_of_is_asked_for_at_once_and_the_case_says_so(
    books: Books, store_id: str, fetches: list[dict[str, Any]]
) -> None:
    auth = token(store_id, "3")
    made = miss(auth)
    assert made.status == 200
    assert made.body | {"case_id": "", "at": "", "text": ""} == {
        "case_id": "",
        "order_id": "22",
        "status": "open",
        "message": "Where are they?",
        "answer": None,
        "at": "",
        "asked_store": True,
        "order": {"order_id": "22", "known": False},
        "text": "",
    }
    assert "being asked for it right now" in made.body["text"]["en"]
    assert fetches == [{"work": "missing_order", "store_id": store_id, "order_id": "22"}]
    assert miss(auth).body == made.body
    assert len(fetches) == 1, "once for a key"


def test_an_order_that_is_known_is_shown_with_its_why_and_nobody_is_asked(
    books: Books, store_id: str, fetches: list[dict[str, Any]]
) -> None:
    buy(books, store_id)
    made = miss(token(store_id, "3")).body
    assert (made["asked_store"], made["order"]["points"]) == (False, 250)
    assert made["order"]["why"]["text"]["en"].startswith("Order 22: $250")
    assert fetches == []


def test_somebody_elses_order_looks_as_if_nobody_had_heard_of_it(
    books: Books, store_id: str, fetches: list[dict[str, Any]]
) -> None:
    unknown = miss(token(store_id, "3")).body
    buy(books, store_id, "4")
    others = miss(token(store_id, "3"), "k2").body
    for one in (unknown, others):
        del one["case_id"], one["at"]
    assert unknown == others
    assert len(fetches) == 2


def test_nothing_but_a_stores_own_number_becomes_part_of_a_request_to_it(
    books: Books, store_id: str, fetches: list[dict[str, Any]]
) -> None:
    for number, order_id in enumerate(["receipt-A-1", "#1001", "0", "..", "x-1"]):
        assert miss(token(store_id, str(number + 1)), order_id=order_id).status == 200
    assert fetches == []


def test_who_asks_too_often_is_told_so_and_the_store_is_left_alone(
    books: Books, store_id: str, fetches: list[dict[str, Any]]
) -> None:
    auth = token(store_id, "3")
    for number in range(MOST_OPEN):
        assert miss(auth, f"k{number}").status == 200
    refused = miss(auth, "one more")
    assert (refused.status, refused.body["error"]["code"]) == (409, "too_many_cases")
    assert refused.body["error"]["details"]["text"]["zh-Hant"]
    assert len(fetches) == MOST_OPEN
    assert len(call("GET", "cases", auth).body["cases"]) == MOST_OPEN


def test_the_answer_reaches_the_shopper_and_nobody_else(books: Books, store_id: str) -> None:
    auth = token(store_id, "3")
    made = miss(auth).body
    [case] = kept.listed(books.ledger, "open")
    kept.close(books, case.ref, "We added them.", time.time_ns() // 10**6)
    [seen] = call("GET", "cases", auth).body["cases"]
    assert (seen["case_id"], seen["status"]) == (made["case_id"], "closed")
    assert seen["answer"] == "We added them."
    assert call("GET", "cases", token(store_id, "4")).body == {"cases": []}


@pytest.mark.parametrize(
    "wish",
    [
        {"message": "", "order_id": ""},
        {"message": None, "order_id": None},
        {"message": "x" * 1001},
        {"message": ["x"]},
        {"message": "a\u0000b"},
        {"order_id": "a/../b"},
        {"order_id": {}},
    ],
    ids=repr,
)
def test_what_is_no_message_is_a_bad_request(
    books: Books, store_id: str, wish: dict[str, Any], fetches: list[dict[str, Any]]
) -> None:
    assert miss(token(store_id, "3"), **wish).status == 400
    assert fetches == []


def test_a_key_is_needed_and_stands_for_one_message(books: Books, store_id: str) -> None:
    auth = token(store_id, "3")
    assert call("POST", "cases", auth, body=b'{"message": "x"}').status == 400
    assert miss(auth).status == 200
    assert miss(auth, message="Another").status == 422
    assert call("GET", "cases", "").status == 401


@pytest.fixture
def events(operator: Operator) -> Iterator[Queue]:
    with queue("events", fifo=True) as made:
        yield made


def test_the_commonest_cause_heals_itself(
    operator: Operator,
    store: SandboxServer,
    events: Queue,
    fetches: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The store has the order, its delivery was lost, and the shopper asks."""
    store_id = operator.connect_woo(store)
    made = store.control("POST", "woo/customers", {"email": "jia@example.com"})
    lines = [{"sku": "day-backpack", "quantity": 2}]
    ordered = store.control("POST", "woo/orders", {"lines": lines, "customer_id": made["id"]})
    auth, order_id = token(store_id, str(made["id"])), str(ordered["id"])
    assert miss(auth, order_id=order_id).body["asked_store"] is True
    monkeypatch.setenv("EVENTS_QUEUE_URL", events.url)  # connecting has named the stack's own
    fetcher._one(fetches[0])
    [message] = events.take()["Records"]
    generation, event = opened(json.loads(message["body"]))
    worker.apply(event, time.time_ns() // 10**6, generation=generation)
    [case] = call("GET", "cases", auth).body["cases"]
    assert case["order"]["known"] is True
    assert case["text"]["en"].startswith("The store was asked for this order, and it is counted")


def test_an_order_that_the_store_does_not_know_either_leaves_no_trace(
    operator: Operator, store: SandboxServer, events: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_id = operator.connect_woo(store)
    monkeypatch.setenv("EVENTS_QUEUE_URL", events.url)
    fetcher._one({"work": "missing_order", "store_id": store_id, "order_id": "999999"})
    assert events.take()["Records"] == []
