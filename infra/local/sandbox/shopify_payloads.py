"""Shopify's webhook deliveries: the payload is fixed when the event happens; headers unsigned."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.signing import body_signature

API_VERSION = "2026-10"
_STILL_TOLD = ("/data_request", "/redact")


def new_event(sandbox: Sandbox) -> tuple[str, str]:
    """(event id, triggered at): shared by all deliveries of one happening."""
    at = datetime.fromtimestamp(sandbox.now(), UTC)
    return str(uuid.uuid4()), at.strftime("%Y-%m-%dT%H:%M:%S.%f000Z")


def announce(
    sandbox: Sandbox,
    topic: str,
    payload: Document,
    event: tuple[str, str],
    resource: int | str | None = None,
) -> int | None:
    """Queue a delivery. Its retries carry the same payload and the same ids. Without the app there
    is nothing to tell, but what Shopify passes on about personal data."""
    store = sandbox.store("shopify")
    if sandbox.db.get("setting", "shopify_uninstalled") and not topic.endswith(_STILL_TOLD):
        return None
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    name = payload.get("id", "") if resource is None else resource
    headers = sign(sandbox, topic, body, event, store.shop_domain)
    return sandbox.deliveries.add("shopify", topic, name, body=body, headers=headers)


def sign(
    sandbox: Sandbox, topic: str, body: bytes, event: tuple[str, str], shop: str
) -> dict[str, str]:
    """Every header of a real delivery. Only the body is signed."""
    return {
        "User-Agent": "Shopify-Captain-Hook",
        "Accept": "*/*",
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": body_signature(sandbox.store("shopify").api_secret, body),
        "X-Shopify-Shop-Domain": shop,
        "X-Shopify-API-Version": API_VERSION,
        "X-Shopify-Webhook-Id": str(uuid.uuid4()),
        "X-Shopify-Event-Id": event[0],
        "X-Shopify-Triggered-At": event[1],
    }


def build(
    sandbox: Sandbox, topic: str, resource: str, body: bytes | None
) -> tuple[str, dict[str, str], bytes]:
    """(path, headers, body); the queued headers take the place of these."""
    return "/webhooks/shopify", {}, body or b"{}"
