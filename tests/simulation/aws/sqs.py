"""SQS in memory, and the half of Lambda that takes messages from it.

The wire uses `call`. A scheduler uses the rest: `deliverable` to see what could be handed out at a
time, `take` to hand it out, `lambda_event` to show it to a handler, `settle` with the handler's
answer (or `keep` when it raised or was killed: all of it comes again after its visibility
time-out).
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from typing import Any

from tests.simulation.aws.errors import ServiceError
from tests.simulation.aws.queue import SECOND_NS, Message, Queue

ACCOUNT = "000000000000"
REGION = "us-east-1"
_MAX_BODY_BYTES = 1024 * 1024
_MAX_BATCH = 10


class SQS:
    """All queues, by name. `now_ns` tells the time."""

    def __init__(self, now_ns: Callable[[], int] | None = None) -> None:
        self.queues: dict[str, Queue] = {}
        self.now_ns = now_ns or (lambda: time.time_ns())
        self._operations: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "CreateQueue": self._create_queue,
            "GetQueueUrl": self._get_queue_url,
            "SendMessage": self._send_message,
            "ReceiveMessage": self._receive_message,
            "DeleteMessage": self._delete_message,
            "ChangeMessageVisibility": self._change_message_visibility,
            "GetQueueAttributes": self._get_queue_attributes,
            "PurgeQueue": self._purge_queue,
        }

    def create(self, name: str, **settings: Any) -> Queue:
        """A queue with the settings of `Queue`; the one that is there when it has that name."""
        if name not in self.queues:
            self.queues[name] = Queue(name, url_of(name), **settings)
        return self.queues[name]

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Carry out one request of the wire. Raises ServiceError."""
        perform = self._operations.get(operation)
        if perform is None:
            raise ServiceError("UnknownOperationException", f"{operation} is not kept here")
        return perform(request)

    def clear(self) -> None:
        """Empty every queue; the queues stay."""
        for queue in self.queues.values():
            queue.clear()

    def _queue(self, request: dict[str, Any]) -> Queue:
        name = str(request.get("QueueUrl", "")).rsplit("/", 1)[-1]
        queue = self.queues.get(name)
        if queue is None:
            raise ServiceError(
                "com.amazonaws.sqs#QueueDoesNotExist",
                "The specified queue does not exist.",
                query_code="AWS.SimpleQueueService.NonExistentQueue",
            )
        return queue

    def _create_queue(self, request: dict[str, Any]) -> dict[str, Any]:
        attributes = request.get("Attributes") or {}
        numbers = {"delay_s": "DelaySeconds", "visibility_s": "VisibilityTimeout"}
        settings = {ours: int(attributes[of]) for ours, of in numbers.items() if of in attributes}
        fifo = attributes.get("FifoQueue") == "true"
        by_group = attributes.get("DeduplicationScope") == "messageGroup"
        queue = self.create(
            request["QueueName"], fifo=fifo, deduplicates_by_group=by_group, **settings
        )
        if "RedrivePolicy" in attributes:
            policy = json.loads(attributes["RedrivePolicy"])
            queue.dead_letters = self.queues[policy["deadLetterTargetArn"].rsplit(":", 1)[1]]
            queue.max_receives = int(policy["maxReceiveCount"])
        return {"QueueUrl": queue.url}

    def _get_queue_url(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"QueueUrl": self._queue({"QueueUrl": request["QueueName"]}).url}

    def _send_message(self, request: dict[str, Any]) -> dict[str, Any]:
        queue = self._queue(request)
        body = request.get("MessageBody")
        if not body:
            raise _missing("MessageBody")
        if len(body.encode()) > _MAX_BODY_BYTES:
            raise _bad(
                f"One or more parameters are invalid. Reason: Message must be shorter than "
                f"{_MAX_BODY_BYTES} bytes."
            )
        group, dedup = request.get("MessageGroupId"), request.get("MessageDeduplicationId")
        delay_s = request.get("DelaySeconds")
        if queue.fifo:
            if not group:
                raise _missing("MessageGroupId")
            if not dedup:
                raise _bad(
                    "The queue should either have ContentBasedDeduplication enabled or "
                    "MessageDeduplicationId provided explicitly"
                )
            if delay_s:
                raise _bad(
                    f"Value {delay_s} for parameter DelaySeconds is invalid. Reason: The request "
                    "include parameter that is not valid for this queue type."
                )
        elif dedup:
            raise _bad(
                "The request include parameter that is not valid for this queue type: "
                "MessageDeduplicationId"
            )
        if delay_s is not None and not 0 <= delay_s <= 900:
            raise _bad(
                f"Value {delay_s} for parameter DelaySeconds is invalid. Reason: DelaySeconds must "
                "be >= 0 and <= 900."
            )
        message = queue.send(body, self.now_ns(), group=group, dedup=dedup, delay_s=delay_s)
        answer = {"MessageId": message.message_id, "MD5OfMessageBody": _md5(body)}
        if queue.fifo:
            answer["SequenceNumber"] = f"{message.number:020d}"
        return answer

    def _receive_message(self, request: dict[str, Any]) -> dict[str, Any]:
        queue = self._queue(request)
        limit = request.get("MaxNumberOfMessages", 1)
        if not 1 <= limit <= _MAX_BATCH:
            raise _bad(
                f"Value {limit} for parameter MaxNumberOfMessages is invalid. Reason: Must be "
                "between 1 and 10, if provided."
            )
        taken = queue.take(self.now_ns(), limit, visibility_s=request.get("VisibilityTimeout"))
        if not taken:
            return {}
        wanted = {
            *request.get("AttributeNames", ()),
            *request.get("MessageSystemAttributeNames", ()),
        }
        return {"Messages": [_received(message, wanted) for message in taken]}

    def _delete_message(self, request: dict[str, Any]) -> dict[str, Any]:
        self._queue(request).delete(_receipt(request))
        return {}

    def _change_message_visibility(self, request: dict[str, Any]) -> dict[str, Any]:
        queue = self._queue(request)
        seconds = request.get("VisibilityTimeout", -1)
        if not 0 <= seconds <= 43200:
            raise _bad(
                f"Value {seconds} for parameter VisibilityTimeout is invalid. Reason: Must be "
                "between 0 and 43200, if provided."
            )
        now_ns = self.now_ns()
        message = queue.in_flight(_receipt(request), now_ns)
        if message is None:
            raise ServiceError(
                "com.amazonaws.sqs#MessageNotInflight",
                query_code="AWS.SimpleQueueService.MessageNotInflight",
            )
        message.visible_at_ns = now_ns + seconds * SECOND_NS
        return {}

    def _get_queue_attributes(self, request: dict[str, Any]) -> dict[str, Any]:
        queue = self._queue(request)
        waiting, delayed, flying = queue.counts(self.now_ns())
        shown = {
            "QueueArn": queue.arn,
            "ApproximateNumberOfMessages": str(waiting),
            "ApproximateNumberOfMessagesDelayed": str(delayed),
            "ApproximateNumberOfMessagesNotVisible": str(flying),
            "DelaySeconds": str(queue.delay_s),
            "VisibilityTimeout": str(queue.visibility_s),
        }
        if queue.fifo:
            shown["FifoQueue"] = "true"
        wanted = set(request.get("AttributeNames", ()))
        return {"Attributes": {k: v for k, v in shown.items() if "All" in wanted or k in wanted}}

    def _purge_queue(self, request: dict[str, Any]) -> dict[str, Any]:
        self._queue(request).clear()
        return {}


