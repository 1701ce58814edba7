"""Who is asking. A signed cookie names the store, the installation it was made for, somebody of
its staff and its end; it is never extended. An uninstall or a reinstall ends it, and so does taking
that person's access away.

Embedded in Shopify's admin the page is a third party's frame: its cookie is then SameSite=None
and partitioned, so that it counts inside that frame alone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from datetime import UTC, datetime

from flask import Flask, g, request, session
from flask.sessions import (
    SecureCookieSessionInterface,
    SessionMixin,
    session_json_serializer,
)
from itsdangerous import URLSafeTimedSerializer

from core.errors import Forbidden, NotFound
from core.ledger import staff, stores
from core.ledger.stores import Store
from core.staff import SHOPIFY, Arrival, Member
from integrations import access
from integrations.aws.secrets import LOCAL_STAGE
from integrations.shopify import id_token
from integrations.shopify.id_token import AdminIdentity
from integrations.store_ids import of_shop

LIFETIME_S = 8 * 3600
# On a device whose user asked to stay signed in.
STAY_S = 30 * 86400
_SALT = "regulars merchant page"


class Sessions(SecureCookieSessionInterface):
    """Flask's cookie sessions under the deployment's session key, which is asked for when it is
    needed: importing the function costs no call."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            access.secret().session_key,
            salt=_SALT,
            serializer=session_json_serializer,
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        return datetime.fromtimestamp(session["until"], UTC) if "until" in session else None

    def get_cookie_secure(self, app: Flask) -> bool:
        return bool(cookie_rules()["secure"])

    def get_cookie_samesite(self, app: Flask) -> str:
        return str(cookie_rules()["samesite"])

    def get_cookie_partitioned(self, app: Flask) -> bool:
        return bool(cookie_rules()["partitioned"])


def cookie_rules() -> dict[str, str | bool]:
    """How cookies are set in this response."""
    embedded = bool(g.get("frame"))
    return {
        "secure": embedded or os.environ.get("STAGE") != LOCAL_STAGE,
        "samesite": "None" if embedded else "Lax",
        "partitioned": embedded,
    }


def begin(store: Store, who: Member, *, shop: str | None = None, stay: bool = False) -> None:
    """Sign somebody in to a store; `shop`: inside which shop's admin. Nothing of an earlier
    session, its CSRF token least of all, lives on. Raises Forbidden for a store that is not
    installed."""
    if not store.installed:
        raise Forbidden("The store is not connected any more.", code="not_connected")
    session.clear()
    session.permanent = True
    session.update(
        store=store.store_id,
        generation=store.generation,
        staff=who.staff_id,
        epoch=who.epoch,
        until=int(time.time()) + (STAY_S if stay else LIFETIME_S),
        shop=shop,
    )
    g.frame = shop


def end() -> None:
    session.clear()


def current() -> tuple[Store, Member] | None:
    """The store of the session and who is signed in, if it still counts."""
    if session.get("until", 0) <= time.time() or "staff" not in session:
        return None
    try:
        store = stores.get(session["store"])
    except NotFound:
        return None
    if not store.installed or store.generation != session["generation"]:
        return None
    who = staff.find(store.store_id, session["staff"])
    if who is None or who.epoch != session["epoch"]:
        return None
    g.frame = session["shop"]
    return store, who


def identity_of(token: str) -> AdminIdentity:
    """Whose ID token of Shopify's that is. Raises BadSignature."""
    secret = access.secret()
    now_s = int(time.time())
    return id_token.verify(token, secret.shopify_api_key, secret.shopify_secrets, now_s)


def of_token(token: str, *, fresh: bool = False) -> tuple[Store, Member]:
    """The store whose shop Shopify's ID token names, and the member of its staff. Raises
    BadSignature, or Forbidden when that shop is not connected or the member was removed."""
    found = identity_of(token)
    try:
        store = stores.get(of_shop(found.shop), fresh=fresh)
    except NotFound as error:
        raise Forbidden("The shop is not connected.", code="not_connected") from error
    if not store.installed:
        raise Forbidden("The shop is not connected any more.", code="not_connected")
    g.frame = found.shop
    arriving = Arrival(f"{SHOPIFY}-{found.user_id}")
    return store, staff.arrive(store.store_id, arriving, time.time_ns() // 1_000_000)


def csrf_token() -> str:
    """What every form of this session carries."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    token: str = session["csrf"]
    return token


def check_csrf() -> None:
    """Raises Forbidden when a form was not made by a page of this session."""
    sent = request.form.get("csrf_token", "")
    kept = session.get("csrf", "")
    if not kept or not hmac.compare_digest(sent.encode(), kept.encode()):
        raise Forbidden("The form is not from a page of this session.", code="csrf")
