"""One tap to rate after a redemption: by its owner alone, once; the score stays, who gave it does
not."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from core.ledger import keys, people, ratings, redemptions
from core.ledger.posting import Books
from core.ledger.table import Row
from core.member import Contact
from functions.storefront.handler import handler
from tests.integration.functions.test_storefront import give
from tests.support.capacity import measured
from tests.support.http_api import Answered, Context, answered, request, token

NOW_MS = time.time_ns() // 10**6


def call(method: str, path: str, auth: str, **body: Any) -> Answered:
    event = request(
        method, f"/storefront/{path}", "", json.dumps(body).encode(), authorization=auth
    )
    return answered(handler(event, Context()))


@pytest.fixture
def redeemed(books: Books, store_id: str) -> str:
    """A code that Jia (customer 3) was given; its redemption's id."""
    member_id = give(books, store_id, "3")
    reward = books.programs.newest.reward("off-small")
    contact = Contact({store_id: "3"}, "jia@example.com")
    held = redemptions.hold(books, member_id, contact, reward, "k1", store_id, NOW_MS)
    redemptions.issued(books.ledger, held)
    return held.redemption_id


def score(books: Books) -> tuple[int, int]:
    found = ratings.scores(books.ledger).get("off-small")
    return (found.number, found.tenths) if found else (0, 0)


def test_its_owner_rates_a_redemption_once_and_may_change_it(
    books: Books, store_id: str, redeemed: str
) -> None:
    mine = token(store_id, "3")
    assert call("GET", f"redemptions/{redeemed}", mine).body["rating"] is None
    first = call("POST", f"redemptions/{redeemed}/rating", mine, stars=4)
    assert (first.status, first.body["rating"]) == (200, 4)
    call("POST", f"redemptions/{redeemed}/rating", mine, stars=4)
    assert score(books) == (1, 40)
    call("POST", f"redemptions/{redeemed}/rating", mine, stars=5)
    assert score(books) == (1, 50)
    [listed] = call("GET", "redemptions", mine).body["redemptions"]
    assert listed["rating"] == 5
    assert call("GET", f"redemptions/{redeemed}", mine).body["rating"] == 5


def test_nobody_rates_what_somebody_else_redeemed(
    books: Books, store_id: str, redeemed: str
) -> None:
    refused = call("POST", f"redemptions/{redeemed}/rating", token(store_id, "4"), stars=1)
    unknown = call("POST", "redemptions/nothing/rating", token(store_id, "4"), stars=1)
    assert (refused.status, refused.body) == (404, unknown.body)
    assert score(books) == (0, 0)


def test_what_was_given_back_and_what_is_no_rating_are_refused(
    books: Books, store_id: str, redeemed: str
) -> None:
    mine = token(store_id, "3")
    assert call("POST", f"redemptions/{redeemed}/rating", mine, stars=6).status == 400
    assert call("POST", f"redemptions/{redeemed}/rating", mine).status == 400
    redemptions.begin_return(books.ledger, redeemed, NOW_MS)
    refused = call("POST", f"redemptions/{redeemed}/rating", mine, stars=5)
    assert (refused.status, refused.body["error"]["code"]) == (409, "not_rateable")


def test_who_was_joined_into_somebody_rates_as_before_and_their_erasure_leaves_the_count(
    books: Books, store_id: str, redeemed: str
) -> None:
    owner = redemptions.find(books.ledger, redeemed).member_id
    other = give(books, store_id, "5")
    call("POST", f"redemptions/{redeemed}/rating", token(store_id, "3"), stars=4)
    people.join(books, owner, other, "platform_merge", NOW_MS)
    seen = call("GET", f"redemptions/{redeemed}", token(store_id, "5"))
    assert seen.body["rating"] == 4
    people.erase(books, other, NOW_MS)
    assert not list(Row.query(keys.personal(books.ledger, owner)))
    assert score(books) == (1, 40)


def test_a_rating_costs_little(books: Books, store_id: str, redeemed: str) -> None:
    found = redemptions.find(books.ledger, redeemed)
    with measured() as usage:
        ratings.rate(books, found, 5, NOW_MS)
    assert (usage.write_units, usage.read_units) == (6, 3)
    with measured() as usage:
        ratings.rate(books, found, 5, NOW_MS)
    assert usage.write_units == 0
