"""Who sent this? The signature and the shop of Shopify's webhooks.

Shopify signs the body and nothing else: the headers, the shop's name among them, are only a
claim. The caller looks the shop up among the installed ones; here, whatever shop the signed body
names must agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.errors import BadInput, Forbidden
from integrations.payload import load_object
from integrations.signature import verify_base64

SIGNATURE_HEADER = "x-shopify-hmac-sha256"
TOPIC_HEADER = "x-shopify-topic"
SHOP_HEADER = "x-shopify-shop-domain"
TRIGGERED_AT_HEADER = "x-shopify-triggered-at"

_SHOP = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com", re.ASCII)
_NAMES_OF_THE_SHOP = ("shop_domain", "myshopify_domain")


def header(headers: Mapping[str, str], name: str) -> str | None:
    """The header of that name (lower case), whatever its case in `headers`."""
    for key, value in headers.items():
        if key.lower() == name:
            return value
    return None


def verify(body: bytes, signature_header: str | None, secrets: Sequence[str]) -> None:
    """Pass when the app's current or previous secret signed `body`. Raises BadSignature.

    Both are needed: while a secret is being rotated Shopify may sign with either.
    """
    verify_base64(body, signature_header, secrets)


def shop_domain(value: object) -> str:
    """`value` as a shop's permanent name, lower-cased. Raises BadInput when it is none."""
    shop = value.strip().lower() if isinstance(value, str) else ""
    if not _SHOP.fullmatch(shop):
        raise BadInput("That is not the name of a shop (something.myshopify.com).")
    return shop


def shop_of(headers: Mapping[str, str], body: bytes) -> str:
    """The shop a verified delivery is about.

    Raises BadInput when the header is missing or names no shop, and Forbidden when the signed
    body names another one (a delivery replayed under somebody else's name).
    """
    shop = shop_domain(header(headers, SHOP_HEADER))
    data = load_object(body)
    for name in _NAMES_OF_THE_SHOP:
        stated = data.get(name)
        if stated is not None and (not isinstance(stated, str) or stated.strip().lower() != shop):
            raise Forbidden("The delivery's header and its body name different shops.")
    return shop
