"""One HTTP POST, bytes untouched, for webhooks and the app proxy. Follows no redirects."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit


def send(
    method: str, url: str, headers: dict[str, str], body: bytes, timeout_s: float
) -> tuple[int, list[tuple[str, str]], bytes]:
    """(status, headers, body). Raises OSError or http.client.HTTPException."""
    parts = urlsplit(url)
    cls = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = cls(parts.hostname or "", parts.port, timeout=timeout_s)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()
    finally:
        connection.close()


def post(url: str, headers: dict[str, str], body: bytes, timeout_s: float) -> tuple[int, str]:
    """(status, the beginning of the answer); status 0 when no answer came."""
    try:
        status, _, answer = send("POST", url, headers, body, timeout_s)
    except (OSError, http.client.HTTPException) as error:
        return 0, f"{type(error).__name__}: {error}"[:300]
    return status, answer.decode("utf-8", "replace")[:300]
