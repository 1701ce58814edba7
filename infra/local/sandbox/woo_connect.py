"""The WooCommerce shop's side of a connection: wc-auth, which makes a key and posts it, and the
route of the plugin into which Regulars then lays the connection."""

from __future__ import annotations

import json
import secrets
import time
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, jsonify, request

from infra.local.sandbox.sandbox import Sandbox, current
from infra.local.sandbox.transport import post
from infra.local.sandbox.woo_auth import error

plugin = Blueprint("woo_plugin", __name__)
PLUGIN = "/woo/wp-json/wc-regulars/v1"
WAIT_S = 60 * 60
_CALLBACK_TIMEOUT_S = 60.0  # WooCommerce's own
_NEEDED = ("store_id", "api", "shopper_secret", "plugin_secret", "webhook_secret")
_KEYS = ("consumer_key", "consumer_secret")


def expect(sandbox: Sandbox, link: str) -> None:
    """Note that somebody here has followed a connection link."""
    api = link.partition("/connect/")[0]
    with sandbox.db.change():
        sandbox.db.put("setting", "awaited", {"api": api, "until": time.time() + WAIT_S})


def grant(sandbox: Sandbox, asked: dict[str, str]) -> str:
    """What WooCommerce does when its merchant has allowed the access; where the merchant goes then.
    Raises ValueError when the callback was not answered 200: then the key is gone again."""
    before = sandbox.store("woo")
    key = {"consumer_key": f"ck_{secrets.token_hex(20)}", "consumer_secret": ""}
    key["consumer_secret"] = f"cs_{secrets.token_hex(20)}"
    sandbox.configure_store("woo", **key)
    sent = {
        "key_id": 1,
        "user_id": asked["user_id"],
        **key,
        "key_permissions": asked["scope"],
    }
    headers = {"Content-Type": "application/json;charset=UTF-8"}
    body = json.dumps(sent).encode()
    status, answered = post(asked["callback_url"], headers, body, _CALLBACK_TIMEOUT_S)
    if status != 200:
        sandbox.configure_store("woo", **{name: getattr(before, name) for name in _KEYS})
        raise ValueError(f"{status}: {answered}")
    return back(asked, "1")


def back(asked: dict[str, str], success: str) -> str:
    """The address that the merchant comes back to."""
    joint = "&" if urlsplit(asked["return_url"]).query else "?"
    return (
        asked["return_url"] + joint + urlencode({"success": success, "user_id": asked["user_id"]})
    )


@plugin.post("/connection")
def keep() -> Response:
    """The plugin's own route: keys were checked before."""
    sandbox = current()
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not all(isinstance(sent.get(name), str) for name in _NEEDED):
        return error("rest_missing_callback_param", "Missing parameter(s).", 400)
    awaited = sandbox.db.get("setting", "awaited") or {}
    if awaited.get("api") != sent["api"] or awaited["until"] < time.time():
        return error("regulars_not_awaited", "Nobody in this shop asked to be connected.", 409)
    kept = {name: sent[name] for name in _NEEDED if name != "api"}
    sandbox.configure_store("woo", **kept)
    return jsonify({"connected": True, "version": "sandbox"})
