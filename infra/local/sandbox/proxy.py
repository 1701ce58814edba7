"""Who is shopping, told to Regulars as each platform does: the WordPress plugin's token route
and Shopify's app proxy."""

from __future__ import annotations

import http.client
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from infra.local.sandbox.sandbox import current
from infra.local.sandbox.session import signed_in, state
from infra.local.sandbox.signing import order_token, proxy_signature, shopper_token
from infra.local.sandbox.transport import send
from infra.local.sandbox.woo_auth import error

identity = Blueprint("identity", __name__)
PREFIX = "/shopify/apps/regulars"
_OURS = {"shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature"}
_FORWARDED = ("Accept", "Content-Type", "Idempotency-Key", "Accept-Language")
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@identity.get("/woo/wp-json/regulars/v1/token")
def token() -> Response:
    """{"token"}: a short-lived token for the signed-in shopper, else for what the visitor ordered
    as a guest, which says so itself; never cached."""
    sandbox, store = current(), current().store("woo")
    shopper = signed_in("woo")
    if shopper is None and state("woo")["orders"]:
        return token_of_orders()
    if shopper is None:
        response = error("rest_not_logged_in", "You are not currently logged in.", 401)
    elif not store.connected or not store.shopper_secret:
        response = error("regulars_not_connected", "Regulars is not connected yet.", 503)
    else:
        minted = shopper_token(
            store.store_id,
            store.shopper_secret,
            str(shopper["id"]),
            shopper["email"],
            sandbox.now(),
        )
        response = jsonify({"token": minted})
    response.headers["Cache-Control"] = "no-store"
    return response


@identity.get("/woo/wp-json/regulars/v1/order-token")
def token_of_orders() -> Response:
    """{"token"}: for what this visitor placed as a guest; 204 for who placed nothing. Never
    cached."""
    sandbox, store = current(), current().store("woo")
    placed = state("woo")["orders"]
    if not placed or not store.connected or not store.shopper_secret:
        response = Response(status=204)
    else:
        minted = order_token(store.store_id, store.shopper_secret, placed, sandbox.now())
        response = jsonify({"token": minted})
    response.headers["Cache-Control"] = "no-store"
    return response


@identity.route(f"{PREFIX}/", defaults={"path": ""}, methods=_METHODS)
@identity.route(f"{PREFIX}/<path:path>", methods=_METHODS)
def app_proxy(path: str) -> Response:
    """Forward to Regulars with the signed identity. What the visitor sends under those names is
    dropped, and so are cookies, as Shopify does."""
    sandbox, store = current(), current().store("shopify")
    shopper = signed_in("shopify")
    query = [pair for pair in request.args.items(multi=True) if pair[0] not in _OURS]
    query += [
        ("shop", store.shop_domain),
        ("logged_in_customer_id", str(shopper["id"]) if shopper else ""),
        ("path_prefix", "/apps/regulars"),
        ("timestamp", str(int(sandbox.now()))),
    ]
    query.append(("signature", proxy_signature(store.api_secret, query)))
    headers = {name: request.headers[name] for name in _FORWARDED if name in request.headers}
    url = f"{sandbox.config.front_url}/storefront/{path}?{urlencode(query)}"
    try:
        status, received, answer = send(request.method, url, headers, request.get_data(), 30)
    except (OSError, http.client.HTTPException):
        return Response("There was an error in the third-party application.", 502)
    kept = [(n, v) for n, v in received if n.lower() in ("content-type", "cache-control")]
    return Response(answer, status, kept)
