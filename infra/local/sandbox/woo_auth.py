"""WooCommerce's API keys: OAuth 1.0a over http, Basic or query parameters over https."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl, quote, unquote

from flask import Request, Response, jsonify

from infra.local.sandbox.config import StoreConfig

_WINDOW_S = 15 * 60
_NEEDED = (
    "oauth_consumer_key",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
)
_HASHES = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}
_DENIED = {"GET": ("view", "list"), "POST": ("create", "create"), "DELETE": ("delete", "delete")}


def error(code: str, message: str, status: int) -> Response:
    """WordPress's error document."""
    response = jsonify({"code": code, "message": message, "data": {"status": status}})
    response.status_code = status
    return response


class WooAuth:
    """Remembers nonces, as WooCommerce does, for the fifteen minutes in which they count."""

    def __init__(self) -> None:
        self._nonces: dict[tuple[str, str], float] = {}

    def refuse(self, request: Request, store: StoreConfig, now_s: float) -> Response | None:
        """None when the request may pass, else the answer it gets."""
        if _is_https(request):
            return self._basic(request, store)
        # PHP keeps the last of repeated parameters; the client library sends each one twice.
        query = request.query_string.decode("ascii", "replace")
        params = dict(parse_qsl(query, keep_blank_values=True))
        if not any(name in params for name in _NEEDED):
            return _nobody(request)
        missing = [name for name in _NEEDED if not params.get(name)]
        if missing:
            return _failed("Missing OAuth parameter " + ", ".join(missing))
        if not hmac.compare_digest(params["oauth_consumer_key"], store.consumer_key):
            return _failed("Consumer key is invalid.")
        return self._signature(request, params, store, now_s) or self._fresh(params, now_s)

    def _basic(self, request: Request, store: StoreConfig) -> Response | None:
        key, secret = request.args.get("consumer_key"), request.args.get("consumer_secret")
        if request.authorization and request.authorization.type == "basic":
            key = key or request.authorization.username
            secret = secret or request.authorization.password
        if not key or not hmac.compare_digest(key.encode(), store.consumer_key.encode()):
            return _nobody(request)
        if not hmac.compare_digest((secret or "").encode(), store.consumer_secret.encode()):
            return _failed("Consumer secret is invalid.")
        return None

    def _signature(
        self, request: Request, params: dict[str, str], store: StoreConfig, now_s: float
    ) -> Response | None:
        algorithm = _HASHES.get(params["oauth_signature_method"])
        if algorithm is None:
            return _failed("Invalid signature - signature method is invalid.")
        signed = {_encode(k): _encode(v) for k, v in params.items() if k != "oauth_signature"}
        joined = "%26".join(f"{name}%3D{signed[name]}" for name in sorted(signed))
        base = f"{request.method}&{quote(request.base_url, safe='')}&{joined}"
        key = store.consumer_secret + "&"
        expected = base64.b64encode(hmac.new(key.encode(), base.encode(), algorithm).digest())
        if not hmac.compare_digest(expected, params["oauth_signature"].encode()):
            return _failed("Invalid signature - provided signature does not match.")
        return None

    def _fresh(self, params: dict[str, str], now_s: float) -> Response | None:
        stamp = params["oauth_timestamp"]
        if not stamp.isdigit() or abs(int(stamp) - now_s) > _WINDOW_S:
            return _failed("Invalid timestamp.")
        self._nonces = {k: at for k, at in self._nonces.items() if at > now_s - _WINDOW_S}
        used = (stamp, params["oauth_nonce"])
        if used in self._nonces:
            return _failed("Invalid nonce - nonce has already been used.")
        self._nonces[used] = now_s
        return None


def _encode(text: str) -> str:
    return quote(unquote(text)).replace("%", "%25")


def _is_https(request: Request) -> bool:
    return request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"


def _nobody(request: Request) -> Response:
    code, verb = _DENIED.get(request.method, ("edit", "edit"))
    message = f"Sorry, you cannot {verb} resources."
    return error(f"woocommerce_rest_cannot_{code}", message, 401)


def _failed(message: str) -> Response:
    return error("woocommerce_rest_authentication_error", message, 401)
