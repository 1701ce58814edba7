"""More redemptions than anybody wants: 429, and nobody else is the worse for it."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from core.ledger import members, redemptions, stores
from core.ledger.posting import Books
from core.redemptions import MOST_A_MINUTE
from core.snapshot import CustomerRef
from functions.storefront.handler import handler
from functions.storefront.shopper import Shopper
from tests.support.capacity import measured
from tests.support.http_api import Context, request, token
from tests.support.operator import Operator
from tests.support.sandbox import SandboxServer


def ask(method: str, path: str, auth: str, body: bytes = b"", **headers: str) -> dict[str, Any]:
    event = request(method, f"/storefront/{path}", "", body, authorization=auth, **headers)
    answer: dict[str, Any] = handler(event, Context())
    return answer


def wish(auth: str, key: str) -> dict[str, Any]:
    body = json.dumps({"reward_id": "off-small"}).encode()
    return ask("POST", "redemptions", auth, body, idempotency_key=key)


def give(books: Books, store_id: str, customer_id: str, points: int) -> str:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id=customer_id)) or ""
    members.adjust(books, member_id, points, "welcome", f"c-{customer_id}", time.time_ns() // 10**6)
    return member_id


def exhaust(books: Books, store_id: str, customer_id: str) -> None:
    """As many redemptions as a minute takes, without asking the store for their codes."""
    shopper = Shopper(stores.get(store_id), customer_id, "jia@example.com")
    member_id = give(books, store_id, customer_id, 100 * (MOST_A_MINUTE + 5))
    reward = books.programs.newest.reward("off-small")
    for number in range(MOST_A_MINUTE):
        redemptions.hold(
            books,
            member_id,
            shopper.contact,
            reward,
            f"key-{number}",
            store_id,
            time.time_ns() // 10**6,
        )


@pytest.fixture
def in_one_minute(monkeypatch: pytest.MonkeyPatch) -> int:
    """The clock stands, at a time that tokens are not from the future of; seconds that are left of
    the minute."""
    now_s = int(time.time())
    monkeypatch.setattr(time, "time", lambda: float(now_s))
    monkeypatch.setattr(time, "time_ns", lambda: now_s * 10**9)
    return 60 - now_s % 60


@pytest.fixture
def store_id(operator: Operator, store: SandboxServer) -> str:
    """A store that makes codes."""
    return operator.connect_woo(store)


def test_the_next_one_is_told_when_to_come_again_and_nothing_is_taken(
    in_one_minute: int, books: Books, store_id: str
) -> None:
    exhaust(books, store_id, "3")
    auth = token(store_id, "3")
    with measured() as usage:
        refused = wish(auth, "one-more")
    assert refused["statusCode"] == 429
    assert refused["headers"]["retry-after"] == str(in_one_minute)
    assert json.loads(refused["body"])["error"] == {
        "code": "rate_limited",
        "message": "20 redemptions a minute are the most; wait a moment.",
        "details": {"retry_after_s": in_one_minute},
    }
    assert usage.write_units == 0
    seen = json.loads(ask("GET", "member", auth)["body"])
    assert seen["balance"]["available"] == 500


@pytest.mark.usefixtures("in_one_minute")
def test_a_key_that_was_used_is_answered_and_so_is_everybody_else(
    operator: Operator, books: Books, store_id: str
) -> None:
    exhaust(books, store_id, "3")
    give(books, store_id, "4", 100)
    again = wish(token(store_id, "3"), "key-7")
    assert (again["statusCode"], json.loads(again["body"])["status"]) == (200, "issued")
    assert wish(token(store_id, "4"), "one")["statusCode"] == 200
    # Whoever tries with what is not hers uses up nothing of hers.
    for _ in range(MOST_A_MINUTE + 1):
        assert wish(token(store_id, "5"), "one")["statusCode"] == 409
        assert wish(token(store_id, "4")[:-2] + "xx", "two")["statusCode"] == 401
    give(books, store_id, "5", 100)
    assert wish(token(store_id, "5"), "one")["statusCode"] == 200


def test_counting_costs_no_write_and_looking_none_at_all(books: Books, store_id: str) -> None:
    give(books, store_id, "3", 500)
    shopper, reward = Shopper(stores.get(store_id), "3", None), books.programs.newest.rewards[0]
    member_id = books.ledger.member_id(store_id, shopper.account) or ""
    now_ms = time.time_ns() // 10**6
    with measured() as usage:
        redemptions.hold(books, member_id, shopper.contact, reward, "k", store_id, now_ms)
    assert usage.calls.count("TransactWriteItems") == 1
    assert usage.write_units <= 8 + 1  # the day's line of the due-date index, once a day
    ask("GET", "member", token(store_id, "3"))  # the first in a container notes that it was seen
    with measured() as usage:
        for path in ("member", "entries", "redemptions"):
            assert ask("GET", path, token(store_id, "3"))["statusCode"] == 200
    assert usage.write_units == 0
