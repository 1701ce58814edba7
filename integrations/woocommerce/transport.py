"""How requests leave for a merchant's own server: guarded, timed, bounded, never redirected."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from core.errors import StoreUnavailable
from integrations.url_guard import refuse_private_peer

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 6.0
# A server that drips its answer keeps nobody longer than this.
WHOLE_TIMEOUT_S = 7.0
MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. `headers` in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def send(
    *,
    method: str,
    url: str,
    allow_private: bool = False,
    timeout: object = None,
    params: Mapping[str, str] | None = None,
    **request: Any,
) -> Answer:
    """Send one request, in place of `requests.request` inside the woocommerce package.

    `timeout` is ours, whatever the package has in mind. Over http the package has put `params`
    into the signed URL already and hands them over again: sent twice, some servers see lists.
    Raises StoreUnavailable when no complete answer came, and Forbidden for a private address.
    """
    deadline = time.monotonic() + WHOLE_TIMEOUT_S
    session = _open if allow_private else _guarded
    try:
        with session.request(
            method,
            url,
            params=None if "?" in url else params,
            timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
            allow_redirects=False,
            stream=True,
            **request,
        ) as response:
            body = bytearray()
            for chunk in response.iter_content(64 * 1024):
                body += chunk
                if len(body) > MAX_BYTES:
                    raise StoreUnavailable("The store's answer is too long.")
                if time.monotonic() > deadline:
                    raise StoreUnavailable("The store answers too slowly.")
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, headers, bytes(body))
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        # The error's text may hold the signed URL: only its kind is told.
        raise StoreUnavailable(f"The store gave no answer: {type(error).__name__}.") from None


class _PublicHttp(HTTPConnection):
    def _new_conn(self) -> Any:
        return _checked(super()._new_conn())


class _PublicHttps(HTTPSConnection):
    def _new_conn(self) -> Any:
        return _checked(super()._new_conn())


def _checked(sock: Any) -> Any:
    """The connected socket, before anything is written to it."""
    try:
        refuse_private_peer(sock.getpeername()[0])
    except BaseException:
        sock.close()
        raise
    return sock


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _PublicHttp


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHttps


class _GuardedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


def _session(adapter: HTTPAdapter) -> requests.Session:
    session = requests.Session()
    # No proxies (the peer would be the proxy), no .netrc (its keys are not the store's).
    session.trust_env = False
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


_guarded = _session(_GuardedAdapter())
_open = _session(HTTPAdapter())


def session_for(*, allow_private: bool) -> requests.Session:
    """The session that looks at each address it connects to; on a developer's machine one that does
    not."""
    return _open if allow_private else _guarded
