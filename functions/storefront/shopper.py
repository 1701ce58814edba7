"""Who is asking? A signed token of the store's plugin, a session token of Shopify's, or a request
that Shopify signed."""

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
from integrations.shopify import proxy, session_token
from integrations.store_ids import of_shop

TOKEN_LIFE_S = 300
# What one token of a guest may open.
ORDERS_MOST = 20
_CLOCK_SKEW_S = 10
# Both platforms say 0 for nobody.
_CUSTOMER = re.compile(r"(?!0*$)[!-~]{1,64}", re.ASCII)
_ORDER = re.compile(r"[0-9]{1,20}", re.ASCII)
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


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account, who placed these orders: the store's plugin vouches for that,
    and for no more."""

    store: Store
    order_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody on a page of a store, as its platform says."""

    store: Store


def asking(headers: Mapping[str, str], query: str) -> Shopper | Guest | Visitor | None:
    """Who a request's credential speaks for; None for a request without one. Raises BadSignature
    for a credential that is none; nothing in a body can name anybody."""
    scheme, _, token = (headers.get("authorization") or "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(token.strip())
    if "signature=" in query:
        store, customer_id = _by_proxy(query)
        return Visitor(store) if customer_id is None else Shopper(store, customer_id, None)
    return None


def shopper_of(headers: Mapping[str, str], query: str) -> Shopper:
    """The shopper of a request. Raises BadSignature."""
    who = asking(headers, query)
    if not isinstance(who, Shopper):
        raise BadSignature(_NOT_SIGNED_IN, code="not_signed_in")
    return who


def guest_of(headers: Mapping[str, str], query: str) -> Guest:
    """The guest of a request. Raises BadSignature."""
    who = asking(headers, query)
    if not isinstance(who, Guest):
        raise BadSignature("This is for guests who have just ordered.", code="no_guest")
    return who


def _by_proxy(query: str) -> tuple[Store, str | None]:
    request = proxy.verify(query, access.secret().shopify_secrets, int(time.time()))
    store = _installed(of_shop(request.shop))
    return store, request.customer_id


def _by_token(token: str) -> Shopper | Guest | Visitor:
    """Raises BadSignature: forged, expired, too long-lived, or of a store that is not there."""
    try:
        stated = jwt.decode(token, options={"verify_signature": False})
        if "dest" in stated:
            return _by_session(token)
        store = _installed(_issuer(stated))
        claims = _claims(token, access.shopper_secrets(store, time.time()))
    except (jwt.PyJWTError, TypeError, ValueError, OverflowError) as error:
        raise BadSignature("The sign-in is not valid or has ended. Reload the page.") from error
    if "orders" in claims:
        return Guest(store, tuple(dict.fromkeys(str(one) for one in claims["orders"])))
    address = claims.get("email")
    address = email(address) if isinstance(address, str) else None
    phone = verified_phone(claims.get("phone"), claims.get("phone_verified"))
    return Shopper(store, str(claims["sub"]), address, phone)


def _by_session(token: str) -> Shopper | Visitor:
    """By what Shopify gives to our extensions in checkout and customers' accounts."""
    secret = access.secret()
    found = session_token.verify(
        token, secret.shopify_api_key, secret.shopify_secrets, int(time.time())
    )
    store = _installed(of_shop(found.shop))
    if found.customer_id is None:
        return Visitor(store)
    return Shopper(store, found.customer_id, None)


def _issuer(stated: Mapping[str, Any]) -> str:
    """The store that a token says it is from: whose keys to try, no more."""
    store_id = stated.get("iss")
    if not isinstance(store_id, str):
        raise jwt.InvalidTokenError("no issuer")
    return store_id


def _claims(token: str, secrets: Sequence[str]) -> dict[str, Any]:
    claims = _decoded(token, secrets)
    if not (_names_orders(claims) if "orders" in claims else _names_customer(claims)):
        raise jwt.InvalidTokenError("names nobody")
    if claims["exp"] - claims["iat"] > TOKEN_LIFE_S:
        raise jwt.InvalidTokenError("lives too long")
    return claims


def _names_customer(claims: Mapping[str, Any]) -> bool:
    named = isinstance(claims["sub"], str) or type(claims["sub"]) is int
    return named and bool(_CUSTOMER.fullmatch(str(claims["sub"])))


def _names_orders(claims: Mapping[str, Any]) -> bool:
    """A guest's token names orders and, as both platforms say it, nobody; one that names both is
    neither's."""
    orders = claims["orders"]
    if str(claims["sub"]) != "0" or not isinstance(orders, list):
        return False
    return 0 < len(orders) <= ORDERS_MOST and all(
        (isinstance(one, str) or type(one) is int) and _ORDER.fullmatch(str(one)) for one in orders
    )


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
