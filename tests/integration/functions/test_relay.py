"""From the stream to the queues: no change of a balance goes without a copy."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from core.ledger import members
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.snapshot import CustomerRef
from functions.relay.handler import handler
from tests.support.http_api import Context


@pytest.fixture
def copies(store_id: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The queue of balance copies as it is deployed locally: a delay of one second."""
    sqs = boto3.client("sqs")
    attributes = {
        "FifoQueue": "true",
        "DelaySeconds": "1",
        "DeduplicationScope": "messageGroup",
        "FifoThroughputLimit": "perMessageGroupId",
    }
    name = f"copies-{store_id}-{time.monotonic_ns()}.fifo"
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    monkeypatch.setenv("BALANCES_QUEUE_URL", url)
    monkeypatch.setenv("BALANCES_DELAY_S", "1")
    yield url
    sqs.delete_queue(QueueUrl=url)


def relay(entry: EntryRow) -> None:
    image: dict[str, Any] = entry.serialize()
    record = {"eventName": "INSERT", "dynamodb": {"NewImage": image, "SequenceNumber": "1"}}
    assert handler({"Records": [record]}, Context()) == {"batchItemFailures": []}


def received(url: str) -> list[dict[str, Any]]:
    """What the consumer gets within two seconds, taken off the queue."""
    sqs, found = boto3.client("sqs"), []
    until = time.monotonic() + 2
    while time.monotonic() < until:
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        for message in answer.get("Messages", []):
            found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def entries() -> list[EntryRow]:
    return [row for row in Row.scan() if isinstance(row, EntryRow)]


def test_a_change_after_a_copy_was_sent_makes_another_copy(
    books: Books, store_id: str, copies: str
) -> None:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    members.adjust(books, member_id, 10, "x", "c1", 1)
    relay(entries()[-1])
    assert received(copies) == [{"ledger_id": store_id, "member_id": member_id}]
    members.adjust(books, member_id, 10, "x", "c2", 2)
    relay(entries()[-1])
    assert received(copies) == [{"ledger_id": store_id, "member_id": member_id}]


def test_a_record_relayed_twice_lists_the_member_once(
    books: Books, store_id: str, copies: str
) -> None:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    members.adjust(books, member_id, 10, "x", "c1", 1)
    relay(entries()[-1])
    relay(entries()[-1])
    assert members.list_member_ids(books.ledger) == ([member_id], None)
