"""Signatures and tokens, checked by those who read them."""

from __future__ import annotations

import time
from urllib.parse import urlencode

import jwt
import pytest

from core.errors import BadSignature
from infra.local.sandbox.signing import id_token, proxy_signature, shopper_token
from infra.local.sandbox.woo_payloads import encode
from integrations.shopify.proxy import verify

SECRET = "a-secret-that-is-long-enough-for-hs256"


def test_regulars_accepts_the_proxy_signature_and_nothing_added_to_it() -> None:
    query = [
        ("shop", "backpack-and-bean.myshopify.com"),
        ("logged_in_customer_id", "7"),
        ("path_prefix", "/apps/regulars"),
        ("timestamp", "1795000000"),
        ("extra", "2"),
        ("extra", "1"),
    ]
    signed = [*query, ("signature", proxy_signature(SECRET, query))]
    assert verify(urlencode(signed), [SECRET], 1795000000).customer_id == "7"
    with pytest.raises(BadSignature):
        verify(urlencode([*signed, ("more", "1")]), [SECRET], 1795000000)


def test_a_shopper_token_lives_at_most_five_minutes() -> None:
    token = shopper_token("woo-1", SECRET, "7", "a@example.com", 1_000_000)
    claims = jwt.decode(
        token, SECRET, algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False}
    )
    assert {*claims} == {"iss", "sub", "email", "iat", "exp", "jti"}
    assert 0 < claims["exp"] - claims["iat"] <= 300


def test_an_id_token_names_app_and_shop() -> None:
    token = id_token("x.myshopify.com", "app", SECRET, time.time())
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience="app")
    assert claims["dest"] == "https://x.myshopify.com"


def test_bodies_are_written_as_php_writes_them() -> None:
    body = encode({"url": "http://x/", "name": "背包", "n": 1})
    assert body == b'{"url":"http:\\/\\/x\\/","name":"\\u80cc\\u5305","n":1}'
