"""Telling a receiver: guarded as calls to stores are, within five seconds, redirects unfollowed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
import urllib3

from core.errors import BadInput, Forbidden, StoreUnavailable
from integrations import access, url_guard
from integrations.woocommerce.transport import session_for

CONNECT_TIMEOUT_S = 3.0
WHOLE_TIMEOUT_S = 5.0
URL_MAX = 500
_READ_MAX = 1024


@dataclass(frozen=True, slots=True)
class Heard:
    """What a receiver answered. `status` None: nothing, and `body` says why in our words."""

    status: int | None
    body: bytes
    took_ms: int
    retry_after: str | None = None


def checked_url(url: str) -> str:
    """An address that may be told things: https, and nothing of our own network. Raises BadInput
    with `field`."""
    stated = url.strip()
    if not 1 <= len(stated) <= URL_MAX or not stated.isascii() or not stated.isprintable():
        raise _bad(f"Say where, as an address of up to {URL_MAX} letters that begins with https://")
    if "#" in stated or " " in stated:
        raise _bad("The address must have no space and no #.")
    try:
        url_guard.check(stated, allow_private=_private_too())
    except StoreUnavailable as error:
        raise _bad("This host's name is not known. Is it spelt right?") from error
    except Forbidden as error:
        raise _bad(
            "The address must begin with https:// and be reachable from the internet."
        ) from error
    return stated


def post(url: str, body: str, headers: Mapping[str, str]) -> Heard:
    """Send it. Nothing is raised for a receiver that does not answer: that is an answer, too."""
    began = time.monotonic()
    private = _private_too()
    try:
        url_guard.check(url, allow_private=private)
        with session_for(allow_private=private).request(
            "POST",
            url,
            data=body.encode(),
            headers=dict(headers),
            timeout=(CONNECT_TIMEOUT_S, WHOLE_TIMEOUT_S),
            allow_redirects=False,
            stream=True,
        ) as response:
            read = _beginning(response, began + WHOLE_TIMEOUT_S)
            retry_after = response.headers.get("retry-after")
            return Heard(response.status_code, read, _ms(began), retry_after)
    except Forbidden:
        return Heard(None, b"The address leads into a private network.", _ms(began))
    except StoreUnavailable:
        return Heard(None, b"The host's name is not known.", _ms(began))
    except (requests.Timeout, TimeoutError):
        return Heard(None, b"No answer within 5 seconds.", _ms(began))
    except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
        # Its text may hold the address, and with it somebody's secret.
        return Heard(None, f"No answer: {type(error).__name__}.".encode(), _ms(began))


def _beginning(response: requests.Response, deadline: float) -> bytes:
    found = b""
    for chunk in response.iter_content(256):
        found += chunk
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(found) >= _READ_MAX:
            break
    return found


def _private_too() -> bool:
    return access.secret().development.allow_private_store_urls


def _bad(message: str) -> BadInput:
    return BadInput(message, code="bad_url", field="url")


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
