"""What members earn besides buying, from the command line."""

from __future__ import annotations

from typing import Any

import pytest

from core.ledger import claiming, programs, stores
from core.ledger.posting import Books
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from integrations import access
from tests.support.operator import Operator

NOW_MS = 1_795_330_000_000
NAMES = {"en": "Did it", "zh-Hant": "完成了"}


@pytest.fixture(autouse=True)
def _offers(books: Books) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "post", "kind": "tagged_post", "approval": True, "name": NAMES},
        {"id": "survey", "kind": "survey", "name": NAMES},
        {"id": "birthday", "kind": "birthday", "name": NAMES},
    ]
    given = [one | {"award": {"points": 50}} for one in rows]
    programs.publish(books.ledger, validate(default_document("USD") | {"actions": given}), "t", 0)
    programs._cached.clear()


def claimed(books: Books, woo: str, key: str) -> claiming.Claim:
    books = access.books_of(stores.get(woo))
    member_id = books.ledger.guest_id("jia@example.com")
    action = books.programs.newest.action("post")
    told = {"handle": "@jia"}
    contact = Contact(email="jia@example.com")
    return claiming.claim(books, member_id, action, key, contact, woo, told, NOW_MS)


def test_the_key_stays_until_it_is_exchanged(operator: Operator, woo: str) -> None:
    first = operator.json("action", "key", woo)
    assert operator.json("action", "key", woo) == first
    second = operator.json("action", "key", woo, "--rotate", "--leaked")
    assert len(second["action_key"]) == 64
    assert second["action_key"] != first["action_key"]
    assert operator.error("action", "key", woo, "--leaked")["code"] == "bad_input"


def test_an_action_is_given_once_for_each_key(operator: Operator, woo: str) -> None:
    for key in ("k1", "k1", "k2"):
        asked = ("action", "give", woo, "jia@example.com", "survey", "--idempotency-key", key)
        assert operator.json(*asked)["points"] == 50
    shown = operator.json("member", "show", woo, "jia@example.com")
    assert shown["balance"]["available"] == 100
    assert operator.error("action", "give", woo, "3", "birthday")["code"] == "not_reported"
    assert operator.error("action", "give", woo, "3", "moon")["code"] == "unknown_action"


def test_claims_are_listed_approved_and_refused(operator: Operator, books: Books, woo: str) -> None:
    first = claimed(books, woo, "k1")
    [one] = operator.json("action", "list", woo)["claims"]
    assert (one["customer"], one["handle"]) == ("jia@example.com", "@jia")
    assert "@jia" in operator.run("action", "list", woo).out
    refused = operator.json("action", "refuse", woo, one["claim"], "--reason", "It is private.")
    assert refused["status"] == "refused"
    claimed(books, woo, "k2")
    [two] = operator.json("action", "list", woo)["claims"]
    for _ in range(2):
        assert operator.json("action", "approve", woo, two["claim"])["status"] == "given"
    assert operator.json("action", "list", woo)["claims"] == []
    late = operator.error("action", "approve", woo, first.ref)
    assert late["code"] == "claim_decided"


def test_who_asks_what_is_kept_is_told_all_of_it(
    operator: Operator, books: Books, woo: str
) -> None:
    claimed(books, woo, "k1")
    told = operator.json("action", "show", woo, "jia@example.com")
    assert told["claims"][0]["handle"] == "@jia"
    assert (told["birthday"], told["done"]["post"]["ever"]) == (None, 1)
