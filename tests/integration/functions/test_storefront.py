"""The shopper's API, called as the HTTP API calls it."""

from __future__ import annotations

import json
import time
from typing import Any

import boto3
import pytest

from core.cards import member_of
from core.ledger import members, people, programs, stores
from core.ledger.members import CommandRow
from core.ledger.posting import Books
from core.ledger.table import Row
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from functions.storefront import claims
from functions.storefront.handler import handler
from functions.storefront.shopper import Shopper
from integrations import access
from integrations.reach import port_of
from tests.support.http_api import Answered, Context, answered, request, token
from tests.support.operator import Operator
from tests.support.sandbox import SandboxServer
from tests.unit.core.test_events_and_surveys import EVENT, SURVEY


def call(method: str, path: str, auth: str, query: str = "", **more: Any) -> Answered:
    event = request(method, f"/storefront/{path}", query, authorization=auth, **more)
    return answered(handler(event, Context()))


def redeem(auth: str, key: str = "k1", **wish: Any) -> Answered:
    body = json.dumps({"reward_id": "off-small"} | wish).encode()
    return call("POST", "redemptions", auth, body=body, idempotency_key=key)


def give(books: Books, store_id: str, customer_id: str, points: int = 100) -> str:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id=customer_id)) or ""
    members.adjust(books, member_id, points, "welcome", f"c-{customer_id}", time.time_ns() // 10**6)
    return member_id


@pytest.mark.parametrize("sub", ["3", 3])
def test_a_plugin_may_name_the_customer_as_text_or_as_a_number(
    books: Books, store_id: str, sub: object
) -> None:
    give(books, store_id, "3")
    seen = call("GET", "member", token(store_id, sub))
    assert (seen.status, seen.body["balance"]["available"]) == (200, 100)


@pytest.mark.parametrize("sub", ["0", 0, "", None, True, 3.5, ["3"], {}])
def test_a_token_that_names_nobody_is_refused(books: Books, store_id: str, sub: object) -> None:
    assert call("GET", "member", token(store_id, sub)).status == 401


def test_a_token_that_is_forged_too_long_lived_or_of_another_store_is_refused(
    operator: Operator, store_id: str
) -> None:
    now_s = int(time.time())
    other = operator.connect_unchecked("https://other.example")
    assert call("GET", "member", token(store_id, "3")[:-2] + "xx").status == 401
    assert call("GET", "member", token(store_id, "3", exp=now_s + 301, iat=now_s)).status == 401
    assert call("GET", "member", token(other, "3", iss=store_id)).status == 401
    assert call("GET", "member", token(store_id, "3", exp=now_s - 60, iat=now_s - 90)).status == 401


def test_a_cursor_that_no_page_gave_is_a_bad_request(books: Books, store_id: str) -> None:
    for cursor in ("x", "%C2%B2", "-1", "123456789"):
        seen = call("GET", "entries", token(store_id, "3"), f"cursor={cursor}")
        assert (seen.status, seen.body["error"]["code"]) == (400, "bad_input")


def test_a_body_that_is_no_text_is_a_bad_request(books: Books, store_id: str) -> None:
    seen = call("POST", "redemptions", token(store_id, "3"), body=b"\xff\xfe", idempotency_key="k1")
    assert (seen.status, seen.body["error"]["code"]) == (400, "bad_input")


def test_the_same_key_gives_the_same_answer_after_the_program_dropped_the_reward(
    operator: Operator, store: SandboxServer
) -> None:
    store_id = operator.connect_woo(store)
    books = access.books_of(stores.get(store_id, fresh=True))
    give(books, store_id, "3", 250)
    first = redeem(token(store_id, "3"), points=100)
    assert first.body["status"] == "issued"
    document = default_document("USD") | {"rewards": []}
    programs.publish(books.ledger, document, "test", int(time.time()) - 60)
    assert redeem(token(store_id, "3"), points=100) == first
    assert redeem(token(store_id, "3"), "k2").status == 404
    another = redeem(token(store_id, "3"), reward_id="off-large")
    assert (another.status, another.body["error"]["code"]) == (422, "idempotency_key_reused")


def test_a_store_that_says_no_when_asked_leaves_the_hold_as_it_is(
    operator: Operator, store: SandboxServer
) -> None:
    store_id = operator.connect_woo(store)
    books = access.books_of(stores.get(store_id, fresh=True))
    give(books, store_id, "3")
    fault = {"platform": "woo", "kind": "server_error", "status": 404, "times": 9}
    store.control("POST", "faults", fault)
    held = redeem(token(store_id, "3"))
    assert (held.status, held.body["status"]) == (202, "held")


def test_a_code_is_given_back_to_the_store_that_made_it(
    operator: Operator, store: SandboxServer
) -> None:
    """Two stores of one ledger, whose merchant joined their customers."""
    made_in = operator.connect_woo(store)
    asked_in = operator.connect_shopify(store)
    operator.develop(allow_private_store_urls=True, shopify_admin_origin=f"{store.origin}/shopify")
    stores.change(asked_in, ledger_id=made_in)
    books = access.books_of(stores.get(made_in, fresh=True))
    customer_id = give(books, made_in, "3")
    issued = redeem(token(made_in, "3")).body
    assert issued["status"] == "issued"
    other_id = give(books, asked_in, "9")
    people.join(books, other_id, customer_id, "platform_merge", time.time_ns() // 10**6)
    back = call("POST", f"redemptions/{issued['redemption_id']}/return", token(asked_in, "9"))
    assert back.body["status"] == "returned"
    coupon = port_of(stores.get(made_in)).find_code(issued["code"], issued["redemption_id"])
    assert coupon is not None
    assert not coupon.active


def test_a_redemption_of_somebody_else_is_not_there(operator: Operator, books: Books) -> None:
    other = operator.connect_unchecked("https://other.example")
    store_id = operator.connect_unchecked()
    give(books, store_id, "3")
    held = redeem(token(store_id, "3")).body
    path = f"redemptions/{held['redemption_id']}"
    assert call("GET", path, token(store_id, "3")).status == 200
    assert call("GET", path, token(store_id, "4")).status == 404
    assert call("GET", path, token(other, "3")).status == 404
    assert call("POST", f"{path}/return", token(other, "3")).status == 404


def test_a_claim_leaves_no_customers_id_behind(
    books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://regulars.example")
    monkeypatch.setenv("MAIL_FROM", "regulars@example.com")
    boto3.client("ses").verify_email_identity(EmailAddress="regulars@example.com")
    shopper = Shopper(stores.get(store_id), "7700311", "jia@example.com")
    for at_s in (3600, 3700, 7200):
        claims.send_link(books.ledger, shopper, at_s, None)
    rows = [row for row in Row.scan() if isinstance(row, CommandRow)]
    assert len(rows) == 2
    assert not [row.pk for row in rows if "7700311" in row.pk]


def test_a_claims_mail_that_could_not_be_sent_may_be_asked_for_again(
    books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://regulars.example")
    monkeypatch.setenv("MAIL_FROM", "nobody.verified@example.com")
    for _ in range(2):
        seen = call("POST", "claims", token(store_id, "3"))
        assert (seen.status, seen.body["error"]["code"]) == (503, "try_again")
    boto3.client("ses").verify_email_identity(EmailAddress="nobody.verified@example.com")
    assert call("POST", "claims", token(store_id, "3")).status == 202


def test_the_program_and_the_member_say_which_rewards_are_in_reach_and_why_not(
    operator: Operator, store: SandboxServer
) -> None:
    store_id = operator.connect_woo(store)
    books = access.books_of(stores.get(store_id, fresh=True))
    give(books, store_id, "3", 150)
    small, large, shipping = default_document("USD")["rewards"]
    offered = [
        small | {"limit_per_member": 1},
        large | {"tiers": ["gold"]},
        shipping | {"until": "2020-12-31"},
        small | {"id": "dear", "points": 151, "minimum": "50", "combines": ["shipping"]},
    ]
    document = validate(default_document("USD") | {"rewards": offered})
    programs.publish(books.ledger, document, "test", int(time.time()) - 60)

    shown = call("GET", "program", token(store_id, "3"), f"store={store_id}").body["rewards"]
    assert [one["available"] for one in shown] == [True, True, False, True]
    assert (shown[3]["minimum"], shown[3]["combines"]) == ("50.00", ["shipping"])
    assert "minimum" not in shown[0]

    assert reasons(store_id) == [
        None,
        "reward_not_for_tier",
        "reward_ended",
        "insufficient_points",
    ]
    for reward_id, code in (
        ("off-large", "reward_not_for_tier"),
        ("free-shipping", "reward_ended"),
    ):
        refused = redeem(token(store_id, "3"), f"k-{reward_id}", reward_id=reward_id)
        assert (refused.status, refused.body["error"]["code"]) == (409, code)
        assert refused.body["error"]["details"]["text"]["zh-Hant"]
    assert redeem(token(store_id, "3")).status == 200
    assert reasons(store_id)[0] == "reward_limit_reached"


def reasons(store_id: str) -> list[str | None]:
    seen = call("GET", "member", token(store_id, "3")).body["rewards"]
    return [one.get("reason", {}).get("code") for one in seen]


def test_a_shopper_chooses_how_many_points_to_use_as_cash(
    operator: Operator, store: SandboxServer
) -> None:
    store_id = operator.connect_woo(store)
    books = access.books_of(stores.get(store_id, fresh=True))
    give(books, store_id, "3", 150)
    cash = default_document("USD")["rewards"][0] | {"kind": "amount", "points": 10, "value": "0.5"}
    document = validate(default_document("USD") | {"rewards": [cash | {"max_points": 100}]})
    programs.publish(books.ledger, document, "test", int(time.time()) - 60)

    for points in (None, 15, 110):
        refused = redeem(token(store_id, "3"), "k0", points=points)
        assert (refused.status, refused.body["error"]["code"]) == (400, "invalid_points")
    made = redeem(token(store_id, "3"), points=70)
    assert (made.status, made.body["points"]) == (200, 70)
    [coupon] = store.sandbox.db.all("woo/coupon")
    assert (coupon["amount"], coupon["discount_type"]) == ("3.50", "fixed_cart")
    again = redeem(token(store_id, "3"), points=80)
    assert (again.status, again.body["error"]["code"]) == (422, "idempotency_key_reused")


def test_a_shopper_shows_a_card_that_staff_read(books: Books, store_id: str) -> None:
    member_id = give(books, store_id, "3")
    shown = call("GET", "card", token(store_id, "3"))
    assert shown.status == 200
    assert member_of(books.ledger, shown.body["card"], int(time.time())) == member_id
    assert shown.body["svg"].startswith("<svg")


def test_a_shopper_says_that_they_come_and_answers_a_survey(books: Books, store_id: str) -> None:
    event = {**EVENT, "at": "2099-01-01T19:00", "tiers": None}
    document = default_document("USD") | {"events": [event], "surveys": [SURVEY]}
    document["surveys"] = [{**SURVEY, "until": None}]
    programs.publish(books.ledger, validate(document), "test", 0)
    auth = token(store_id, "3")
    [seen] = call("GET", "events", auth).body["events"]
    assert (seen["left"], seen["answer"], seen["refusal"]) == (12, None, None)
    said = call("POST", "events/tasting", auth, body=b'{"coming": true}')
    assert (said.status, said.body["answer"]) == (200, "coming")
    assert call("POST", "events/tasting", auth, body=b'{"coming": 1}').status == 400
    assert call("POST", "events/nothing", auth, body=b'{"coming": true}').status == 404

    [asked] = call("GET", "surveys", auth).body["surveys"]
    assert asked["answers"] is None
    wrong = call("POST", "surveys/taste", auth, body=b'{"consent": true, "answers": {"tea": 1}}')
    assert (wrong.status, [*wrong.body["error"]["details"]["problems"]]) == (400, ["tea"])
    good = b'{"consent": true, "answers": {"tea": "oolong"}}'
    for _ in range(2):
        assert call("POST", "surveys/taste", auth, body=good).status == 200
    assert call("GET", "member", auth).body["balance"]["available"] == 20
    gone = call("POST", "surveys/taste", auth, body=b'{"consent": false}')
    assert (gone.status, gone.body["answers"]) == (200, None)
