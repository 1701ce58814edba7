"""Dead letters as an operator sees them: what it was, why it failed, when.

The letters of a queue are held invisible while they are read, since SQS has no other way to look at
more than ten; whoever reads lets them go at the end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from core import calendar
from integrations.aws.session import client

# If the reader is killed, everybody sees the letters again after this.
HOLD_S = 60
# Waiting asks all of SQS's servers, so that empty means empty.
WAIT_S = 1
_BATCH = 10

# Which parts of a message an operator may read: ids, never people.
_SHOWN = ("store_id", "order_id", "ledger_id", "redemption_id", "member_id", "job")


def url_of(name: str) -> str:
    """The dead letters of a queue, by the queue's name ("events")."""
    return os.environ[f"{name.upper()}_DEAD_LETTERS_URL"]


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter. `said`: what the function said of it; nothing when SQS moved it itself."""

    queue: str
    id: str
    handle: str
    body: str
    system: dict[str, str]
    said: dict[str, str] = field(default_factory=dict)

    @property
    def group(self) -> str | None:
        """Its group in its own queue; None where there are none."""
        return self.said.get("group") or self.system.get("MessageGroupId")

    def json(self) -> dict[str, Any]:
        """The letter without its body."""
        message = _parsed(self.body)
        about = _ABOUT.get(self.queue, _about_message)(message)
        sent_ms = int(self.system.get("SentTimestamp", 0))
        receives = self.said.get("receives")
        return {
            "id": self.id,
            "queue": self.queue,
            "what": about["what"],
            **{name: about[name] for name in _SHOWN if name in about},
            "code": self.said.get("code") or about.get("code") or "no_reason",
            "reason": self.said.get("reason") or about.get("reason") or _MOVED_BY_SQS,
            "receives": int(receives) if receives is not None else about.get("receives"),
            "first_at": self.said.get("sent_at")
            or about.get("first_at")
            or calendar.iso(sent_ms / 1000),
            "at": self.said.get("at") or about.get("at"),
            "function": self.said.get("function"),
            "request_id": self.said.get("request_id") or about.get("request_id"),
        }


_MOVED_BY_SQS = "SQS moved it after its last receive: the function died or never answered."


def _parsed(body: str) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _about_message(message: dict[str, Any]) -> dict[str, Any]:
    """Of the queues' own messages: events, fetches, codes, balances."""
    event = message.get("event")
    parts = event if isinstance(event, dict) else message
    what = parts.get("kind")
    if what is None and "work" in parts:
        what = f"fetch {parts['work']}"
    if what is None and "redemption_id" in parts:
        what = "code"
    if what is None and "member_id" in parts:
        what = "balance copy"
    return {"what": str(what or "unreadable")} | {
        name: str(parts[name]) for name in _SHOWN if isinstance(parts.get(name), str)
    }


def _about_stream(message: dict[str, Any]) -> dict[str, Any]:
    info, asked = message.get("DDBStreamBatchInfo", {}), message.get("requestContext", {})
    count = info.get("batchSize", 0)
    return {
        "what": f"{count} entries of the stream" if count != 1 else "1 entry of the stream",
        "code": "relay_failed",
        "reason": f"{asked.get('condition', 'Failed')}; the relay's log says why.",
        "receives": asked.get("approximateInvokeCount"),
        "first_at": info.get("approximateArrivalOfFirstRecord"),
        "at": message.get("timestamp"),
        "request_id": asked.get("requestId"),
    }


def _about_run(message: dict[str, Any]) -> dict[str, Any]:
    asked, payload = message.get("requestContext", {}), message.get("requestPayload", {})
    failed = message.get("responsePayload") or {}
    return {
        "what": "run of the clock",
        "job": str(payload.get("job", "?")),
        "code": "run_failed",
        "reason": str(failed.get("errorMessage") or asked.get("condition") or "Failed")[:500],
        "receives": asked.get("approximateInvokeCount"),
        "at": message.get("timestamp"),
        "request_id": asked.get("requestId"),
    }


_ABOUT = {"relay": _about_stream, "scheduled": _about_run}


@contextmanager
def reading(name: str) -> Iterator[Iterator[list[Letter]]]:
    """All letters of a queue, up to ten at a time, each once. Those that were not deleted by the
    end are visible again then."""
    seen: dict[str, Letter] = {}
    try:
        yield _batches(name, seen)
    finally:
        _let_go(url_of(name), list(seen.values()))


def _batches(name: str, seen: dict[str, Letter]) -> Iterator[list[Letter]]:
    while True:
        answer = client("sqs").receive_message(
            QueueUrl=url_of(name),
            MaxNumberOfMessages=_BATCH,
            VisibilityTimeout=HOLD_S,
            WaitTimeSeconds=WAIT_S,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        found = [_letter(name, message) for message in answer.get("Messages", [])]
        fresh = [one for one in found if one.id not in seen]
        seen.update({one.id: one for one in found})
        if not fresh:
            return
        yield fresh


def _letter(name: str, message: dict[str, Any]) -> Letter:
    said = message.get("MessageAttributes", {})
    return Letter(
        queue=name,
        id=message["MessageId"],
        handle=message["ReceiptHandle"],
        body=message["Body"],
        system=message.get("Attributes", {}),
        said={key: one["StringValue"] for key, one in said.items() if "StringValue" in one},
    )


def delete(letters: list[Letter]) -> None:
    """Delete letters of one queue (at most ten). One whose delete fails is there again later."""
    client("sqs").delete_message_batch(
        QueueUrl=url_of(letters[0].queue),
        Entries=[
            {"Id": str(number), "ReceiptHandle": one.handle} for number, one in enumerate(letters)
        ],
    )


def _let_go(url: str, letters: list[Letter]) -> None:
    for start in range(0, len(letters), _BATCH):
        # Those that were deleted are refused, one by one, without harm.
        client("sqs").change_message_visibility_batch(
            QueueUrl=url,
            Entries=[
                {"Id": str(number), "ReceiptHandle": one.handle, "VisibilityTimeout": 0}
                for number, one in enumerate(letters[start : start + _BATCH])
            ],
        )


def any_there(name: str) -> bool:
    """Whether a queue has letters that nobody else is reading. They stay visible."""
    answer = client("sqs").receive_message(
        QueueUrl=url_of(name), VisibilityTimeout=0, WaitTimeSeconds=WAIT_S
    )
    return bool(answer.get("Messages"))


def waiting(name: str) -> int:
    """About how many letters a queue has."""
    answer = client("sqs").get_queue_attributes(
        QueueUrl=url_of(name),
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )
    return sum(int(number) for number in answer["Attributes"].values())
