"""The ID token that Shopify's admin gives to an embedded app: which shop is asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from core.errors import BadInput, BadSignature
from integrations.shopify.webhook import shop_domain

LEEWAY_S = 10
# A fetch that fails with this header makes App Bridge send a fresh token, once.
RETRY_HEADER = ("X-Shopify-Retry-Invalid-Session-Request", "1")


@dataclass(frozen=True, slots=True)
class AdminIdentity:
    """`user_id`: the staff member's id in the shop."""

    shop: str
    user_id: str


def verify(token: str, client_id: str, secrets: Sequence[str], now_s: int) -> AdminIdentity:
    """Who holds this ID token. Raises BadSignature for every flaw: another signature, audience or
    algorithm, no expiry, expired, not yet valid, or `iss` and `dest` not the same shop.
    """
    import jwt

    claims: dict[str, Any] | None = None
    for secret in secrets:
        if not secret:
            continue
        try:
            claims = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                audience=client_id,
                options={
                    "require": ["exp", "nbf", "iss", "dest", "aud", "sub"],
                    "strict_aud": True,
                    # Checked below, against the caller's clock.
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
            break
        except jwt.PyJWTError:
            continue
    if claims is None or not client_id:
        raise BadSignature("The ID token is not one that Shopify gave to this app.")
    if not (_seconds(claims["nbf"]) - LEEWAY_S <= now_s < _seconds(claims["exp"]) + LEEWAY_S):
        raise BadSignature("The ID token is not valid at this time.")
    shop = _shop(claims["dest"])
    if _shop(claims["iss"]) != shop:
        raise BadSignature("The ID token names two shops.")
    return AdminIdentity(shop=shop, user_id=str(claims["sub"]))


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadSignature("The ID token states no time.")
    return value


def _shop(url: object) -> str:
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        if parts.scheme != "https" or parts.netloc != parts.hostname:
            raise BadSignature("The ID token names no shop.")
        return shop_domain(parts.hostname)
    except (BadInput, ValueError) as error:
        raise BadSignature("The ID token names no shop.") from error
