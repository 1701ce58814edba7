"""Signatures of both platforms' deliveries."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from core.errors import BadInput, BadSignature, Forbidden
from integrations.shopify import webhook as shopify
from integrations.signature import verify_hex
from integrations.woocommerce import webhook as woo
from tests.unit.integrations.samples import WOO_SECRET, woo_deliveries

BODY = b'{"shop_domain":"a-shop.myshopify.com"}'


def sign(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@pytest.mark.parametrize(("name", "headers", "body"), woo_deliveries())
def test_every_recorded_delivery_verifies(name: str, headers: dict[str, str], body: bytes) -> None:
    woo.verify(body, headers[woo.SIGNATURE_HEADER], ["another", WOO_SECRET])


@pytest.mark.parametrize("verify", [woo.verify, shopify.verify])
def test_the_current_and_the_previous_secret_both_count(verify) -> None:  # type: ignore[no-untyped-def]
    verify(BODY, sign(BODY, "new"), ["new", "old"])
    verify(BODY, sign(BODY, "old"), ["new", "old"])


@pytest.mark.parametrize("verify", [woo.verify, shopify.verify])
@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "é" * 44,
        "\ud800",
        "bm90IGl0",
        sign(BODY, "other"),
        sign(BODY, ""),
        sign(BODY, "new") + "," + sign(BODY, "new"),
        sign(BODY + b" ", "new"),
    ],
)
def test_anything_else_is_a_bad_signature(verify, signature: str | None) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadSignature):
        verify(BODY, signature, ["new", "", "old"])


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_a_secret_nothing_verifies(secrets: list[str]) -> None:
    with pytest.raises(BadSignature):
        woo.verify(BODY, sign(BODY, ""), secrets)


def test_a_hex_signature_is_compared_in_lower_case_hex() -> None:
    good = hmac.new(b"s", BODY, hashlib.sha256).hexdigest()
    verify_hex(BODY, good, ["s"])
    with pytest.raises(BadSignature):
        verify_hex(BODY, good.upper(), ["s"])


@pytest.mark.parametrize(
    ("content_type", "body", "ping"),
    [
        ("application/x-www-form-urlencoded", b"webhook_id=6", True),
        ("application/x-www-form-urlencoded; charset=UTF-8", b"webhook_id=6\n", True),
        ("application/json", b"webhook_id=6", False),
        ("application/x-www-form-urlencoded", b"webhook_id=6&id=1", False),
        ("application/x-www-form-urlencoded", b'{"id":1}', False),
        (None, b"webhook_id=6", False),
    ],
)
def test_only_the_form_post_of_one_webhook_id_is_a_ping(
    content_type: str | None, body: bytes, ping: bool
) -> None:
    assert woo.is_ping(content_type, body) is ping


def test_the_shop_is_the_headers_in_any_case_when_the_body_agrees_or_names_none() -> None:
    headers = {"X-Shopify-Shop-Domain": "A-Shop.myshopify.com"}
    assert shopify.shop_of(headers, BODY) == "a-shop.myshopify.com"
    assert shopify.shop_of(headers, b'{"id":1,"myshopify_domain":null}') == "a-shop.myshopify.com"


@pytest.mark.parametrize("name", ["shop_domain", "myshopify_domain"])
@pytest.mark.parametrize("stated", ['"b-shop.myshopify.com"', '"{shop}.myshopify.com"', "7", '""'])
def test_a_body_that_names_another_shop_is_refused(name: str, stated: str) -> None:
    with pytest.raises(Forbidden):
        shopify.shop_of(
            {"x-shopify-shop-domain": "a-shop.myshopify.com"}, f'{{"{name}":{stated}}}'.encode()
        )


@pytest.mark.parametrize(
    "shop",
    [None, "", "example.com", "a.myshopify.com.example.com", "-a.myshopify.com", "é.myshopify.com"],
)
def test_a_header_that_names_no_shop_is_bad_input(shop: str | None) -> None:
    headers = {} if shop is None else {"x-shopify-shop-domain": shop}
    with pytest.raises(BadInput):
        shopify.shop_of(headers, b"{}")
