"""A telephone number joins accounts only when the store vouches that it was verified."""

from __future__ import annotations

import time
from typing import Any

import pytest

from core.ledger import members, stores
from core.ledger.posting import Books
from core.snapshot import CustomerRef
from functions.storefront import vouched
from functions.storefront.handler import handler
from integrations import access
from tests.support.http_api import Context, request, token
from tests.support.operator import Operator

PHONE = "+886912345678"


@pytest.fixture
def store_id(operator: Operator) -> str:
    return operator.connect_unchecked()


@pytest.fixture
def books(store_id: str) -> Books:
    """A guest who ordered by telephone, and an account that has verified that number."""
    vouched._noted.clear()
    found = access.books_of(stores.get(store_id, fresh=True))
    now_ms = time.time_ns() // 10**6
    for who, points in ((found.ledger.phone_guest_id(PHONE[1:]), 100), (_id(found, "3"), 30)):
        members.adjust(found, who, points, "welcome", f"c-{who}", now_ms)
    return found


def _id(books: Books, customer_id: str) -> str:
    store_id = books.ledger.ledger_id
    return books.ledger.member_id(store_id, CustomerRef(customer_id=customer_id)) or ""


def comes(store_id: str, customer_id: str, **claims: Any) -> int:
    bearer = token(store_id, customer_id, email=None, **claims)
    event = request("GET", "/storefront/member", authorization=bearer)
    return int(handler(event, Context())["statusCode"])


def available(books: Books, customer_id: str) -> int:
    return books.living(books.member(_id(books, customer_id))).available


@pytest.mark.parametrize(
    "said",
    [
        {"phone": PHONE},
        {"phone": PHONE, "phone_verified": False},
        {"phone": PHONE, "phone_verified": "true"},
        {"phone": PHONE, "phone_verified": 1},
        {"phone": PHONE, "phone_verified": {"phone_verified": True}},
        {"phone": PHONE, "phone_number_verified": True},
        {"phone": "0912345678", "phone_verified": True},
        {"phone": [PHONE], "phone_verified": True},
        {"phone": f"{PHONE}\n", "phone_verified": True},
        {"phone_verified": True},
    ],
)
def test_an_unverified_number_joins_nothing(
    store_id: str, books: Books, said: dict[str, Any]
) -> None:
    assert comes(store_id, "3", phone=PHONE, phone_verified=True) == 200
    assert available(books, "3") == 130, "so that it is the missing word which keeps them apart"
    assert comes(store_id, "666", **said) == 200
    assert available(books, "666") == 0
    assert available(books, "3") == 130


def test_a_verified_number_claims_a_guests_points_and_joins_the_other_account(
    store_id: str, books: Books
) -> None:
    for customer_id in ("3", "4", "3"):
        assert comes(store_id, customer_id, phone=PHONE, phone_verified=True) == 200
    assert available(books, "3") == available(books, "4") == 130


def test_a_number_that_one_store_vouches_for_says_nothing_in_another_ledger(
    store_id: str, books: Books, operator: Operator
) -> None:
    other = operator.connect_unchecked("https://other.example.com")
    assert comes(other, "3", phone=PHONE, phone_verified=True) == 200
    assert available(books, "3") == 30
