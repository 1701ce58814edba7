"""Within Shopify's admin: App Bridge, and how the page is signed in there.

The page is a third party's frame. Its cookie is partitioned, which most browsers send back; where
one does not, each request carries an ID token instead. App Bridge makes them: a page that has none
is led by /admin/bounce, where App Bridge adds one to the address of `shopify-reload`.
"""

from __future__ import annotations

import os
import secrets
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.errors import BadInput
from functions.frames import ancestors
from integrations import access
from integrations.shopify.webhook import shop_domain

embedding = Blueprint("embedding", __name__)

_ADMIN = "https://admin.shopify.com"
# All that may run: App Bridge, Polaris and their parts. What merchants upload lies elsewhere there.
_SCRIPTS = "https://cdn.shopify.com/shopifycloud/"
_FILES = "https://cdn.shopify.com"
# In addresses: the cookie was set a moment ago; it does not come back, so each request carries a
# token; a token was refused a moment ago.
KEPT, DIRECT, AGAIN = "kept", "direct", "again"
_OURS = (KEPT, DIRECT, AGAIN, "id_token")


@embedding.get("/bounce")
def bounce() -> Response:
    """Nothing but App Bridge, which leads back with a fresh ID token: to our own pages alone, or
    whoever made the address would be sent one. It holds nothing of a store and nothing to click,
    so any shop may frame it."""
    if not request.args.get("shopify-reload", "").startswith(f"{_origin()}/admin"):
        raise BadInput("This leads to no page of the app.")
    shop = _shop()
    response = Response(render_template("bounce.html", key=api_key()))
    framing = ancestors(shop) if shop else f"https://*.myshopify.com {_ADMIN}"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {_SCRIPTS}; style-src 'self'; img-src 'self'; "
        f"connect-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {framing}"
    )
    g.frame = shop or _ADMIN
    return response


def api_key() -> str:
    """The app's client id, which is no secret; "" where there is no app."""
    return access.secret().shopify_api_key


def bounced(*, refused: bool = False) -> AnyResponse | None:
    """Where a page goes for an ID token that it has not; None where no App Bridge can bring one.
    `refused`: the one that it had was no good, which is tried once more."""
    if request.method != "GET" or not _framed() or not api_key():
        return None
    if refused and AGAIN in request.args:
        return None
    marks = {AGAIN: "1"} if refused else {}
    if KEPT in request.args or DIRECT in request.args:
        marks[DIRECT] = "1"
    kept = {name: request.args[name] for name in ("shop", "host") if name in request.args}
    back = f"{_origin()}{_address(marks)}"
    asked = urlencode({**kept, "shopify-reload": back})
    return redirect(f"{url_for('embedding.bounce')}?{asked}", 302)


def arrived(shop: str) -> AnyResponse:
    """To the page that was asked for, without the token in its address."""
    return redirect(_address({"shop": shop, KEPT: "1"}), 303)


def policy() -> str:
    """The page's content security policy: scripts run within Shopify's admin alone, and there none
    but Shopify's, and ours where no cookie comes back."""
    frame = g.get("frame")
    framing, target = ancestors(frame), g.get("form_to", "")
    if not frame or g.get("store") is None:
        return (
            "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
            f"form-action 'self'{target}; frame-ancestors {framing}"
        )
    ours = f" 'nonce-{g.nonce}'" if "nonce" in g else ""
    return (
        f"default-src 'self'; script-src {_SCRIPTS}{ours}; object-src 'none'; base-uri 'none'; "
        f"style-src 'self' 'unsafe-inline' {_FILES}; font-src 'self' {_FILES}; "
        f"img-src 'self' data: {_FILES}; form-action 'self'{target}; "
        f"frame-ancestors {framing}"
    )


def bridge_key() -> str:
    """The client id for a page within Shopify's admin; "" for one that stands alone."""
    return api_key() if g.get("frame") else ""


def nonce() -> str:
    """What lets our own script run in this answer; "" where the cookie does its work."""
    if not g.get("direct"):
        return ""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def _origin() -> str:
    return os.environ["PUBLIC_URL"].rstrip("/")


def _framed() -> bool:
    """Whether a frame asks, or Shopify's own app for telephones, which has none."""
    return request.headers.get("Sec-Fetch-Dest") == "iframe" or request.args.get("embedded") == "1"


def _shop() -> str | None:
    try:
        return shop_domain(request.args["shop"]) if "shop" in request.args else None
    except BadInput:
        return None


def _address(marks: dict[str, str]) -> str:
    """This page's address with other marks of ours."""
    kept = {name: value for name, value in request.args.items() if name not in _OURS} | marks
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
