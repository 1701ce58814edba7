"""The session token of extensions in checkout and in customers' accounts."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import jwt
import pytest

from core.errors import BadSignature
from integrations.shopify.session_token import SessionIdentity, verify

SECRET = "0123456789abcdef0123456789abcdef"
OLD = "fedcba9876543210fedcba9876543210"
NOW_S = 1_795_000_000
GID = "gid://shopify/Customer/7"


def token(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    claims = {
        "dest": "a-shop.myshopify.com",
        "aud": "client",
        "sub": GID,
        "exp": NOW_S + 300,
        "nbf": NOW_S,
        "iat": NOW_S,
        "jti": "6c992878",
        **changes,
    }
    return jwt.encode(
        {key: value for key, value in claims.items() if value is not ...}, secret, algorithm
    )


def unsigned() -> str:
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    return head + "." + token().split(".")[1] + "."


@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_a_good_token_names_shop_and_customer(secret: str) -> None:
    found = verify(token(secret), "client", [SECRET, "", OLD], NOW_S)
    assert found == SessionIdentity("a-shop.myshopify.com", "7")


def test_the_shop_may_be_given_as_an_address() -> None:
    found = verify(token(dest="https://A-shop.myshopify.com"), "client", [SECRET], NOW_S)
    assert found.shop == "a-shop.myshopify.com"


def test_somebody_who_is_not_signed_in_is_a_visitor() -> None:
    assert verify(token(sub=...), "client", [SECRET], NOW_S).customer_id is None


@pytest.mark.parametrize("now_s", [NOW_S - 10, NOW_S + 309])
def test_clocks_may_differ_by_ten_seconds(now_s: int) -> None:
    assert verify(token(), "client", [SECRET], now_s).customer_id == "7"


@pytest.mark.parametrize("now_s", [NOW_S - 11, NOW_S + 310])
def test_what_is_over_or_not_begun_is_refused(now_s: int) -> None:
    with pytest.raises(BadSignature):
        verify(token(), "client", [SECRET], now_s)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "a.b.c",
        "é",
        unsigned(),
        token("another secret, another secret..."),
        token(algorithm="HS512", secret=SECRET * 2),
        token(aud="somebody"),
        token(aud=["client"]),
        token(aud=...),
        token(exp=...),
        token(iat=...),
        token(dest=...),
        token(exp="soon"),
        token(iat=True),
        token(exp=math.inf),
        token(exp=math.nan),
        token(iat=-math.inf),
        token(nbf=NOW_S + 60),
        token(exp=NOW_S + 1801),
        token(dest="a-shop.example.com"),
        token(dest="https://a-shop.myshopify.com.example.com"),
        token(dest="https://a-shop.myshopify.com/admin"),
        token(dest="http://a-shop.myshopify.com"),
        token(dest=["a-shop.myshopify.com"]),
        token(dest=7),
    ],
)
def test_every_flaw_is_refused(bad: str) -> None:
    with pytest.raises(BadSignature):
        verify(bad, "client", [SECRET], NOW_S)


@pytest.mark.parametrize(
    "subject",
    [
        *("7", "42", 7, "", [GID], f" {GID}", f"{GID}\n"),
        *("gid://shopify/Customer/0", "gid://shopify/Customer/7/8", "gid://shopify/Customer/٧"),
        "gid://shopify/StaffMember/7",
    ],
)
def test_a_subject_that_is_no_customer_is_refused(subject: object) -> None:
    """The admin's ID token has the same key and audience, and a staff member for its subject."""
    with pytest.raises(BadSignature):
        verify(token(sub=subject), "client", [SECRET], NOW_S)


def test_without_the_apps_key_or_secret_nothing_is_accepted() -> None:
    for client_id, secrets in (("", [SECRET]), ("client", []), ("client", [""])):
        with pytest.raises(BadSignature):
            verify(token(aud=client_id), client_id, secrets, NOW_S)
