"""Pages that say why something is not connected, for people."""

from __future__ import annotations

from functions.connect import words
from functions.frames import ancestors
from functions.http import Answer, safe_headers


def page(status: int, problem: str, shop: str | None = None) -> Answer:
    """What words.py says of `problem`. `shop`: whose admin may frame it; it holds nothing to
    click."""
    headers = safe_headers() | {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
        f"base-uri 'none'; frame-ancestors {ancestors(shop)}",
    }
    if shop is None:
        headers["x-frame-options"] = "DENY"
    return {"statusCode": status, "headers": headers, "body": words.page(problem)}
