"""Coming in, by a single-use link or Shopify's ID token, and going out."""

from __future__ import annotations

import time

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import BadInput, BadSignature, Forbidden, NotFound, Security
from core.ledger import links, staff, stores
from functions.admin import embedding, rights, session
from functions.admin.connecting import leading_away
from functions.admin.knocks import Knocks
from integrations.shopify.id_token import RETRY_HEADER
from integrations.shopify.webhook import shop_domain

auth = Blueprint("auth", __name__)

_OPEN = frozenset({"static", "auth.enter", "auth.use_link", "embedding.bounce"})
# Changes nothing, whoever sends it: the widget of a preview carries no form's token.
_HARMLESS = frozenset({"preview.refuse"})
_BEARER = "Bearer "


def guard() -> Response | tuple[str, int, dict[str, str]] | None:
    """Before every request: for which store is this, and by whom? Without a credential nothing is
    answered but how to get one, whether the page exists or not."""
    if request.endpoint == "static":
        return None
    header = request.headers.get("Authorization", "")
    try:
        if header.startswith(_BEARER):
            # Such a header is no browser's own doing, so there is no forged form to fear.
            g.store, g.staff = session.of_token(header.removeprefix(_BEARER))
            g.direct = True
            rights.check(request.endpoint, request.method)
            return None
        if "id_token" in request.args and request.method == "GET" and _asks_who():
            return _embedded(request.args["id_token"])
    except Security as error:
        if error.code == "role":
            raise
        again = embedding.bounced(refused=True) if isinstance(error, BadSignature) else None
        return again or unauthorized(error.code, dict([RETRY_HEADER]))
    found = session.current()
    if found is not None:
        g.store, g.staff = found
    elif request.endpoint not in _OPEN:
        return embedding.bounced() or unauthorized("signed_out")
    if request.method not in rights.READING and request.endpoint not in _HARMLESS:
        session.check_csrf()
    rights.check(request.endpoint, request.method)
    return None


def _asks_who() -> bool:
    return request.endpoint not in _OPEN


def _embedded(token: str) -> Response | None:
    """Shopify's admin opens a page with a token in its address; it goes into the cookie, or counts
    for this page alone where cookies do not come back."""
    away = leading_away(token)
    if away is not None:
        return away
    # Freshly: it may have been connected a moment ago.
    store, who = session.of_token(token, fresh=True)
    if embedding.DIRECT in request.args:
        g.store, g.staff, g.direct = store, who, True
        rights.check(request.endpoint, request.method)
        return None
    session.begin(store, who, shop=store.address)
    return embedding.arrived(store.address)


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
        found = links.peek(token, now_s)
        store = stores.get(found.store_id)
    except (Forbidden, NotFound):
        _knocks().note(_address(), now_s)
        if g.get("store") is not None:
            return redirect(url_for("home.index"), 303)
        return unauthorized("link_over")
    return render_template("enter.html", token=token, opened=store, who=found.who)


@auth.post("/enter")
def use_link() -> Response | tuple[str, int, dict[str, str]]:
    now_s = int(time.time())
    _knocks().check(_address(), now_s)
    try:
        found = links.consume(request.form.get("token", ""), now_s)
        store = stores.get(found.store_id, fresh=True)
        who = staff.arrive(store.store_id, found.who, now_s * 1000)
        session.begin(store, who, stay=bool(request.form.get("stay")))
    except Forbidden as error:
        _knocks().note(_address(), now_s)
        return unauthorized(error.code)
    g.store, g.staff = store, who
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