def url_of(name: str) -> str:
    """The URL of a queue."""
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"


def lambda_event(queue: Queue, messages: Iterable[Message]) -> dict[str, Any]:
    """What Lambda gives to the handler that is mapped to the queue."""
    return {
        "Records": [
            {
                "messageId": message.message_id,
                "receiptHandle": message.receipt,
                "body": message.body,
                "attributes": attributes(message),
                "messageAttributes": {},
                "md5OfBody": _md5(message.body),
                "eventSource": "aws:sqs",
                "eventSourceARN": queue.arn,
                "awsRegion": REGION,
            }
            for message in messages
        ]
    }


def attributes(message: Message) -> dict[str, str]:
    """A message's system attributes."""
    shown = {
        "ApproximateReceiveCount": str(message.receives),
        "SentTimestamp": str(message.sent_at_ns // 1_000_000),
        "SenderId": "AIDAINVENTED",
        "ApproximateFirstReceiveTimestamp": str(message.first_received_at_ns // 1_000_000),
    }
    if message.group is not None:
        shown["MessageGroupId"] = message.group
    if message.dedup is not None:
        shown["MessageDeduplicationId"] = message.dedup
        shown["SequenceNumber"] = f"{message.number:020d}"
    return shown


def settle(queue: Queue, messages: list[Message], answer: Any) -> list[Message]:
    """What Lambda does with the answer of a handler whose mapping reports batch item failures:
    deletes what succeeded. The messages that stay; they come again when their visibility time-out
    is over. An answer that makes no sense fails the whole batch, as it does on AWS."""
    if answer in (None, "", {}):
        answer = {"batchItemFailures": []}
    known = {message.message_id: message for message in messages}
    failures = answer.get("batchItemFailures") if isinstance(answer, dict) else None
    if failures is None:
        failures = [] if isinstance(answer, dict) else [{}]
    named = [one.get("itemIdentifier") for one in failures]
    if any(name not in known for name in named):
        return keep(queue, messages)
    for message in messages:
        if message.message_id not in named:
            queue.delete(message.receipt)
    return [known[name] for name in dict.fromkeys(named)]


def keep(queue: Queue, messages: list[Message]) -> list[Message]:
    """The handler raised, ran out of time or was killed: nothing is deleted."""
    return list(messages)


def _received(message: Message, wanted: set[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "MessageId": message.message_id,
        "ReceiptHandle": message.receipt,
        "Body": message.body,
        "MD5OfBody": _md5(message.body),
    }
    found = {k: v for k, v in attributes(message).items() if "All" in wanted or k in wanted}
    if found:
        shown["Attributes"] = found
    return shown


def _receipt(request: dict[str, Any]) -> str:
    receipt = request.get("ReceiptHandle")
    if not receipt:
        raise _missing("ReceiptHandle")
    return str(receipt)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _missing(name: str) -> ServiceError:
    return ServiceError(
        "com.amazonaws.sqs#MissingParameter",
        f"The request must contain the parameter {name}.",
        query_code="MissingParameter",
    )


def _bad(message: str) -> ServiceError:
    return ServiceError(
        "com.amazonaws.sqs#InvalidParameterValue", message, query_code="InvalidParameterValue"
    )
