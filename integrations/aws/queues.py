"""Sending to SQS."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from integrations.aws.session import client

MAX_DELAY_S = 900
MAX_MESSAGE_BYTES = 256 * 1024  # what every queue takes; those made since 2025 take more


def send(
    queue_url: str,
    body: Mapping[str, Any] | str,
    group: str | None = None,
    dedup: str | None = None,
    delay_s: float | None = None,
    attributes: Mapping[str, str] | None = None,
) -> str:
    """Queue `body` as JSON, or as it is when it is text; the message's id. It is durable when this
    returns.

    `group`: of a FIFO queue. `dedup`: its deduplication id; a fresh one when not given, because
    one made from the content would swallow the third of A, B, A. `delay_s`: at most 900, and only
    on a standard queue (a FIFO queue has one delay for all). `attributes`: at most 10, none empty.
    """
    extra: dict[str, Any] = {}
    if group is not None:
        extra = {"MessageGroupId": group, "MessageDeduplicationId": dedup or uuid.uuid4().hex}
    if delay_s:
        extra["DelaySeconds"] = max(0, min(MAX_DELAY_S, round(delay_s)))
    if attributes:
        extra["MessageAttributes"] = {
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
        }
    text = body if isinstance(body, str) else json.dumps(dict(body), separators=(",", ":"))
    answer = client("sqs").send_message(
        QueueUrl=queue_url,
        MessageBody=text,
        **extra,
    )
    return str(answer["MessageId"])
