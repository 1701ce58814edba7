"""WooCommerce's REST API: one place that calls it, through the woocommerce package.

The package signs correctly; everything else a caller needs is added here: time-outs, retries of
GETs only, the guard against private networks, and errors as core.ports.StorePort says.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from importlib.util import module_from_spec
from types import ModuleType
from typing import Any

import woocommerce.api

from core.errors import Forbidden, StoreRefused, StoreUnavailable
from integrations import url_guard
from integrations.patience import Patience
from integrations.woocommerce.transport import WHOLE_TIMEOUT_S, Answer, send

USER_AGENT = "Regulars/1"


def _with_our_transport() -> ModuleType:
    """A copy of the package's module that sends through `send`: it calls requests.request by a
    global name, and changing that in the module itself would change it for everybody else in the
    process. `allow_private` reaches `send` as an extra argument."""
    spec = woocommerce.api.__spec__
    copy = module_from_spec(spec)
    spec.loader.exec_module(copy)
    vars(copy)["request"] = send
    return copy


_woocommerce = _with_our_transport()


class RestApi:
    """The REST API of one site, in WooCommerce's `namespace` or in that of a plugin. Keys go as
    Basic over https; over http, which only `allow_private` admits, the package signs with OAuth
    1.0a."""

    def __init__(
        self,
        url: str,
        consumer_key: str,
        consumer_secret: str,
        *,
        allow_private: bool = False,
        namespace: str = "wc/v3",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url.rstrip("/")
        self._allow_private = allow_private
        self._patience = Patience(WHOLE_TIMEOUT_S, sleep)
        self._api = _woocommerce.API(
            url=self._url,
            consumer_key=consumer_key,
            consumer_secret=consumer_secret,
            version=namespace,
            user_agent=USER_AGENT,
        )

    def begin(self) -> None:
        """A new operation, with a new budget of time."""
        self._patience.begin()

    def get(self, path: str, **params: str | int) -> Any:
        """GET {site}/wp-json/{namespace}/{path}; its JSON. Tried again where that may help."""
        words = {name: str(value) for name, value in params.items()}
        return self._again(
            lambda: self._api.get(path, params=words, allow_private=self._allow_private)
        )

    def counted(self, path: str, **params: str | int) -> tuple[Any, int]:
        """As `get`, with how many there are on all pages; 0 where the store does not say."""
        words = {name: str(value) for name, value in params.items()}
        found: dict[str, str] = {}

        def call() -> Answer:
            answer: Answer = self._api.get(path, params=words, allow_private=self._allow_private)
            found.update(answer.headers)
            return answer

        data = self._again(call)
        stated = found.get("x-wp-total", "")
        return data, int(stated) if stated.isdecimal() else 0

    def post(self, path: str, data: Mapping[str, Any]) -> Any:
        """POST once: nobody knows what a lost answer did. After StoreUnavailable, look."""
        return self._alone(
            lambda: self._api.post(path, dict(data), allow_private=self._allow_private)
        )

    def put(self, path: str, data: Mapping[str, Any]) -> Any:
        """PUT once; the caller may call again.

        All raise StoreUnavailable, StoreRefused (details: `store_code`, `status`) and Forbidden
        as core.ports.StorePort says.
        """
        return self._alone(
            lambda: self._api.put(path, dict(data), allow_private=self._allow_private)
        )

    def index(self) -> Any:
        """GET {site}/wp-json/: what WordPress says of itself to anybody."""
        headers = {"user-agent": USER_AGENT, "accept": "application/json"}
        url = f"{self._url}/wp-json/"
        return self._again(
            lambda: send(method="GET", url=url, headers=headers, allow_private=self._allow_private)
        )

    def _again(self, call: Callable[[], Answer]) -> Any:
        return self._patience.run(lambda: self._once(call), repeatable=True)

    def _alone(self, call: Callable[[], Answer]) -> Any:
        return self._patience.run(lambda: self._once(call), repeatable=False)

    def _once(self, call: Callable[[], Answer]) -> Any:
        url_guard.check(self._url, allow_private=self._allow_private)
        answer = call()
        data = _json(answer.body)
        if 200 <= answer.status < 300:
            if data is None:
                raise StoreUnavailable("The store's answer is not JSON.")
            return data
        raise _error(answer, data)


def _json(body: bytes) -> Any:
    try:
        # Plugins print byte order marks in front of answers.
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _error(answer: Answer, data: Any) -> Exception:
    status = answer.status
    code = data.get("code") if isinstance(data, dict) else None
    if 300 <= status < 400:
        return StoreRefused(
            "The store's URL redirects; connect it by the URL that it redirects to.",
            store_code="redirect",
            status=status,
        )
    if status in (408, 425, 429) or status >= 500:
        wait_s = _seconds(answer.headers.get("retry-after"))
        return StoreUnavailable(f"The store answered {status}.", retry_after_s=wait_s)
    if not isinstance(code, str):
        # A firewall's page or a broken site: nothing that WooCommerce itself said.
        return StoreUnavailable(f"Something in front of the store answered {status}.")
    if status in (401, 403):
        return Forbidden("The store refused the keys.", store_code=code[:80], status=status)
    return StoreRefused("The store refused the request.", store_code=code[:80], status=status)


def _seconds(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:  # an HTTP date: come back when the queue brings it
        return None
