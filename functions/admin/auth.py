"""Coming in, by a single-use link or Shopify's ID token, and going out."""

from __future__ import annotations

import time

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import BadInput, Forbidden, NotFound, Security
from core.ledger import links, stores
from functions.admin import session
from functions.admin.knocks import Knocks
from integrations.shopify.id_token import RETRY_HEADER
from integrations.shopify.webhook import shop_domain

auth = Blueprint("auth", __name__)

_OPEN = frozenset({"static", "auth.enter", "auth.use_link"})
# Changes nothing, whoever sends it: the widget of a preview carries no form's token.
_HARMLESS = frozenset({"preview.refuse"})
_BEARER = "Bearer "


def guard() -> Response | tuple[str, int, dict[str, str]] | None:
    """Before every request: which store is this for? Without a credential nothing is answered but
    how to get one, whether the page exists or not."""
    if request.endpoint == "static":
        return None
    header = request.headers.get("Authorization", "")
    try:
        if header.startswith(_BEARER):
            # Such a header is no browser's own doing, so there is no forged form to fear.
            g.store = session.of_token(header.removeprefix(_BEARER))
            return None
        if request.endpoint == "home.index" and "id_token" in request.args:
            return _embedded(request.args["id_token"])
    except Security as error:
        return unauthorized(error.code, dict([RETRY_HEADER]))
    store = session.current()
    if store is not None:
        g.store = store
    elif request.endpoint not in _OPEN:
        return unauthorized("signed_out")
    if request.method not in ("GET", "HEAD", "OPTIONS") and request.endpoint not in _HARMLESS:
        session.check_csrf()
    return None


def _embedded(token: str) -> Response:
    """Shopify's admin opens the page with a token in its address; it goes into the cookie."""
    store = session.of_token(token)
    session.begin(store, store.address)
    return redirect(url_for("home.index", shop=store.address), 303)


def unauthorized(
    code: str, headers: dict[str, str] | None = None
) -> tuple[str, int, dict[str, str]]:
    """The page that says how to come in. It holds nothing to click, so the shop in its address
    may frame it, unproven: a browser that blocks our cookie leads there."""
    try:
        g.frame = shop_domain(request.args["shop"]) if "shop" in request.args else None
    except BadInput:
        g.frame = None
    return render_template("signed_out.html", code=code, framed=g.frame), 401, headers or {}


@auth.get("/enter")
def enter() -> str | Response | tuple[str, int, dict[str, str]]:
    """Show what a link opens. The button uses it up, not the address: programs that preview links
    must not burn them."""
    token, now_s = request.args.get("token", ""), int(time.time())
    _knocks().check(_address(), now_s)
    try:
        store = stores.get(links.peek(token, now_s))
    except (Forbidden, NotFound):
        _knocks().note(_address(), now_s)
        if g.get("store") is not None:
            return redirect(url_for("home.index"), 303)
        return unauthorized("link_over")
    return render_template("enter.html", token=token, opened=store)


@auth.post("/enter")
def use_link() -> Response | tuple[str, int, dict[str, str]]:
    now_s = int(time.time())
    _knocks().check(_address(), now_s)
    try:
        store_id = links.consume(request.form.get("token", ""), now_s)
        session.begin(stores.get(store_id, fresh=True))
    except Forbidden as error:
        _knocks().note(_address(), now_s)
        return unauthorized(error.code)
    return redirect(url_for("home.index"), 303)


@auth.post("/leave")
def leave() -> tuple[str, int, dict[str, str]]:
    session.end()
    g.store = None
    return unauthorized("left")


def _knocks() -> Knocks:
    found: Knocks = current_app.extensions["knocks"]
    return found


def _address() -> str:
    """Whom the request came from, as the HTTP API saw it."""
    return request.remote_addr or ""
