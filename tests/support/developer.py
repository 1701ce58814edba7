"""Somebody who writes a program against the API: a key, and requests with it."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from core.api_keys import SCOPES
from core.ledger import api_keys
from functions.api.handler import handler
from tests.support.http_api import Context, request

T0 = 1_795_000_000


@dataclass(frozen=True)
class Heard:
    """An answer. `headers` by names in lower case."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.body["error"]
        return found


@dataclass(frozen=True)
class Developer:
    """Requests with one key."""

    store_id: str
    key: str = field(repr=False)

    def ask(
        self, method: str, path: str, body: Any = None, query: Any = None, **headers: str
    ) -> Heard:
        """Ask what the HTTP API would have the function answer; `path` behind /api/v1/."""
        raw = b"" if body is None else json.dumps(body).encode()
        given = {"authorization": f"Bearer {self.key}", **headers}
        event = request(method, f"/api/v1/{path}", urlencode(query or {}), raw, **given)
        event["requestContext"]["requestId"] = "r-1"
        answer = handler(event, Context())
        many = answer.get("multiValueHeaders") or {}
        every = {**answer.get("headers", {}), **{one: values[0] for one, values in many.items()}}
        text = answer.get("body") or "null"
        lowered = {one.lower(): value for one, value in every.items()}
        return Heard(answer["statusCode"], json.loads(text), lowered)

    def get(self, path: str, **query: Any) -> Any:
        """What a GET answers; it must succeed."""
        heard = self.ask("GET", path, query=query)
        assert heard.status == 200, heard
        return heard.body

    def post(self, path: str, body: Any = None, key: str = "") -> Heard:
        """A POST with an Idempotency-Key, a fresh one if none is given."""
        return self.ask("POST", path, body or {}, idempotency_key=key or uuid.uuid4().hex)


def developer(store_id: str, *scopes: str, now_s: int = T0) -> Developer:
    """Somebody with a new key of the store, of all scopes if none is named."""
    text, _ = api_keys.create(store_id, "A test", list(scopes or SCOPES), now_s)
    return Developer(store_id, text)
