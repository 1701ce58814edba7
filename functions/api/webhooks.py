"""Where a merchant's systems are told of what happens: endpoints, their secrets, and the log."""

from __future__ import annotations

import re
from typing import Any

from core import hooks
from core.errors import BadInput, Conflict
from core.ledger import hook_deliveries, hook_endpoints
from functions import hook_messages
from functions.api.asking import Asking, switch_of
from functions.hook_shapes import delivery_json, endpoint_json, line_of
from integrations import hook_keys
from integrations.hook_sending import checked_url

Answer = dict[str, Any]

_CURSOR = re.compile(r"[0-9]{13}-msg_[0-9a-f]{24}", re.ASCII)


def listing(ask: Asking) -> Answer:
    """The store's endpoints; there are few."""
    found = hook_endpoints.of_store(ask.books.ledger, ask.store.store_id)
    return {"webhooks": [endpoint_json(one) for one in found], "next": None}


def create(ask: Asking) -> tuple[Answer, int]:
    """A new endpoint, with its secret."""
    body = ask.body()
    topics = _topics(body)
    hooks.checked_topics(topics)
    with_email = _with_email(ask, body, False)
    url = checked_url(_url(body))
    request, ledger = ask.once(), ask.books.ledger
    made = hook_endpoints.add(
        *(ledger, ask.store.store_id, url, topics, ask.now_s),
        with_email=with_email,
        name=request.name,
    )
    return endpoint_json(made, hook_keys.secret_of(made)), 201


def show(ask: Asking, endpoint_id: str) -> Answer:
    return endpoint_json(_found(ask, endpoint_id))


def change(ask: Asking, endpoint_id: str) -> tuple[Answer, int]:
    """Change what is named, and leave the rest."""
    body, one = ask.body(), _found(ask, endpoint_id)
    if not body:
        raise BadInput("Say what to change: url, topics, with_email or enabled.")
    changes: dict[str, Any] = {}
    if "topics" in body:
        changes["topics"] = hooks.checked_topics(_topics(body))
    if "url" in body:
        changes["url"] = checked_url(_url(body))
    if "with_email" in body:
        changes["with_email"] = _with_email(ask, body, one.with_email)
    if "url" in changes and changes.get("with_email", one.with_email):
        ask.may("members:read")
    enabled = switch_of(body, "enabled", not one.off)
    ledger, store_id = ask.books.ledger, ask.store.store_id
    if changes:
        one = hook_endpoints.change(ledger, store_id, endpoint_id, **changes)
    if enabled and one.off:
        one = hook_endpoints.switch_on(ledger, store_id, endpoint_id)
    elif not enabled and not one.off:
        one = hook_endpoints.pause(ledger, store_id, endpoint_id, ask.now_s)
    return endpoint_json(one), 200


def remove(ask: Asking, endpoint_id: str) -> tuple[Answer, int]:
    """Tell it no more."""
    found = _found(ask, endpoint_id)
    hook_endpoints.remove(ask.books.ledger, ask.store.store_id, found.endpoint_id, ask.now_s)
    return {"id": found.endpoint_id, "removed": True}, 200


def rotate(ask: Asking, endpoint_id: str) -> tuple[Answer, int]:
    """A new secret; the one before signs as well for a day, unless it has leaked. A repeat of the
    request shows the secret that it has made."""
    leaked = switch_of(ask.body(), "leaked", False)
    ledger, one, request = ask.books.ledger, _found(ask, endpoint_id), ask.once()
    if not request.done:
        one = hook_endpoints.rotate(
            ledger, ask.store.store_id, one.endpoint_id, ask.now_s, leaked=leaked
        )
    return endpoint_json(one, hook_keys.secret_of(one)), 200


def test(ask: Asking, endpoint_id: str) -> tuple[Answer, int]:
    """Have the endpoint told something, to see whether it hears."""
    one = _told(ask, endpoint_id)
    request = ask.once()
    hook_messages.try_out(ask.books.ledger, one, ask.now_ms, request.name)
    return {"queued": True}, 202


def deliveries(ask: Asking, endpoint_id: str) -> Answer:
    """The log of the last thirty days, the newest first."""
    one, before = _found(ask, endpoint_id), ask.cursor(_CURSOR)
    page, following = hook_deliveries.page(
        ask.books.ledger, one.endpoint_id, line_of(before) if before else None, ask.limit()
    )
    shown = [delivery_json(each) for each in page]
    return {"deliveries": shown, "next": shown[-1]["id"] if following else None}


def redeliver(ask: Asking, endpoint_id: str, delivery_id: str) -> tuple[Answer, int]:
    """Have a delivery made once more, whatever became of it."""
    one = _told(ask, endpoint_id)
    found = hook_deliveries.find(ask.books.ledger, one.endpoint_id, line_of(delivery_id))
    request = ask.once()
    if not request.done:
        hook_messages.again(ask.books.ledger, found)
    return {"queued": True}, 202


def _found(ask: Asking, endpoint_id: str) -> hook_endpoints.Endpoint:
    return hook_endpoints.find(ask.books.ledger, ask.store.store_id, endpoint_id)


def _told(ask: Asking, endpoint_id: str) -> hook_endpoints.Endpoint:
    found = _found(ask, endpoint_id)
    if found.off:
        raise Conflict("The endpoint is disabled; enable it first.", code="endpoint_disabled")
    return found


def _topics(body: Answer) -> list[str]:
    topics = body.get("topics")
    if not isinstance(topics, list) or not all(isinstance(one, str) for one in topics):
        raise BadInput("topics must be a list of topics.", code="bad_topics", field="topics")
    return topics


def _url(body: Answer) -> str:
    url = body.get("url")
    if not isinstance(url, str):
        raise BadInput("Say where: url.", code="bad_url", field="url")
    return url


def _with_email(ask: Asking, body: Answer, otherwise: bool) -> bool:
    """Addresses go only where somebody may read them anyway."""
    wanted = switch_of(body, "with_email", otherwise)
    if wanted and not otherwise:
        ask.may("members:read")
    return wanted
