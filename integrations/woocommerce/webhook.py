"""Who sent this? The signature and the ping of WooCommerce's webhooks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from integrations.signature import verify_base64

SIGNATURE_HEADER = "x-wc-webhook-signature"
TOPIC_HEADER = "x-wc-webhook-topic"

_PING = re.compile(rb"webhook_id=[0-9]{1,20}", re.ASCII)


def verify(body: bytes, signature_header: str | None, secrets: Sequence[str]) -> None:
    """Pass when one of the store's webhook secrets signed `body`. Raises BadSignature."""
    verify_base64(body, signature_header, secrets)


def is_ping(content_type: str | None, body: bytes) -> bool:
    """The unsigned form post by which WooCommerce tries a new delivery URL.

    It must be answered 200, or the webhook cannot be saved; it carries nothing and changes
    nothing.
    """
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind == "application/x-www-form-urlencoded" and bool(_PING.fullmatch(body.strip()))
