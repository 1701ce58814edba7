"""Requests that Shopify's app proxy passes on from a storefront: who is asking, really?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from core.errors import BadInput, BadSignature
from integrations.payload import optional_identifier
from integrations.shopify.webhook import shop_domain
from integrations.signature import verify_hex

MAX_AGE_S = 90
_NAMED_BY_SHOPIFY = ("shop", "timestamp", "logged_in_customer_id")
_ONCE = ("signature", *_NAMED_BY_SHOPIFY)


@dataclass(frozen=True, slots=True)
class ProxyRequest:
    """`customer_id` is None for a visitor who is not logged in."""

    shop: str
    customer_id: str | None


def verify(query: str, secrets: Sequence[str], now_s: int) -> ProxyRequest:
    """Who sent a request with this raw query string.

    Raises BadSignature: unsigned, signed by nobody known, more than MAX_AGE_S off `now_s` in
    either direction, or a parameter that must be single is repeated (a signed second `shop` would
    let two readers of the query see two shops).
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    for key in _ONCE:
        if len(values.get(key, ())) > 1:
            raise BadSignature(f"The request names {key} more than once.")
    signature = values.pop("signature", [""])[0]
    # Keys in order, repeated values joined by a comma, no separator between the pairs. Without a
    # separator one signed text can be cut into pairs in several ways: a shopper could have
    # Shopify sign `a=logged_in_customer_id=8…z=` before her own id, and cut it so that she is 8.
    # The true pair is still in the text then, so what names somebody may appear there only once.
    message = "".join(f"{key}={','.join(values[key])}" for key in sorted(values))
    for key in _NAMED_BY_SHOPIFY:
        if message.count(f"{key}=") != len(values.get(key, ())):
            raise BadSignature(f"The request hides a second {key}.")
    verify_hex(message.encode("utf-8", "surrogateescape"), signature, secrets)
    stamp = values.get("timestamp", [""])[0]
    if not (stamp.isascii() and stamp.isdigit()) or abs(now_s - int(stamp[:15])) > MAX_AGE_S:
        raise BadSignature("The request is too old, or not of this time.")
    try:
        return ProxyRequest(
            shop=shop_domain(values.get("shop", [""])[0]),
            customer_id=optional_identifier(
                values.get("logged_in_customer_id", [""])[0], "logged_in_customer_id"
            ),
        )
    except BadInput as error:
        raise BadSignature("The request names no shop, or a strange customer.") from error
