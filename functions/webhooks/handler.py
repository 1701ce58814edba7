"""Stores' deliveries: verified over the raw bytes, reduced, and answered once durably queued."""

from __future__ import annotations

import re
import time
from typing import Any

from core.errors import BadInput, BadSignature, NotFound
from core.ledger import stores
from core.ledger.stores import Store
from core.snapshot import Event
from functions import logs
from functions.clock import now_ms
from functions.events import queue
from functions.http import Answer, answer, guarded, raw_body
from integrations import access
from integrations.shopify import webhook as shopify
from integrations.shopify.parse import parse as parse_shopify
from integrations.store_ids import of_shop
from integrations.woocommerce import webhook as woocommerce
from integrations.woocommerce.parse import parse as parse_woocommerce

MAX_BODY_BYTES = 1024 * 1024
# What an HTTP API puts in the place of bytes that are no UTF-8.
_NO_UTF8 = "\ufffd".encode()
# "orders/create", "order.updated", and a plugin's own "action.wc_something": one, of these letters.
_TOPIC = re.compile(r"[a-z0-9_./-]{1,100}", re.ASCII)
_ALSO_WHEN_UNINSTALLED = frozenset(
    {"app/uninstalled", "shop/redact", "customers/redact", "customers/data_request"}
)

logger = logs.logger("webhooks")


def handler(event: dict[str, Any], context: Any) -> Answer:
    """POST /webhooks/shopify, POST /webhooks/woocommerce/{store_id}, GET /healthz."""
    return guarded(logger, lambda: _route(event))


def _route(event: dict[str, Any]) -> Answer:
    path = event["rawPath"]
    if path == "/healthz":
        return answer(200, {"ok": True})
    headers = event["headers"]
    body = raw_body(event)
    if len(body) > MAX_BODY_BYTES:
        limit = MAX_BODY_BYTES // 1024
        raise BadInput(f"A delivery may have at most {limit} KiB.", code="too_large")
    try:
        if path.startswith("/webhooks/woocommerce/"):
            store, found = _from_woocommerce(path.rsplit("/", 1)[1], headers, body)
        else:
            store, found = _from_shopify(headers, body)
    except BadSignature as error:
        if _NO_UTF8 in body:
            raise BadInput("The body is not UTF-8, so no signature can match.") from error
        raise
    for one in found:
        queue(store, one)
    logger.info("accepted", extra={"kinds": [one.kind for one in found], "queued": len(found)})
    return answer(200, {"queued": len(found)})


def _from_woocommerce(
    store_id: str, headers: dict[str, str], body: bytes
) -> tuple[Store, list[Event]]:
    store = stores.get(store_id)
    if woocommerce.is_ping(headers.get("content-type"), body):
        return store, []
    secrets = access.webhook_secrets(store, time.time())
    woocommerce.verify(body, headers.get(woocommerce.SIGNATURE_HEADER), secrets)
    topic = _topic(headers, woocommerce.TOPIC_HEADER)
    return store, parse_woocommerce(topic, body, access.context_of(store), now_ms())


def _from_shopify(headers: dict[str, str], body: bytes) -> tuple[Store, list[Event]]:
    shopify.verify(body, headers.get(shopify.SIGNATURE_HEADER), access.secret().shopify_secrets)
    topic = _topic(headers, shopify.TOPIC_HEADER)
    store = stores.get(of_shop(shopify.shop_of(headers, body)))
    if not store.installed and topic not in _ALSO_WHEN_UNINSTALLED:
        raise NotFound("The shop is not installed.", code="unknown_store")
    return store, parse_shopify(
        topic,
        body,
        access.context_of(store),
        now_ms(),
        triggered_at=headers.get(shopify.TRIGGERED_AT_HEADER),
    )


def _topic(headers: dict[str, str], name: str) -> str:
    topic = (headers.get(name) or "").strip().lower()
    if not topic:
        raise BadInput(f"The header {name} is missing.")
    if not _TOPIC.fullmatch(topic):
        raise BadInput(f"The header {name} names no topic.")
    return topic
