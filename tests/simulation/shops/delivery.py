"""A webhook on its way, and how API Gateway hands it to a function."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """One signed request. `topic` and `about` (the id of what it is about) are for whoever reads
    a failing history; `sent_at_s` is the shop's clock."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    topic: str
    about: str
    sent_at_s: float


def signature(secret: str, body: bytes) -> str:
    """base64(HMAC-SHA256), as both platforms sign."""
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def api_event(delivery: Delivery) -> dict[str, Any]:
    """The event of an HTTP API (payload version 2.0): header names in lower case, and base64 for
    a body that is no text."""
    try:
        body, encoded = delivery.body.decode(), False
    except UnicodeDecodeError:
        body, encoded = base64.b64encode(delivery.body).decode(), True
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": delivery.path,
        "rawQueryString": "",
        "headers": {name.lower(): value for name, value in delivery.headers.items()},
        "requestContext": {
            "http": {"method": "POST", "path": delivery.path, "sourceIp": "203.0.113.7"},
            "stage": "$default",
        },
        "body": body,
        "isBase64Encoded": encoded,
    }
