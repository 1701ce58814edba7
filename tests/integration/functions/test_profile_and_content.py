"""The shopper's profile, segments, content and sales, as the HTTP API is asked for them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from core.ledger import members, people, programs
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.snapshot import CustomerRef
from functions.storefront.handler import handler
from tests.support.http_api import Answered, Context, answered, request, token
from tests.unit.core.segment_worlds import CATS, document, segment

TEXT = {"en": "Brush twice a week.", "zh-Hant": "每週梳毛兩次。"}
ADDRESS = "https://example.com/course.pdf"


def call(method: str, path: str, auth: str, answers: Any = None, **more: Any) -> Answered:
    if answers is not None:
        more["body"] = json.dumps({"answers": answers}).encode()
    event = request(method, f"/storefront/{path}", authorization=auth, **more)
    return answered(handler(event, Context()))


@pytest.fixture(name="alice")
def _alice(books: Books, store_id: str) -> str:
    """A shopper's credential at a store whose program is for cats."""
    names = {"en": "For cats", "zh-Hant": "給貓"}
    new = document(
        segment("cats", CATS),
        rewards=[
            default_document("USD")["rewards"][0] | {"id": "toy", "segments": ["cats"]},
        ],
        content=[
            {"id": "care", "name": names, "kind": "article", "text": TEXT}
            | {"for": {"segments": ["cats"]}},
            {"id": "course", "name": names, "kind": "file", "url": ADDRESS}
            | {"for": {"points": 100, "tiers": ["gold"], "need": "any"}},
        ],
        sales=[{"id": "toys", "name": names, "percent": 10, "segments": ["cats"]}],
    )
    programs.publish(books.ledger, new, "test", int(time.time()) - 60)
    programs._cached.clear()
    return token(store_id, "3")


def test_a_shopper_answers_and_takes_answers_back(alice: str) -> None:
    empty = call("GET", "profile", alice)
    assert (empty.status, empty.body["answers"]) == (200, {})
    pet = empty.body["fields"][0]
    assert (pet["id"], pet["many"], pet["names"]["zh-Hant"]) == ("pet", False, "寵物種類")
    assert [one["id"] for one in pet["options"]] == ["cat", "dog", "bird"]
    said = call("PUT", "profile", alice, {"pet": "cat", "age": ["60"]})
    assert (said.status, said.body["answers"]) == (200, {"pet": ["cat"], "age": ["60"]})
    assert call("PUT", "profile", alice, {"age": None}).body["answers"] == {"pet": ["cat"]}
    assert call("GET", "profile", alice).body["answers"] == {"pet": ["cat"]}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"pet": "fox"}, "unknown_option"),
        ({"shoe": "42"}, "unknown_field"),
        ({"pet": ["cat", "dog"]}, "one_option"),
        (["pet"], "bad_input"),
        ("pet", "bad_input"),
    ],
)
def test_an_answer_that_is_none_is_refused_and_changes_nothing(
    alice: str, answers: Any, code: str
) -> None:
    refused = call("PUT", "profile", alice, answers)
    assert (refused.status, refused.body["error"]["code"]) == (400, code)
    assert call("GET", "member", alice).body["known"] is False


def test_the_profile_is_the_credentials_alone(alice: str, store_id: str) -> None:
    call("PUT", "profile", alice, {"pet": "cat"})
    assert call("GET", "profile", token(store_id, "4")).body["answers"] == {}
    for method in ("GET", "PUT"):
        assert call(method, "profile", "Bearer nonsense", {}).status == 401


def test_answers_open_a_reward_a_sale_and_content(alice: str, books: Books, store_id: str) -> None:
    before = call("GET", "member", alice).body
    assert (before["segments"], before["sales"]) == ([], [])
    assert before["rewards"][0]["reason"]["code"] == "reward_not_for_segment"
    assert before["rewards"][0]["reason"]["text"]["zh-Hant"] == "限以下顧客：愛貓族。"
    body = json.dumps({"reward_id": "toy"}).encode()
    refused = call("POST", "redemptions", alice, body=body, idempotency_key="k1")
    assert (refused.status, refused.body["error"]["code"]) == (409, "reward_not_for_segment")

    call("PUT", "profile", alice, {"pet": "cat"})
    after = call("GET", "member", alice).body
    assert [one["id"] for one in after["segments"]] == ["cats"]
    assert [(one["id"], one["percent"]) for one in after["sales"]] == [("toys", 10)]
    assert after["rewards"][0]["reason"]["code"] == "insufficient_points"


def test_content_is_listed_and_given_only_when_unlocked(
    alice: str, books: Books, store_id: str
) -> None:
    care, course = call("GET", "content", alice).body["content"]
    assert (care["unlocked"], course["unlocked"]) == (False, False)
    assert (
        care["reason"]["text"].items()
        >= {
            "en": "This is for the segment Cats.",
            "zh-Hant": "此內容僅開放給屬於「愛貓族」的會員。",
        }.items()
    )
    locked = call("GET", "content/care", alice)
    assert (locked.status, locked.body["error"]["code"]) == (403, "content_locked")
    assert locked.body["error"]["details"]["text"] == care["reason"]["text"]
    assert "Brush" not in str(locked.body)

    call("PUT", "profile", alice, {"pet": "cat"})
    assert call("GET", "content/care", alice).body["text"] == TEXT
    assert call("GET", "content/course", alice).status == 403
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    members.adjust(books, member_id, 100, "hello", "c1", time.time_ns() // 10**6)
    assert call("GET", "content/course", alice).status == 403, "given points are not earned"
    assert call("GET", "content/nothing", alice).status == 404


def test_the_program_tells_visitors_of_questions_and_sales_but_no_content(
    alice: str, store_id: str
) -> None:
    event = request("GET", "/storefront/program", f"store={store_id}")
    shown = answered(handler(event, Context()))
    assert [one["id"] for one in shown.body["profile"]] == ["pet", "age"]
    assert shown.body["sales"][0]["segments"] == ["cats"]
    assert shown.body["rewards"][0]["segments"] == ["cats"]
    assert TEXT["en"] not in str(shown.body)
    assert ADDRESS not in str(shown.body)


def test_who_was_erased_cannot_answer_until_they_order_again(
    alice: str, books: Books, store_id: str
) -> None:
    call("PUT", "profile", alice, {"pet": "cat"})
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    people.erase(books, member_id, time.time_ns() // 10**6)
    refused = call("PUT", "profile", alice, {"pet": "cat"})
    assert (refused.status, refused.body["error"]["code"]) == (409, "erased")
    assert call("GET", "profile", alice).body["answers"] == {}
