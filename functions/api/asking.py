"""Who asks, for which store, and whether their key allows it. The store is the key's: nothing in a
path, a query or a body chooses it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.api_keys import ApiKey
from core.errors import BadInput, BadSignature, Forbidden, NotFound
from core.ledger import api_keys, asked, stores
from core.ledger.asked import Asked
from core.ledger.posting import Books
from core.ledger.stores import Store
from integrations.access import books_of

MAX_BODY_BYTES = 64 * 1024
LIMIT_MOST = 100
_BEARER = "bearer "
# What a header can carry.
_KEY = re.compile(r"[ -~]{1,200}", re.ASCII)
MEMBER_ID = re.compile(r"[0-9a-f]{24}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asking:
    """A request whose key counts. `headers`: by names in lower case; `what`: method and path."""

    store: Store
    books: Books
    key: ApiKey
    headers: Mapping[str, str]
    query: Mapping[str, str]
    text: str
    what: str
    now_ms: int
    # The request by its Idempotency-Key, once something has asked for it.
    requests: list[Asked] = field(default_factory=list)

    @property
    def now_s(self) -> int:
        return self.now_ms // 1000

    def may(self, scope: str) -> Asking:
        """Itself, where the key has that scope. Raises Forbidden."""
        if scope not in self.key.scopes:
            raise Forbidden(
                f"This key may not do that: it needs the scope {scope}. "
                "Make another one on the page Developers.",
                code="missing_scope",
                scope=scope,
            )
        return self

    def body(self) -> dict[str, Any]:
        """The JSON object of the request. Raises BadInput."""
        if len(self.text) > MAX_BODY_BYTES:
            raise BadInput("The request is too large.", code="too_large")
        try:
            found = json.loads(self.text or "{}")
        except (ValueError, RecursionError) as error:
            raise BadInput("The request is not JSON.", code="not_json") from error
        if not isinstance(found, dict):
            raise BadInput("The request is not a JSON object.", code="not_json")
        return found

    def named(self) -> str:
        """The request's Idempotency-Key. Raises BadInput without one."""
        key = self.headers.get("idempotency-key", "")
        if not _KEY.fullmatch(key):
            raise BadInput(
                "Send an Idempotency-Key header: a fresh random text of up to 200 letters for each "
                "thing that is to be done, and the same one when you send it again.",
                code="no_idempotency_key",
            )
        return key

    def once(self) -> Asked:
        """The request by its Idempotency-Key. Raises BadInput without one, and KeyReused where it
        came before with another request."""
        key = self.named()
        content = json.dumps([self.what, self.body()], sort_keys=True)
        found = asked.claim(self.books.ledger, self.store.store_id, key, content, self.now_s)
        self.requests.append(found)
        return found

    def finish(self) -> bool:
        """Note that the request was carried out; False where it had been before."""
        if any(one.done for one in self.requests):
            return False
        for one in self.requests:
            asked.finish(self.books.ledger, one, self.now_s)
        return True

    def limit(self, otherwise: int = 25) -> int:
        """How many are wanted. Raises BadInput."""
        stated = self.query.get("limit")
        if stated is None:
            return otherwise
        if not (stated.isascii() and stated.isdecimal() and 1 <= int(stated[:9]) <= LIMIT_MOST):
            raise BadInput(f"limit must be a number from 1 to {LIMIT_MOST}.", field="limit")
        return int(stated)

    def cursor(self, form: re.Pattern[str]) -> str | None:
        """Where the page begins. Raises BadInput for what no page gave."""
        stated = self.query.get("cursor")
        if stated is not None and not form.fullmatch(stated):
            raise BadInput("The cursor is not one that an earlier page gave.", field="cursor")
        return stated


def of(event: Mapping[str, Any], now_ms: int, used: Callable[[ApiKey], None]) -> Asking:
    """Raises BadSignature where no key of an installed store is shown. `used`: is told of the key
    before anything is read of its store."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    shown = headers.get("authorization", "")
    text = shown[len(_BEARER) :].strip() if shown.lower().startswith(_BEARER) else ""
    key = api_keys.opened(text, now_ms / 1000)
    used(key)
    try:
        store = stores.get(key.store_id)
    except NotFound as error:
        raise BadSignature("The store of this key is gone.", code="bad_key") from error
    if not store.installed:
        raise BadSignature("The store of this key is not connected.", code="bad_key")
    api_keys.note_use(key, now_ms // 1000)
    method = event["requestContext"]["http"]["method"]
    return Asking(
        store=store,
        books=books_of(store),
        key=key,
        headers=headers,
        query=event.get("queryStringParameters") or {},
        text=_text(event),
        what=f"{method} {event['rawPath']}",
        now_ms=now_ms,
    )


def _text(event: Mapping[str, Any]) -> str:
    if event.get("isBase64Encoded"):
        raise BadInput("The request is not JSON.", code="not_json")
    return event.get("body") or ""


def text_of(body: Mapping[str, Any], name: str, most: int, *, otherwise: str | None = None) -> str:
    """A text of a body. Raises BadInput that names it."""
    value = body.get(name)
    if value is None and otherwise is not None:
        return otherwise
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= most:
        raise BadInput(f"{name} must be a text of 1 to {most} letters.", field=name)
    return value.strip()


def whole_of(body: Mapping[str, Any], name: str, least: int, most: int) -> int:
    """A whole number of a body. Raises BadInput that names it."""
    value = body.get(name)
    if type(value) is not int or not least <= value <= most:
        raise BadInput(f"{name} must be a whole number from {least:,} to {most:,}.", field=name)
    return value


def switch_of(body: Mapping[str, Any], name: str, otherwise: bool) -> bool:
    """A yes or no of a body. Raises BadInput that names it."""
    value = body.get(name, otherwise)
    if not isinstance(value, bool):
        raise BadInput(f"{name} must be true or false.", field=name)
    return value
