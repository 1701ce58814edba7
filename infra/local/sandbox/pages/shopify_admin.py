"""The admin of the Shopify shop, as far as an app sees it: install, open in a frame, permissions,
uninstall, and the requests about personal data that Shopify passes on."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from infra.local.sandbox import shopify_app
from infra.local.sandbox.pages.frame import page, say_here, shop
from infra.local.sandbox.sandbox import current
from infra.local.sandbox.signing import id_token

_OF_A_CUSTOMER = ("customers/data_request", "customers/redact")


@shop.get("/shopify/admin")
def show_shopify_admin() -> Any:
    """?open=1: with the app in its frame, for which Shopify makes an ID token each time."""
    sandbox = current()
    there = shopify_app.installed(sandbox)
    return page(
        "shopify_admin.html",
        store=sandbox.store("shopify"),
        installed=there,
        framed=_app_url() if there and request.args.get("open") else None,
        customers=sandbox.db.all("shopify/customer"),
        topics=_OF_A_CUSTOMER,
    )


def _app_url() -> str:
    sandbox, store = current(), current().store("shopify")
    front = "" if request.script_root else sandbox.config.front_url
    name = store.shop_domain.removesuffix(".myshopify.com")
    host = base64.b64encode(f"admin.shopify.com/store/{name}".encode()).decode()
    query = {
        "embedded": "1",
        "shop": store.shop_domain,
        "host": host,
        "locale": "en",
        "id_token": id_token(store.shop_domain, store.api_key, store.api_secret, sandbox.now()),
    }
    return f"{front}/admin/?{urlencode(query)}"


@shop.post("/shopify/admin/<any(install, uninstall, grant, redact_shop):action>")
def act_in_shopify_admin(action: str) -> Response:
    sandbox = current()
    if action == "install":
        shopify_app.install(sandbox)
        return redirect(url_for("shop.show_shopify_admin", open=1))
    if action == "uninstall":
        shopify_app.uninstall(sandbox)
    elif action == "grant":
        shopify_app.grant(sandbox)
    else:
        shopify_app.ask(sandbox, "shop/redact", None)
    flash(say_here(f"did_{action}"), "good")
    return redirect(url_for("shop.show_shopify_admin"))


@shop.post("/shopify/admin/compliance")
def ask_about_a_customer() -> Response:
    """Form: customer, topic."""
    sandbox, topic = current(), request.form.get("topic", "")
    customer = sandbox.db.get("shopify/customer", request.form.get("customer", ""))
    if topic not in _OF_A_CUSTOMER or customer is None:
        abort(422)
    shopify_app.ask(sandbox, topic, customer)
    flash(say_here("did_ask"), "good")
    return redirect(url_for("shop.show_shopify_admin"))
