"""Shopify's token endpoint, as strict as its documentation lets it be: one pair of tokens a shop,
a new pair ends the access token before it, and a refresh token counts until its successor is used.
"""

from __future__ import annotations

import hmac
import secrets
import time
from typing import Any

import jwt
from flask import Response, jsonify, make_response, request

from infra.local.sandbox import shopify_app
from infra.local.sandbox.faults import Fault
from infra.local.sandbox.sandbox import Sandbox, current
from infra.local.sandbox.shopify_admin import admin

TOKEN_LIFE_S = 3600
REFRESH_LIFE_S = 90 * 86400
# How long a refresh token whose successor nobody has used is taken again.
_RETAINED_S = 30 * 86400
_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
_LEEWAY_S = 10


@admin.post("/shopify/admin/oauth/access_token")
def access_token() -> Response:
    """Token exchange and refresh. Faults match "oauth exchange" and "oauth refresh"."""
    sandbox = current()
    given = request.get_json(silent=True) or request.form.to_dict()
    verb = "exchange" if given.get("grant_type") == _EXCHANGE else "refresh"
    fault = sandbox.faults.strike("shopify", f"oauth {verb}")
    response = _trouble(fault)
    if response is None:
        with sandbox.db.change():
            response = _answer(sandbox, given)
    if fault is not None and fault.kind == "timeout_after":  # done, and nobody hears of it
        fault.wait()
        response = make_response("", 504)
    sandbox.requests.append(
        {
            "platform": "shopify",
            "method": "POST",
            "path": f"oauth {verb}",
            "status": response.status_code,
            "at": time.time(),
        }
    )
    return response


def _trouble(fault: Fault | None) -> Response | None:
    if fault is None or fault.kind == "timeout_after":
        return None
    if fault.kind in ("slow", "timeout_before"):
        fault.wait()
        return None if fault.kind == "slow" else make_response("", 504)
    if fault.kind == "unauthorized":
        return _refused("invalid_request", 401)
    return make_response("", 429 if fault.kind in ("too_many", "throttled") else fault.status)


def _answer(sandbox: Sandbox, given: dict[str, Any]) -> Response:
    store = sandbox.store("shopify")
    secret = str(given.get("client_secret") or "")
    if given.get("client_id") != store.api_key or not hmac.compare_digest(
        secret.encode(), store.api_secret.encode()
    ):
        return _refused("invalid_client", 400)
    if given.get("grant_type") == _EXCHANGE:
        return _exchange(sandbox, given)
    if given.get("grant_type") == "refresh_token":
        return _refresh(sandbox, str(given.get("refresh_token")))
    return _refused("unsupported_grant_type", 400)


def _exchange(sandbox: Sandbox, given: dict[str, Any]) -> Response:
    store = sandbox.store("shopify")
    try:
        claims = jwt.decode(
            str(given.get("subject_token")),
            store.api_secret,
            algorithms=["HS256"],
            audience=store.api_key,
            leeway=_LEEWAY_S,
        )
    except jwt.InvalidTokenError:
        return _refused("invalid_subject_token", 400)
    if claims["dest"] != f"https://{store.shop_domain}" or not shopify_app.installed(sandbox):
        return _refused("invalid_subject_token", 400)
    if given.get("requested_token_type") != _OFFLINE or str(given.get("expiring")) != "1":
        # Apps made since April 2026 are given no others.
        return _refused("invalid_request", 400)
    return _issue(sandbox, retained=None)


def _refresh(sandbox: Sandbox, presented: str) -> Response:
    pair = shopify_app.pair(sandbox)
    if not shopify_app.installed(sandbox) or pair is None:
        return _refused("invalid_request", 401)
    now_s, retained = sandbox.now(), pair["retained"]
    if hmac.compare_digest(presented.encode(), pair["refresh"].encode()):
        if pair["refresh_expires_at"] <= now_s:
            return _refused("invalid_request", 401)
        return _issue(sandbox, retained={"token": presented, "until": now_s + _RETAINED_S})
    if (
        retained is None
        or not hmac.compare_digest(presented.encode(), retained["token"].encode())
        or retained["until"] <= now_s
    ):
        return _refused("invalid_request", 401)
    return _issue(sandbox, retained=retained)


def _issue(sandbox: Sandbox, retained: dict[str, Any] | None) -> Response:
    store, now_s = sandbox.store("shopify"), sandbox.now()
    pair = {
        "access": "shpat_" + secrets.token_hex(16),
        "expires_at": now_s + TOKEN_LIFE_S,
        "refresh": "shprt_" + secrets.token_hex(16),
        "refresh_expires_at": now_s + REFRESH_LIFE_S,
        "scopes": store.scopes,
        "retained": retained,
    }
    shopify_app.keep_pair(sandbox, pair)
    return jsonify(
        {
            "access_token": pair["access"],
            "scope": store.scopes,
            "expires_in": TOKEN_LIFE_S,
            "refresh_token": pair["refresh"],
            "refresh_token_expires_in": REFRESH_LIFE_S,
        }
    )


def _refused(error: str, status: int) -> Response:
    response = jsonify({"error": error})
    response.status_code = status
    return response
