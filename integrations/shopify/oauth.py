"""Shopify's token endpoint: an ID token for a first pair of tokens, a refresh token for the next.

A pair is an access token of an hour and a refresh token of ninety days. A refresh token is used
once: with the answer, the one before it counts no more. Where that answer was lost, Shopify takes
the old one again until its successor is first used, for 30 days at most. So a failure that may be
one of the way is answered with StoreUnavailable, and the old refresh token is kept.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import Forbidden, StoreRefused, StoreUnavailable

TIMEOUT_S = 8
_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 - the name of a kind
_OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
_MAX_BYTES = 64 * 1024
# What is no answer about the token: our own key and secret are not those of the app.
_OURS = ("invalid_client", "application_cannot_be_found")
# What an answer may leave out. Never taken for "for ever": nobody would renew such a token.
_HOUR_S = 3600
_REFRESHABLE_S = 90 * 86400


@dataclass(frozen=True, slots=True)
class App:
    """The app at Shopify. `origin` (development only): calls go there, the shop in a header."""

    key: str
    secret: str = field(repr=False)
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A pair of tokens, with the times at which they end and what they permit."""

    access_token: str = field(repr=False)
    expires_at_s: int
    refresh_token: str = field(repr=False)
    refresh_expires_at_s: int
    scope: str


def exchange(app: App, shop: str, id_token: str, now_s: int) -> Grant:
    """The first pair, for a verified ID token. Raises Forbidden when Shopify does not take it,
    StoreRefused when it does not know us, StoreUnavailable when it does not answer."""
    asked = {
        "grant_type": _EXCHANGE,
        "subject_token": id_token,
        "subject_token_type": _ID_TOKEN,
        "requested_token_type": _OFFLINE,
        "expiring": "1",
    }
    return _granted(_post(app, shop, asked), now_s)


def refresh(app: App, shop: str, refresh_token: str, now_s: int) -> Grant:
    """The next pair. Raises as `exchange`; Forbidden: this refresh token is good no more."""
    asked = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return _granted(_post(app, shop, asked), now_s)


def _post(app: App, shop: str, asked: Mapping[str, str]) -> dict[str, Any]:
    url = f"{(app.origin or f'https://{shop}').rstrip('/')}/admin/oauth/access_token"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        **({"X-Shopify-Shop-Domain": shop} if app.origin else {}),
    }
    fields = {"client_id": app.key, "client_secret": app.secret, **asked}
    body = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310
    try:
        with _opener.open(request, timeout=TIMEOUT_S) as response:
            status, content = response.status, response.read(_MAX_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise StoreUnavailable(f"Shopify gave no answer: {type(error).__name__}.") from error
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if status in (400, 401, 403) and isinstance(answer, dict):
        raise _refusal(answer)
    if status != 200 or not isinstance(answer, dict):
        raise StoreUnavailable(f"Shopify answered {status} instead of a token.")
    return answer


def _refusal(answer: Mapping[str, Any]) -> Exception:
    code = str(answer.get("error"))[:60]
    if code in _OURS:
        return StoreRefused(
            "Shopify does not know the app by this key and secret: deploy with the right "
            "SHOPIFY_API_KEY and SHOPIFY_API_SECRET.",
            code="app_unknown",
        )
    return Forbidden(f"Shopify does not take the token ({code}).", code="token_refused")


def _granted(answer: Mapping[str, Any], now_s: int) -> Grant:
    access_token, refresh_token = answer.get("access_token"), answer.get("refresh_token")
    if not _text(access_token) or not _text(refresh_token):
        raise StoreUnavailable("Shopify's answer holds no pair of tokens.")
    return Grant(
        access_token=str(access_token),
        expires_at_s=now_s + _lives(answer.get("expires_in"), _HOUR_S),
        refresh_token=str(refresh_token),
        refresh_expires_at_s=now_s + _lives(answer.get("refresh_token_expires_in"), _REFRESHABLE_S),
        scope=str(answer.get("scope") or ""),
    )


def _text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 1000


def _lives(stated: object, usual_s: int) -> int:
    if isinstance(stated, bool) or not isinstance(stated, int | float) or stated <= 0:
        return usual_s
    return int(stated)


class _StatusIsAnAnswer(urllib.request.HTTPErrorProcessor):
    def http_response(self, request: Any, response: Any) -> Any:
        return response  # redirects too: nobody follows them with our secret

    https_response = http_response


_opener = urllib.request.build_opener(_StatusIsAnAnswer)
