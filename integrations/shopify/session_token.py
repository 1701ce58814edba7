"""The session token that Shopify gives to our extensions in checkout and in customers' accounts:
which shop is asking, and which of its customers, if anybody is signed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import BadInput, BadSignature
from integrations.shopify.webhook import shop_domain

LEEWAY_S = 10
# Shopify gives them five minutes, its samples thirty.
LONGEST_S = 1800
# The admin's ID token is signed with the same key for the same app, and its subject is a member of
# the staff: by the bare number. Nobody but a customer is named like this.
_CUSTOMER = re.compile(r"gid://shopify/Customer/([1-9][0-9]{0,19})", re.ASCII)
_SCHEME = "https://"


@dataclass(frozen=True, slots=True)
class SessionIdentity:
    """`customer_id` is None for somebody who is not signed in, or whom we may not know."""

    shop: str
    customer_id: str | None


def verify(token: str, client_id: str, secrets: Sequence[str], now_s: int) -> SessionIdentity:
    """Who holds this session token. Raises BadSignature for every flaw: another signature, audience
    or algorithm, no expiry, expired, not yet valid, too long-lived, not of a shop, or a subject
    that is no customer."""
    claims = _claims(token, client_id, secrets)
    issued, ends = _seconds(claims["iat"]), _seconds(claims["exp"])
    begins = _seconds(claims.get("nbf", claims["iat"]))
    if not (max(issued, begins) - LEEWAY_S <= now_s < ends + LEEWAY_S):
        raise BadSignature("The session token is not valid at this time.")
    if ends - issued > LONGEST_S:
        raise BadSignature("The session token lives too long.")
    return SessionIdentity(_shop(claims["dest"]), _customer(claims))


def _claims(token: str, client_id: str, secrets: Sequence[str]) -> dict[str, Any]:
    import jwt

    for secret in secrets if client_id else ():
        if not secret:
            continue
        try:
            found: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                audience=client_id,
                options={
                    "require": ["exp", "iat", "dest", "aud"],
                    "strict_aud": True,
                    # Checked by the caller, against its clock, or as what a customer is called.
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "verify_sub": False,
                },
            )
        except jwt.PyJWTError:
            continue
        return found
    raise BadSignature("The session token is not one that Shopify gave to this app.")


def _customer(claims: dict[str, Any]) -> str | None:
    subject = claims.get("sub")
    if subject is None:
        return None
    named = _CUSTOMER.fullmatch(subject) if isinstance(subject, str) else None
    if named is None:
        raise BadSignature("The session token names somebody who is no customer.")
    return named.group(1)


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadSignature("The session token states no time.")
    return value


def _shop(stated: object) -> str:
    """`dest` is the shop's bare domain in these tokens; with a scheme in the admin's."""
    try:
        if not isinstance(stated, str):
            raise BadSignature("The session token names no shop.")
        return shop_domain(stated.removeprefix(_SCHEME))
    except BadInput as error:
        raise BadSignature("The session token names no shop.") from error
