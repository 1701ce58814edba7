"""The messages that outgoing webhooks wait in, and who puts them there: the relay, for what
happened; the clock, for what failed; a person, for what they want to see again.

One message is one delivery to one endpoint. The group is the endpoint's, in a few lanes: a receiver
that is slow keeps its own lanes waiting and nobody else's, and one member's news stay in order.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from typing import Any

from core import hooks
from core.identity import Ledger
from core.ledger.hook_deliveries import Delivery
from core.ledger.hook_endpoints import Endpoint
from integrations.aws.queues import send

_LANES = 4


def tell(
    ledger: Ledger, endpoint: Endpoint, topic: str, about: Mapping[str, Any], at_ms: int
) -> None:
    """Have an endpoint told of what happened. Again is the same message."""
    subject = str(about.get("member") or about.get("redemption") or "")
    identity = hooks.message_id(
        endpoint.endpoint_id, topic, *(f"{name}={about[name]}" for name in sorted(about))
    )
    body = {"topic": topic, "about": dict(about), "at_ms": at_ms}
    _send(ledger, endpoint.endpoint_id, body, subject, f"{identity}.0")


def try_out(ledger: Ledger, endpoint: Endpoint, at_ms: int, token: str = "") -> None:
    """Have an endpoint told that somebody tries it. The same `token` again is the same test."""
    tell(ledger, endpoint, hooks.TEST_TOPIC, {"test": token or secrets.token_hex(8)}, at_ms)


def again(ledger: Ledger, delivery: Delivery) -> None:
    """Have a delivery made once more because somebody asks for it, whatever became of it."""
    once = f"{delivery.message_id}.{secrets.token_hex(8)}"
    body = {"line": delivery.line, "again": True}
    _send(ledger, delivery.endpoint_id, body, delivery.message_id, once)


def retry(ledger: Ledger, endpoint_id: str, tries: int, line: str) -> None:
    """Have a delivery tried again that failed so often."""
    message_id = line.partition("#")[2]
    body = {"line": line, "tries": tries}
    _send(ledger, endpoint_id, body, message_id, f"{message_id}.{tries}")


def _send(
    ledger: Ledger, endpoint_id: str, body: Mapping[str, Any], subject: str, dedup: str
) -> None:
    lane = sum(subject.encode()) % _LANES
    send(
        os.environ["HOOKS_QUEUE_URL"],
        {"ledger_id": ledger.ledger_id, "endpoint": endpoint_id, **body},
        group=f"{endpoint_id}.{lane}",
        dedup=f"{endpoint_id}.{dedup}",
    )
