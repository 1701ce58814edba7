"""The back end of the WooCommerce shop, as far as connecting needs one: the plugin's field for a
connection link, and WooCommerce's question whether the access is allowed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from infra.local.sandbox import woo_connect
from infra.local.sandbox.pages.frame import page, say_here, shop
from infra.local.sandbox.sandbox import current

_ASKED = ("app_name", "user_id", "return_url", "callback_url", "scope")


@shop.get("/woo/wp-admin")
def show_connecting() -> Any:
    """The plugin's settings."""
    if request.args.get("success") == "1":
        flash(say_here("connected"), "good")
    return page("connecting.html", asked=None, connected=current().store("woo").connected)


@shop.post("/woo/wp-admin")
def leave() -> Response:
    """Form: link. Leads to Regulars, which leads back to WooCommerce's question."""
    link = request.form.get("link", "").strip()
    if "/connect/" not in link or not link.startswith(("http://", "https://")):
        abort(422)
    woo_connect.expect(current(), link)
    home = url_for("shop.home", platform="woo", _external=True).rstrip("/")
    here = url_for("shop.show_connecting", _external=True)
    return redirect(f"{link}?{urlencode({'url': home, 'return': here})}")


@shop.get("/woo/wc-auth/v1/authorize")
def ask() -> Any:
    asked = {name: request.args.get(name, "") for name in _ASKED}
    if not all(asked.values()) or asked["scope"] != "read_write":
        abort(401)
    return page("connecting.html", asked=asked, denied=woo_connect.back(asked, "0"))


@shop.post("/woo/wc-auth/v1/access_granted")
def allow() -> Any:
    asked = {name: request.form.get(name, "") for name in _ASKED}
    if not all(asked.values()):
        abort(401)
    try:
        return redirect(woo_connect.grant(current(), asked))
    except ValueError as refused:
        # WooCommerce's own page says no more than that either.
        return page("message.html", 0, 401, text=f"{say_here('access_failed')} ({refused})")
