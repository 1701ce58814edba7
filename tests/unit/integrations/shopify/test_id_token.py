"""The embedded admin's ID token."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest

from core.errors import BadSignature
from integrations.shopify.id_token import AdminIdentity, verify

SECRET = "0123456789abcdef0123456789abcdef"
OLD = "fedcba9876543210fedcba9876543210"
NOW_S = 1_795_000_000


def token(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    claims = {
        "iss": "https://a-shop.myshopify.com/admin",
        "dest": "https://a-shop.myshopify.com",
        "aud": "client",
        "sub": "42",
        "exp": NOW_S + 60,
        "nbf": NOW_S,
        "iat": NOW_S,
        **changes,
    }
    return jwt.encode(
        {key: value for key, value in claims.items() if value is not None}, secret, algorithm
    )


def unsigned() -> str:
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    return head + "." + token().split(".")[1] + "."


@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_a_good_token_names_the_shop(secret: str) -> None:
    identity = AdminIdentity("a-shop.myshopify.com", "42")
    assert verify(token(secret), "client", [SECRET, "", OLD], NOW_S) == identity


@pytest.mark.parametrize("now_s", [NOW_S - 10, NOW_S + 69])
def test_clocks_may_differ_by_ten_seconds(now_s: int) -> None:
    assert verify(token(), "client", [SECRET], now_s).user_id == "42"


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "a.b.c",
        "é",
        unsigned(),
        token("another secret, another secret..."),
        token(aud="somebody"),
        token(aud=None),
        token(exp=None),
        token(exp=True),
        token(exp=NOW_S - 11),
        token(nbf=NOW_S + 11),
        token(nbf=None),
        token(dest=None),
        token(dest="https://example.com", iss="https://example.com/admin"),
        token(dest="http://a-shop.myshopify.com"),
        token(dest="https://b-shop.myshopify.com"),
        token(dest="https://x@a-shop.myshopify.com"),
        token(dest="https://a-shop.myshopify.com:444"),
        token(dest="https://[a"),
        token(iss="7"),
        token(SECRET + SECRET + SECRET + SECRET, "HS512"),
    ],
)
def test_anything_else_is_refused(bad: str) -> None:
    with pytest.raises(BadSignature):
        verify(bad, "client", [SECRET], NOW_S)


def test_without_a_secret_or_a_client_id_nobody_is_let_in() -> None:
    with pytest.raises(BadSignature):
        verify(token(), "client", [], NOW_S)
    with pytest.raises(BadSignature):
        verify(token(aud=""), "", [SECRET], NOW_S)
