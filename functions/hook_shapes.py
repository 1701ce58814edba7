"""Endpoints of webhooks and their deliveries, as the API and the command line give them."""

from __future__ import annotations

from typing import Any

from core import calendar
from core.ledger.hook_deliveries import Delivery
from core.ledger.hook_endpoints import Endpoint


def endpoint_json(one: Endpoint, secret: str | None = None) -> dict[str, Any]:
    """An endpoint. `secret`: where it was just made, or exchanged."""
    shown = {
        "id": one.endpoint_id,
        "url": one.url,
        "topics": list(one.topics),
        "with_email": one.with_email,
        "enabled": not one.off,
        "disabled_because": one.off or None,
        "disabled_at": calendar.iso(one.off_since_s) if one.off else None,
        "created_at": calendar.iso(one.created_at_s),
    }
    return shown | ({"secret": secret} if secret else {})


def delivery_json(one: Delivery) -> dict[str, Any]:
    """A delivery of the log."""
    return {
        "id": delivery_id(one),
        "webhook_id": one.message_id,
        "topic": one.topic,
        "at": calendar.iso(one.at_ms / 1000),
        "status": one.status,
        "tries": one.tries,
        "response": {"status": one.http_status, "ms": one.took_ms, "body": one.said},
        "sent_at": calendar.iso(one.sent_at_s) if one.sent_at_s else None,
        "next_try_at": calendar.iso(one.next_at_s) if one.next_at_s else None,
    }


def delivery_id(one: Delivery) -> str:
    """A delivery's name in addresses."""
    return one.line.replace("#", "-", 1)


def line_of(delivery_id: str) -> str:
    """The line of the log that `delivery_id` names."""
    return delivery_id.replace("-", "#", 1)
