"""Earning besides buying over HTTP: what shoppers say themselves, what a merchant's systems report,
and what the store's webhooks tell."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import pytest

from core import calendar
from core.ledger import claiming, programs, stores
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef, CustomerSeen
from functions.ledger_worker.apply import apply
from functions.storefront.handler import handler
from integrations import access, action_keys
from tests.support.http_api import Answered, Context, answered, request, token

NAMES = {"en": "A thing", "zh-Hant": "一件事"}
KINDS = ("signup", "birthday", "newsletter", "review", "tagged_post", "survey")


@pytest.fixture
def offered(books: Books, store_id: str) -> Books:
    """A program with an action of each way to earn one."""
    rows: list[dict[str, Any]] = [
        {"id": kind.replace("_", "-"), "name": NAMES, "kind": kind, "award": {"points": 50}}
        for kind in KINDS
    ]
    rows[4] |= {"approval": True}
    rows[5] |= {"limit": {"times": 2, "per": "ever"}}
    document = validate(default_document("USD") | {"actions": rows})
    programs.publish(books.ledger, document, "test", int(time.time()) - 60)
    programs._cached.clear()
    return access.books_of(stores.get(store_id, fresh=True))


def call(store_id: str, method: str, path: str, body: Any = None, **headers: str) -> Answered:
    sent = b"" if body is None else json.dumps(body).encode()
    signed = token(store_id, "3")
    event = request(method, f"/storefront/{path}", body=sent, authorization=signed, **headers)
    return answered(handler(event, Context()))


def listed(store_id: str) -> dict[str, Any]:
    seen = call(store_id, "GET", "actions")
    assert seen.status == 200
    return {one["id"]: one for one in seen.body["actions"]} | {"all": seen.body}


def points(store_id: str) -> int:
    return int(call(store_id, "GET", "member").body["balance"]["available"])


# The shopper


def test_the_program_tells_anybody_what_there_is_to_do(offered: Books, store_id: str) -> None:
    event = request("GET", "/storefront/program", f"store={store_id}")
    shown = answered(handler(event, Context()))
    earning = {one["id"]: one for one in shown.body["earning"]}
    assert earning["review"] == {
        "id": "review",
        "kind": "review",
        "name": "A thing",
        "names": NAMES,
        "how": "claim",
        "points": 50,
        "limit": {"times": 1, "per": "day"},
    }
    assert earning["tagged-post"]["approval"] is True
    assert earning["base"]["per"]


def test_a_shopper_sees_what_is_open_claims_it_and_sees_it_done(
    offered: Books, store_id: str
) -> None:
    assert {one["state"] for key, one in listed(store_id).items() if key != "all"} == {"open"}
    made = call(store_id, "POST", "actions/review", {}, idempotency_key="k1")
    assert (made.status, made.body["status"]) == (200, "given")
    again = call(store_id, "POST", "actions/review", {"idempotency_key": "k1"})
    assert again == made
    assert points(store_id) == 50
    state = listed(store_id)["review"]
    assert (state["state"], state["done"]) == ("done", 1)
    assert state["again_on"] > made.body["at"][:10]
    refused = call(store_id, "POST", "actions/review", {}, idempotency_key="k2")
    assert (refused.status, refused.body["error"]["code"]) == (409, "action_limit_reached")
    assert refused.body["error"]["details"]["text"]["zh-Hant"]


def test_a_claim_that_waits_is_shown_as_waiting_until_it_is_refused_with_a_reason(
    offered: Books, store_id: str
) -> None:
    wish = {"link": "https://social.example/p/1", "handle": "@jia"}
    made = call(store_id, "POST", "actions/tagged-post", wish, idempotency_key="k1")
    assert (made.status, made.body["status"], made.body["link"]) == (202, "waiting", wish["link"])
    assert listed(store_id)["tagged-post"]["state"] == "waiting"
    [one] = claiming.waiting(offered.ledger)
    claiming.refuse(offered, one.ref, "It is private.")
    shown = listed(store_id)
    assert shown["tagged-post"]["state"] == "open"
    assert shown["all"]["claims"][0]["reason"] == "It is private."


@pytest.mark.parametrize(
    ("action_id", "body", "status", "code"),
    [
        ("moon", {}, 404, "unknown_action"),
        ("survey", {}, 400, "not_claimed"),
        ("birthday", {}, 400, "not_claimed"),
        ("review", {"link": 5}, 400, "bad_input"),
        ("review", {"link": "x" * 301}, 400, "bad_input"),
        ("review", {"handle": "a\x00b"}, 400, "bad_input"),
        ("review", {"idempotency_key": "other"}, 400, "bad_input"),
    ],
)
def test_what_cannot_be_claimed_is_refused_with_its_reason(
    offered: Books, store_id: str, action_id: str, body: Any, status: int, code: str
) -> None:
    seen = call(store_id, "POST", f"actions/{action_id}", body, idempotency_key="k1")
    assert (seen.status, seen.body["error"]["code"]) == (status, code)
    assert points(store_id) == 0


def test_a_signed_in_newcomer_signs_up_once(offered: Books, store_id: str) -> None:
    for key in ("k1", "k2"):
        made = call(store_id, "POST", "actions/signup", {}, idempotency_key=key)
        assert (made.status, made.body["status"]) == (200, "given")
    assert points(store_id) == 50


def test_a_shopper_tells_their_birthday_and_may_take_it_back(offered: Books, store_id: str) -> None:
    told = call(store_id, "PUT", "birthday", {"birthday": "1990-03-05"})
    assert (told.status, told.body["birthday"]) == (200, "03-05")
    assert told.body["next_on"].endswith("-03-05")
    assert listed(store_id)["all"]["birthday"] == "03-05"
    fixed = call(store_id, "PUT", "birthday", {"birthday": "03-06"})
    assert (fixed.status, fixed.body["error"]["code"]) == (409, "birthday_fixed")
    assert fixed.body["error"]["details"]["until"] == told.body["changeable_on"]
    for wrong in ({}, {"birthday": ""}, {"birthday": "30-02"}, {"birthday": 305}):
        seen = call(store_id, "PUT", "birthday", wrong)
        assert (seen.status, seen.body["error"]["code"]) == (400, "bad_birthday")


# The merchant's systems


def report(
    store_id: str, body: Any, *, key: str | None = None, at_s: int | None = None, raw: bytes = b""
) -> Answered:
    sent = raw or json.dumps(body).encode()
    stamp = str(int(time.time()) if at_s is None else at_s)
    secret = action_keys.shown(stores.get(store_id), int(time.time())) if key is None else key
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + sent, hashlib.sha256).hexdigest()
    headers = {"x_regulars_timestamp": stamp, "x_regulars_signature": signature}
    event = request("POST", f"/actions/{store_id}", body=sent, **headers)
    return answered(handler(event, Context()))


SURVEY = {"action": "survey", "customer": "3", "idempotency_key": "answer-1"}


def test_a_signed_report_gives_and_the_same_one_again_answers_the_same(
    offered: Books, store_id: str
) -> None:
    first = report(store_id, SURVEY | {"at": calendar.iso(time.time() - 5 * 86_400)})
    assert (first.status, first.body["points"], first.body["status"]) == (200, 50, "given")
    assert report(store_id, SURVEY) == first
    assert points(store_id) == 50


def test_reports_have_reasons_for_what_they_refuse(offered: Books, store_id: str) -> None:
    report(store_id, SURVEY)
    other = report(store_id, SURVEY | {"customer": "4"})
    assert (other.status, other.body["error"]["code"]) == (422, "idempotency_key_reused")
    report(store_id, SURVEY | {"idempotency_key": "answer-2"})
    many = report(store_id, SURVEY | {"idempotency_key": "answer-3"})
    assert (many.status, many.body["error"]["code"]) == (409, "action_limit_reached")
    yearly = report(store_id, SURVEY | {"action": "birthday", "idempotency_key": "b"})
    assert (yearly.status, yearly.body["error"]["code"]) == (400, "not_reported")
    assert report(store_id, SURVEY | {"action": "moon"}).status == 404


@pytest.mark.parametrize(
    "body",
    [
        [],
        SURVEY | {"action": 5},
        SURVEY | {"customer": None},
        SURVEY | {"customer": "0"},
        SURVEY | {"customer": "a b"},
        SURVEY | {"customer": "@" * 400},
        SURVEY | {"customer": True},
        SURVEY | {"idempotency_key": ""},
        SURVEY | {"idempotency_key": "\ud800"},
        SURVEY | {"at": "yesterday"},
        SURVEY | {"at": "2001-01-01"},
        SURVEY | {"at": 5},
    ],
)
def test_a_report_that_makes_no_sense_is_a_bad_request(
    offered: Books, store_id: str, body: Any
) -> None:
    seen = report(store_id, body)
    assert (seen.status, seen.body["error"]["code"]) == (400, "bad_input")


def test_a_report_that_is_forged_old_or_of_another_key_is_refused(
    offered: Books, store_id: str
) -> None:
    now_s = int(time.time())
    assert report(store_id, SURVEY, key="f" * 64).status == 401
    assert report(store_id, SURVEY, key=access.shopper_secret(store_id)).status == 401
    for at_s in (now_s - 301, now_s + 400):
        assert report(store_id, SURVEY, at_s=at_s).status == 401
    unsigned = request("POST", f"/actions/{store_id}", body=json.dumps(SURVEY).encode())
    assert answered(handler(unsigned, Context())).status == 401
    assert report(store_id, None, raw=b"{").status == 400
    assert points(store_id) == 0


def test_a_store_that_never_asked_for_a_key_takes_no_report(offered: Books, store_id: str) -> None:
    assert report(store_id, SURVEY, key="").status == 401


def test_an_exchanged_key_counts_for_a_while_and_one_that_leaked_does_not(
    offered: Books, store_id: str
) -> None:
    store, now_s = stores.get(store_id), int(time.time())
    first = action_keys.shown(store, now_s)
    assert action_keys.shown(store, now_s) == first
    second = action_keys.exchange(store, now_s)
    assert [report(store_id, SURVEY, key=one).status for one in (first, second)] == [200, 200]
    third = action_keys.exchange(store, now_s, leaked=True)
    found = [report(store_id, SURVEY, key=one).status for one in (first, second, third)]
    assert found == [401, 401, 200]


# The store's webhooks


def test_a_customers_delivery_signs_up_and_subscribes(offered: Books, store_id: str) -> None:
    who = CustomerRef(customer_id="3", email="jia@example.com")
    now_ms = time.time_ns() // 10**6
    event = CustomerSeen(store_id, who, False, now_ms, now_ms // 1000, now_ms // 1000)
    for _ in range(2):
        assert apply(event, now_ms, generation=1) == "noted"
    assert points(store_id) == 100


def test_a_customers_delivery_costs_a_program_without_actions_nothing_more(
    books: Books, store_id: str
) -> None:
    who = CustomerRef(customer_id="3")
    now_ms = time.time_ns() // 10**6
    apply(CustomerSeen(store_id, who, False, now_ms, now_ms // 1000), now_ms, generation=1)
    assert books.member(books.ledger.member_id(store_id, who) or "").version == 0
