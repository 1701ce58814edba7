"""Shopify's Admin GraphQL API: one place that calls it, through ShopifyAPI.

What the SDK lacks is added here: a time-out, no redirects (they would carry the token along),
errors inside a 200, throttling, and no global state between calls.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import IO, Any
from urllib.parse import urlsplit

from core.errors import Forbidden, StoreRefused, StoreUnavailable
from integrations.patience import Patience
from integrations.shopify.queries import document

API_VERSION = "2026-10"
TIMEOUT_S = 6

_sdk_lock = threading.Lock()


class AdminApi:
    """The Admin API of one shop.

    `instead_of`: the token that has replaced a refused one, None when none has. Tokens are renewed
    while others use them. `origin` (development only): calls go there instead of https://{shop},
    with the shop named in X-Shopify-Shop-Domain.
    """

    def __init__(
        self,
        shop: str,
        access_token: str,
        *,
        origin: str | None = None,
        instead_of: Callable[[str], str | None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.shop = shop
        self.origin, self._token, self._instead_of = origin, access_token, instead_of
        self._graphql = _sdk(shop, access_token, origin)
        self._patience = Patience(TIMEOUT_S, sleep)

    def begin(self) -> None:
        """A new operation, with a new budget of time."""
        self._patience.begin()

    def read(self, name: str, **variables: Any) -> dict[str, Any]:
        """Run the query in queries/{name}.graphql; its data. Tried again where that may help."""
        return self._patience.run(lambda: self._once(name, variables), repeatable=True)

    def write(self, name: str, *, repeatable: bool = False, **variables: Any) -> dict[str, Any]:
        """Run a mutation; its data. Tried again only when Shopify said that it did nothing
        (throttled), or when doing it twice is doing it once (`repeatable`).

        Both raise StoreUnavailable, StoreRefused and Forbidden as core.ports.StorePort says.
        """
        return self._patience.run(lambda: self._once(name, variables), repeatable=repeatable)

    def _once(self, name: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self._asked(name, variables)
        except Forbidden:
            newer = self._instead_of(self._token) if self._instead_of else None
            if newer is None:
                raise
        self._token, self._graphql = newer, _sdk(self.shop, newer, self.origin)
        return self._asked(name, variables)

    def _asked(self, name: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        try:
            body = self._graphql.execute(document(name), dict(variables))
            answer = json.loads(body)
        except _Answered as answered:
            raise _by_status(answered) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise StoreUnavailable(f"Shopify gave no answer: {type(error).__name__}.") from error
        if not isinstance(answer, dict):
            raise StoreUnavailable("Shopify answered with something that is no GraphQL result.")
        if answer.get("errors"):
            raise _by_errors(answer)
        data = answer.get("data")
        if not isinstance(data, dict):
            raise StoreUnavailable("Shopify answered without data.")
        return data


def _sdk(shop: str, access_token: str, origin: str | None) -> Any:
    """ShopifyAPI's GraphQL client for one shop, holding its own endpoint and headers.

    The SDK keeps the active session in class attributes, so the session lives only while the
    client is made. 2026-10 is younger than the SDK's list of versions: Session makes a version of
    any name of that form.
    """
    import shopify
    from shopify.resources import graphql as module

    with _sdk_lock:
        module.urllib = _URLLIB
        shopify.ShopifyResource.activate_session(shopify.Session(shop, API_VERSION, access_token))
        try:
            client = shopify.GraphQL()
            client.headers = dict(client.headers)
        finally:
            shopify.ShopifyResource.clear_session()
    if origin:
        client.endpoint = origin.rstrip("/") + urlsplit(client.endpoint).path
        client.headers["X-Shopify-Shop-Domain"] = shop
    return client


class _Answered(Exception):
    """An HTTP status other than 200. Not an HTTPError: the SDK would print that one's body."""

    def __init__(self, status: int, retry_after: str | None) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after = retry_after


class _StatusIsAnAnswer(urllib.request.HTTPErrorProcessor):
    def http_response(self, request: Any, response: Any) -> Any:
        if response.status != 200:  # redirects too: nobody follows them
            with response:
                raise _Answered(response.status, response.headers.get("Retry-After"))
        return response

    https_response = http_response


_opener = urllib.request.build_opener(_StatusIsAnAnswer)


def _urlopen(request: urllib.request.Request) -> IO[bytes]:
    response: IO[bytes] = _opener.open(request, timeout=TIMEOUT_S)
    return response


# What the SDK's GraphQL module knows as `urllib`: it calls urlopen without a time-out.
_URLLIB = SimpleNamespace(
    request=SimpleNamespace(Request=urllib.request.Request, urlopen=_urlopen),
    error=urllib.error,
)


def _by_status(answered: _Answered) -> Exception:
    status = answered.status
    if status == 401:
        return Forbidden("Shopify refused the access token.")
    if status in (402, 408, 423, 429) or status >= 500:  # 402, 423: frozen, locked; it may thaw
        return StoreUnavailable(
            f"Shopify answered {status}.",
            retry_after_s=_seconds(answered.retry_after),
            undone=status == 429,
        )
    return StoreRefused(f"Shopify answered {status}.", status=status)


def _seconds(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:  # an HTTP date: come back when the queue brings it
        return None


def _by_errors(answer: Mapping[str, Any]) -> Exception:
    errors = answer["errors"] if isinstance(answer["errors"], list) else [answer["errors"]]
    extensions = [e.get("extensions") or {} for e in errors if isinstance(e, dict)]
    codes = sorted({str(e["code"]) for e in extensions if isinstance(e, dict) and "code" in e})
    if "THROTTLED" in codes:
        return StoreUnavailable(
            "Shopify is throttling us.", retry_after_s=_refill_s(answer), undone=True
        )
    if {"INTERNAL_SERVER_ERROR", "TIMEOUT"} & set(codes):
        return StoreUnavailable("Shopify failed while answering.")
    # A missing scope is not a refused token: what is missing can be granted.
    code = "access_denied" if "ACCESS_DENIED" in codes else "store_refused"
    return StoreRefused("Shopify refused the request.", code=code, errors=codes)


def _refill_s(answer: Mapping[str, Any]) -> float:
    """How long until the bucket holds what the request costs."""
    try:
        cost = answer["extensions"]["cost"]
        status = cost["throttleStatus"]
        missing = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        return max(0.2, missing / float(status["restoreRate"]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 1.0
