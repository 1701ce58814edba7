"""One delivery: sent, kept in the log, and registered to be tried again where it failed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core import hooks
from core.errors import NotFound
from core.identity import Ledger
from core.ledger import due, hook_deliveries, hook_endpoints, stores
from core.ledger.hook_deliveries import Delivery
from core.ledger.hook_endpoints import Endpoint
from core.ledger.posting import Books
from functions.hooks import payloads
from functions.hooks.payloads import Payload
from integrations import hook_keys, hook_sending
from integrations.hook_sending import Heard

USER_AGENT = "Regulars-Webhooks/1"


def deliver(books: Books, message: Mapping[str, Any], now_ms: int) -> str:
    """Do what a message asks for; what became of it, for the log. Raises Retryable when our own
    table did not answer."""
    ledger = books.ledger
    endpoint = hook_endpoints.read(ledger, message["endpoint"])
    found = _asked(books, message)
    if found is None or not _waits(found, message):
        return "nothing to do"
    payload = None
    if endpoint is not None and _is_told(ledger, endpoint):
        payload = payloads.of(books, endpoint, found)
    if endpoint is None or payload is None:
        if found.version:
            hook_deliveries.save(ledger, replace(found, status="stopped", next_at_s=0))
        return "nobody is told"
    if not found.version:
        # By what it tells, and not by which entry brought it: of two that show the same change of a
        # tier, one is told.
        named = hooks.message_id(endpoint.endpoint_id, found.topic, payload.subject)
        found = replace(found, message_id=named)
        known = hook_deliveries.read(ledger, endpoint.endpoint_id, found.line)
        if known is not None and known.tries:
            return "told before"
    heard = _sent(books, endpoint, found, payload, now_ms // 1000)
    return _keep(books, endpoint, found, payload, heard, now_ms // 1000)


def _asked(books: Books, message: Mapping[str, Any]) -> Delivery | None:
    """The delivery that a message means: of the log, or a new one."""
    endpoint_id = message["endpoint"]
    if "line" in message:
        return hook_deliveries.read(books.ledger, endpoint_id, message["line"])
    return Delivery(endpoint_id, "", message["topic"], int(message["at_ms"]), message["about"])


def _waits(found: Delivery, message: Mapping[str, Any]) -> bool:
    """Whether it is still to be made: a retry may come twice, and late."""
    if not found.version or message.get("again"):
        return True
    return found.status == "waiting" and found.tries == message.get("tries")


def _is_told(ledger: Ledger, endpoint: Endpoint) -> bool:
    """Whether it wants to be told, and its store is one of the ledger's: it comes into a wallet a
    moment before its store does."""
    try:
        store = stores.get(endpoint.store_id)
        if store.ledger_id != ledger.ledger_id:
            store = stores.get(endpoint.store_id, fresh=True)
    except NotFound:
        return False
    return not endpoint.off and store.installed and store.ledger_id == ledger.ledger_id


def _sent(books: Books, endpoint: Endpoint, found: Delivery, payload: Payload, now_s: int) -> Heard:
    body = json.dumps(payload.body, ensure_ascii=False, separators=(",", ":"))
    keys = hook_keys.signing_keys(endpoint, now_s)
    headers = {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "webhook-id": found.message_id,
        "webhook-timestamp": str(now_s),
        "webhook-signature": hooks.signature(keys, found.message_id, now_s, body),
    }
    return hook_sending.post(endpoint.url, body, headers)


def _keep(
    books: Books, endpoint: Endpoint, found: Delivery, payload: Payload, heard: Heard, now_s: int
) -> str:
    ledger, outcome, tries = books.ledger, hooks.outcome(heard.status), found.tries + 1
    after = replace(
        found,
        status="delivered",
        tries=tries,
        http_status=heard.status,
        took_ms=heard.took_ms,
        said=hooks.said(heard.body, payload.personal),
        sent_at_s=now_s,
        next_at_s=0,
    )
    if outcome == "delivered":
        hook_deliveries.save(ledger, after)
        return outcome
    next_s = hooks.next_try_s(tries, now_s, heard.retry_after) if outcome == "again" else None
    if next_s is not None:
        # First: a crash in between leaves a line that finds nothing to do.
        due.register_hook(ledger, endpoint.endpoint_id, tries, found.line, next_s)
        hook_deliveries.save(ledger, replace(after, status="waiting", next_at_s=next_s))
        return outcome
    hook_deliveries.save(ledger, replace(after, status="failed"))
    if outcome == "gone":
        hook_endpoints.switch_off(ledger, endpoint, hook_endpoints.GONE, now_s)
    elif not hook_deliveries.delivered_since(ledger, endpoint.endpoint_id, found.at_ms):
        hook_endpoints.switch_off(ledger, endpoint, hook_endpoints.FAILING, now_s)
    return "given up"
