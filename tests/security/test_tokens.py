"""Shoppers' tokens and mailed links: only what the right key signed, for this, now, counts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

import jwt
import pytest

from core.ledger import members, stores
from core.ledger.posting import Books
from core.snapshot import CustomerRef
from functions.storefront.handler import handler
from integrations import access
from tests.support.http_api import Context, request, token
from tests.support.operator import Operator

EMAIL = "jia@example.com"


@pytest.fixture
def store_id(operator: Operator) -> str:
    return operator.connect_unchecked()


@pytest.fixture
def books(store_id: str) -> Books:
    """The store's books, with a guest who has points under Jia's address."""
    found = access.books_of(stores.get(store_id, fresh=True))
    guest = found.ledger.guest_id(EMAIL)
    members.adjust(found, guest, 100, "welcome", "c-guest", time.time_ns() // 10**6)
    return found


def encoded(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def handmade(header: dict[str, Any], claims: Any, key: str, digest: Any = hashlib.sha256) -> str:
    """A token that no library would make."""
    signed = f"{encoded(header)}.{encoded(claims)}"
    signature = hmac.new(key.encode(), signed.encode(), digest).digest() if key else b""
    return f"{signed}.{encoded(signature)}"


def claims_of(store_id: str, **changes: Any) -> dict[str, Any]:
    now_s = int(time.time())
    said: dict[str, Any] = {"iss": store_id, "sub": "3", "email": EMAIL, "jti": uuid.uuid4().hex}
    said |= {"iat": now_s, "exp": now_s + 300} | changes
    return {name: value for name, value in said.items() if value is not ...}


def seen(bearer: str) -> int:
    event = request("GET", "/storefront/member", authorization=f"Bearer {bearer}")
    return int(handler(event, Context())["statusCode"])


HS256 = {"alg": "HS256", "typ": "JWT"}


def test_a_token_made_by_hand_like_the_plugins_is_accepted(store_id: str) -> None:
    """So that what is refused below is refused for its flaw."""
    assert seen(handmade(HS256, claims_of(store_id), access.shopper_secret(store_id))) == 200


def test_an_unsigned_token_is_refused_whatever_it_calls_its_algorithm(store_id: str) -> None:
    for algorithm in ("none", "None", "nOnE", "", None, "HS1", 256):
        for key in ("", access.shopper_secret(store_id)):
            made = handmade({"alg": algorithm, "typ": "JWT"}, claims_of(store_id), key)
            assert seen(made) == 401, algorithm


def test_another_algorithm_is_refused_even_with_the_right_key(store_id: str) -> None:
    key, claims = access.shopper_secret(store_id), claims_of(store_id)
    for algorithm, digest in (
        ("RS256", hashlib.sha256),
        ("ES256", hashlib.sha256),
        ("PS256", hashlib.sha256),
        ("HS384", hashlib.sha384),
        ("HS512", hashlib.sha512),
    ):
        assert seen(handmade({"alg": algorithm, "typ": "JWT"}, claims, key, digest)) == 401


def test_a_token_cannot_bring_its_own_key(store_id: str) -> None:
    own = "the key of an attacker, long enough for HS256"
    jwk = {"kty": "oct", "k": encoded(own.encode())}
    for more in (
        {"jwk": jwk},
        {"kid": "../../../../dev/null"},
        {"jku": "https://example.com/keys"},
        {"x5u": "https://example.com/keys"},
    ):
        assert seen(handmade(HS256 | more, claims_of(store_id), own)) == 401


def test_no_key_that_can_be_guessed_signs(store_id: str) -> None:
    for key in ("", store_id, "secret", "\0", access.claim_secret(store_id), "00" * 32):
        assert seen(handmade(HS256, claims_of(store_id), key)) == 401


def test_a_token_lives_five_minutes_and_clocks_differ_by_ten_seconds(store_id: str) -> None:
    cases: list[tuple[dict[str, int], int]] = [
        ({"iat": 8}, 200),
        ({"iat": 14}, 401),
        ({"iat": -290, "exp": 5}, 200),
        ({"iat": -300, "exp": 5}, 401),
        ({"exp": 301}, 401),
        ({"iat": -100, "exp": -5}, 200),
        ({"iat": -100, "exp": -12}, 401),
        ({"iat": -86_400, "exp": 60}, 401),
        ({"nbf": 60}, 401),
    ]
    for changes, status in cases:
        now_s = int(time.time())
        at = {name: now_s + off_s for name, off_s in changes.items()}
        made = handmade(HS256, claims_of(store_id, **at), access.shopper_secret(store_id))
        assert seen(made) == status, changes


def test_every_claim_must_be_there(store_id: str) -> None:
    for name in ("iss", "sub", "iat", "exp", "jti"):
        claims = claims_of(store_id, **{name: ...})
        assert seen(handmade(HS256, claims, access.shopper_secret(store_id))) == 401, name


def test_a_time_that_is_none_is_refused_and_breaks_nothing(store_id: str) -> None:
    for name in ("iat", "exp"):
        values: list[Any] = [float("nan"), float("inf"), 1e300, "soon", None, [1], {}]
        for value in values:
            claims = claims_of(store_id, **{name: value})
            made = handmade(HS256, claims, access.shopper_secret(store_id))
            assert seen(made) == 401, (name, value)


def test_claims_that_are_none_are_refused_and_break_nothing(store_id: str) -> None:
    for claims in (b"\xff\xfe", b"[]", b"7", b'"x"', b"{", b'{"iss": "\\ud800"}'):
        made = handmade(HS256, claims, access.shopper_secret(store_id))
        assert (seen(made), page(made)) == (401, 401), claims


def page(link: str, method: str = "POST") -> int:
    return int(handler(request(method, f"/storefront/claims/{link}"), Context())["statusCode"])


def link_of(store_id: str, key: str, **changes: Any) -> str:
    said: dict[str, Any] = {"iss": store_id, "aud": "claim", "sub": "3", "email": EMAIL}
    said |= {"exp": int(time.time()) + 3600} | changes
    return jwt.encode({n: v for n, v in said.items() if v is not ...}, key, algorithm="HS256")


def available(books: Books, store_id: str) -> int:
    account = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    return members.view(books, account, int(time.time())).member.available


def test_a_mailed_link_moves_a_guests_points_once(books: Books, store_id: str) -> None:
    link = link_of(store_id, access.claim_secret(store_id))
    assert (page(link, "GET"), available(books, store_id)) == (200, 0)
    for _ in range(3):
        assert (page(link), available(books, store_id)) == (200, 100)


def test_a_store_cannot_prove_addresses_itself(books: Books, store_id: str) -> None:
    """The plugin's key says who is signed in; that somebody reads a mailbox only we can say."""
    key = access.shopper_secret(store_id)
    for made in (link_of(store_id, key), token(store_id, "3").removeprefix("Bearer ")):
        assert page(made) == 401
    assert available(books, store_id) == 0


def test_a_mailed_link_is_no_shoppers_token(books: Books, store_id: str) -> None:
    now_s = int(time.time())
    both = link_of(store_id, access.claim_secret(store_id), iat=now_s, exp=now_s + 60, jti="1")
    assert seen(both) == 401


def test_a_mailed_link_that_is_over_of_another_store_or_of_none_moves_nothing(
    operator: Operator, books: Books, store_id: str
) -> None:
    other = operator.connect_unchecked("https://other.example")
    key = access.claim_secret(store_id)
    for link in (
        link_of(store_id, key, exp=int(time.time()) - 1),
        link_of(store_id, key, exp=...),
        link_of(store_id, key, aud="else"),
        link_of(store_id, key, email=...),
        link_of(store_id, access.claim_secret(other)),
        link_of("woo-ffffffffffff", access.claim_secret("woo-ffffffffffff")),
        handmade({"alg": "none"}, {"iss": store_id, "aud": "claim", "sub": "3"}, ""),
    ):
        assert page(link) == 401
    stores.change(store_id, installed=False)
    assert page(link_of(store_id, key)) == 401
    assert available(books, store_id) == 0
