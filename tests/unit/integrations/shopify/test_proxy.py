"""Who is asking through the app proxy."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import quote, urlencode

import pytest

from core.errors import BadSignature
from integrations.shopify.proxy import ProxyRequest, verify

SECRET = "hush-hush-hush-hush-hush-hush-hush"
NOW_S = 1_795_000_000


def signed(pairs: list[tuple[str, str]], secret: str = SECRET) -> str:
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    message = "".join(f"{key}={','.join(values[key])}" for key in sorted(values))
    signature = hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()
    return urlencode([*pairs, ("signature", signature)], quote_via=quote)


def pairs(**changes: str) -> list[tuple[str, str]]:
    values = {
        "shop": "a-shop.myshopify.com",
        "logged_in_customer_id": "7",
        "path_prefix": "/apps/regulars",
        "timestamp": str(NOW_S),
        **changes,
    }
    return list(values.items())


def test_shopifys_own_example_verifies() -> None:
    # From Shopify's documentation of app proxies, with the secret "hush".
    query = (
        "extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=1"
        "&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555"
        "&signature=4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb"
    )
    assert verify(query, ["hush"], 1317327555) == ProxyRequest("shop-name.myshopify.com", "1")


def test_a_signed_in_customer_and_the_previous_secret() -> None:
    query = signed([*pairs(), ("x", "b"), ("x", "a é&=+ c")])
    assert verify(query, ["new", SECRET], NOW_S) == ProxyRequest("a-shop.myshopify.com", "7")


@pytest.mark.parametrize("off_s", [-90, 90])
def test_ninety_seconds_either_way_are_still_now(off_s: int) -> None:
    assert verify(signed(pairs()), [SECRET], NOW_S + off_s).customer_id == "7"


@pytest.mark.parametrize(
    "query",
    [
        "",
        urlencode(pairs()),
        signed(pairs(), "another"),
        signed(pairs(timestamp=str(NOW_S - 91))),
        signed(pairs(timestamp=str(NOW_S + 91))),
        signed(pairs(timestamp="")),
        signed(pairs(timestamp="²")),
        signed(pairs(timestamp="9" * 5000)),
        signed(pairs(shop="example.com")),
        signed(pairs(logged_in_customer_id="7 or 1")),
        signed([*pairs(), ("shop", "b-shop.myshopify.com")]),
        signed([*pairs(), ("logged_in_customer_id", "8")]),
        signed([*pairs(), ("timestamp", str(NOW_S))]),
        signed(pairs()) + "&logged_in_customer_id=8",
        signed(pairs()) + "&signature=x",
        signed(pairs()).replace("logged_in_customer_id=7", "logged_in_customer_id=8"),
        "signature=é",
    ],
)
def test_anything_else_is_refused(query: str) -> None:
    with pytest.raises(BadSignature):
        verify(query, [SECRET], NOW_S)


def test_a_visitor_who_is_not_signed_in_is_nobody() -> None:
    query = signed(pairs(logged_in_customer_id=""))
    assert verify(query, [SECRET], NOW_S) == ProxyRequest("a-shop.myshopify.com", None)


def test_a_signed_text_cut_into_other_pairs_makes_nobody_somebody_else() -> None:
    shop, at = "a-shop.myshopify.com", str(NOW_S)
    hidden = f"logged_in_customer_id=8path_prefix=/shop={shop}timestamp={at}z="
    honest = signed([*pairs(path_prefix="/"), ("a", hidden)])  # Shopify signs what she asked for
    signature = honest.rpartition("signature=")[2]
    forged = urlencode(
        {
            "a": "",
            "logged_in_customer_id": "8",
            "path_prefix": "/",
            "shop": shop,
            "timestamp": at,
            "z": f"logged_in_customer_id=7path_prefix=/shop={shop}timestamp={at}",
            "signature": signature,
        }
    )
    for query in (honest, forged):
        with pytest.raises(BadSignature, match="hides"):
            verify(query, [SECRET], NOW_S)
