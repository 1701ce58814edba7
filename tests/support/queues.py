"""Real queues with dead letters, read and acknowledged the way a mapping does it for a function."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3


@dataclass(frozen=True)
class Queue:
    """A queue of the emulator. `receives`: how often SQS gives a message before it moves it to
    the queue `dead`."""

    url: str
    dead: str
    receives: int

    @property
    def fifo(self) -> bool:
        return self.url.endswith(".fifo")

    def environment(self) -> dict[str, str]:
        """What the template tells the function behind the queue."""
        return {"DEAD_LETTERS_QUEUE_URL": self.dead, "MAX_RECEIVES": str(self.receives)}

    def put(self, body: dict[str, Any] | str, group: str = "g") -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        extra = {}
        if self.fifo:
            extra = {"MessageGroupId": group, "MessageDeduplicationId": uuid.uuid4().hex}
        boto3.client("sqs").send_message(QueueUrl=self.url, MessageBody=text, **extra)

    def take(self) -> dict[str, Any]:
        """Up to ten messages, as a function's event."""
        return {"Records": [_record(one) for one in received(self.url)]}

    def acknowledge(self, event: dict[str, Any], answer: dict[str, Any]) -> None:
        """Delete what succeeded; what failed is there again at once."""
        sqs = boto3.client("sqs")
        failed = {one["itemIdentifier"] for one in answer["batchItemFailures"]}
        for record in event["Records"]:
            of = {"QueueUrl": self.url, "ReceiptHandle": record["receiptHandle"]}
            if record["messageId"] in failed:
                sqs.change_message_visibility(VisibilityTimeout=0, **of)
            else:
                sqs.delete_message(**of)


def received(url: str) -> list[dict[str, Any]]:
    """Up to ten messages, with everything about them."""
    answer = boto3.client("sqs").receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=10,
        MessageSystemAttributeNames=["All"],
        MessageAttributeNames=["All"],
    )
    found: list[dict[str, Any]] = answer.get("Messages", [])
    return found


def attributes(message: dict[str, Any]) -> dict[str, str]:
    """A message's own attributes as plain text."""
    given = message.get("MessageAttributes", {})
    return {name: one["StringValue"] for name, one in given.items()}


@contextmanager
def queue(name: str, *, fifo: bool = False, receives: int = 5) -> Iterator[Queue]:
    """A fresh queue with its dead letters."""
    sqs = boto3.client("sqs")
    end = ".fifo" if fifo else ""
    kind = {"FifoQueue": "true"} if fifo else {}
    own = f"{name}-{uuid.uuid4().hex[:8]}"
    dead = sqs.create_queue(QueueName=f"{own}-dead{end}", Attributes=kind)["QueueUrl"]
    named = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]
    redrive = {"deadLetterTargetArn": named["QueueArn"], "maxReceiveCount": receives}
    url = sqs.create_queue(
        QueueName=f"{own}{end}", Attributes=kind | {"RedrivePolicy": json.dumps(redrive)}
    )["QueueUrl"]
    yield Queue(url, dead, receives)
    for one in (url, dead):
        sqs.delete_queue(QueueUrl=one)


def _record(message: dict[str, Any]) -> dict[str, Any]:
    given = message.get("MessageAttributes", {})
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {
            name: {"stringValue": one["StringValue"], "dataType": one["DataType"]}
            for name, one in given.items()
        },
        "eventSource": "aws:sqs",
    }
