"""Who is asking? A signed token of the store's plugin, or a request that Shopify signed."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from core.errors import BadSignature, NotFound
from core.ledger import stores
from core.ledger.stores import Store
from core.member import Contact
from core.phones import verified_phone
from core.snapshot import CustomerRef
from integrations import access
from integrations.payload import email
from integrations.shopify import proxy
from integrations.store_ids import of_shop

TOKEN_LIFE_S = 300
_CLOCK_SKEW_S = 10
# Both platforms say 0 for nobody.
_CUSTOMER = re.compile(r"(?!0*$)[!-~]{1,64}", re.ASCII)
_NOT_SIGNED_IN = "Sign in to the store to see your points."


@dataclass(frozen=True, slots=True)
class Shopper:
    """A customer account of a store, vouched for by the store. `email` is what the account says
    of itself: good for binding a code, no proof of anything. `phone`: the digits of a number that
    the store verified; of any other it says nothing."""

    store: Store
    customer_id: str
    email: str | None
    phone: str | None = None

    @property
    def account(self) -> CustomerRef:
        return CustomerRef(customer_id=self.customer_id)

    @property
    def contact(self) -> Contact:
        return Contact({self.store.store_id: self.customer_id}, self.email)


def shopper_of(headers: Mapping[str, str], query: str) -> Shopper:
    """The shopper of a request. Raises BadSignature; nothing in a body can name one."""
    scheme, _, token = (headers.get("authorization") or "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(token.strip())
    if "signature=" in query:
        store, customer_id = _by_proxy(query)
        if customer_id is None:
            raise BadSignature(_NOT_SIGNED_IN, code="not_signed_in")
        return Shopper(store, customer_id, None)
    raise BadSignature(_NOT_SIGNED_IN, code="not_signed_in")


def proxied_store(query: str) -> Store | None:
    """The store of a request that Shopify signed, visitor or not; None for any other request."""
    return _by_proxy(query)[0] if "signature=" in query else None


def _by_proxy(query: str) -> tuple[Store, str | None]:
    request = proxy.verify(query, access.secret().shopify_secrets, int(time.time()))
    store = _installed(of_shop(request.shop))
    return store, request.customer_id


def _by_token(token: str) -> Shopper:
    """Raises BadSignature: forged, expired, too long-lived, or of a store that is not there."""
    try:
        store = _installed(_issuer(token))
        claims = _claims(token, access.shopper_secrets(store, time.time()))
    except (jwt.PyJWTError, TypeError, ValueError, OverflowError) as error:
        raise BadSignature("The sign-in is not valid or has ended. Reload the page.") from error
    stated = claims.get("email")
    address = email(stated) if isinstance(stated, str) else None
    phone = verified_phone(claims.get("phone"), claims.get("phone_verified"))
    return Shopper(store, str(claims["sub"]), address, phone)


def _issuer(token: str) -> str:
    """The store that the token says it is from: whose keys to try, no more."""
    store_id = jwt.decode(token, options={"verify_signature": False}).get("iss")
    if not isinstance(store_id, str):
        raise jwt.InvalidTokenError("no issuer")
    return store_id


def _claims(token: str, secrets: Sequence[str]) -> dict[str, Any]:
    claims = _decoded(token, secrets)
    named = isinstance(claims["sub"], str) or type(claims["sub"]) is int
    if not named or not _CUSTOMER.fullmatch(str(claims["sub"])):
        raise jwt.InvalidTokenError("names nobody")
    if claims["exp"] - claims["iat"] > TOKEN_LIFE_S:
        raise jwt.InvalidTokenError("lives too long")
    return claims


def _decoded(token: str, secrets: Sequence[str]) -> dict[str, Any]:
    """What one of the store's keys signed. Raises jwt.PyJWTError."""
    for secret in secrets:
        try:
            found: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                leeway=_CLOCK_SKEW_S,
                # Plugins write the customer's id as text or as a number.
                options={"require": ["iss", "sub", "iat", "exp", "jti"], "verify_sub": False},
            )
        except jwt.InvalidSignatureError:
            continue
        return found
    raise jwt.InvalidSignatureError("none of the store's keys signed it")


def _installed(store_id: str) -> Store:
    try:
        store = stores.get(store_id)
    except NotFound as error:
        raise BadSignature("The store is not connected.") from error
    if not store.installed:
        raise BadSignature("The store is not connected.")
    return store
