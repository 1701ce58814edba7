"""A shop's redaction comes, and its uninstall was never heard of."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest

from core.ledger import stores
from core.ledger.table import Row
from core.snapshot import StoreRedacted
from functions.events import opened
from functions.fetcher.handler import handler as fetcher
from functions.ledger_worker.apply import apply
from tests.support.http_api import Context
from tests.support.operator import Operator
from tests.support.relaying import relay_all
from tests.support.sandbox import SandboxServer
from tests.unit.core.worlds import T0, snapshot

NOW_MS = T0 * 1000


@pytest.fixture
def store_id(operator: Operator, store: SandboxServer) -> str:
    return operator.connect_shopify(store)


@pytest.fixture
def queues(store_id: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    sqs = boto3.client("sqs")
    stem = f"q{time.monotonic_ns()}"
    fifo = {"FifoQueue": "true"}
    urls = {
        "FETCHES_QUEUE_URL": sqs.create_queue(QueueName=stem)["QueueUrl"],
        "EVENTS_QUEUE_URL": sqs.create_queue(QueueName=f"{stem}.fifo", Attributes=fifo)["QueueUrl"],
    }
    for name, url in urls.items():
        monkeypatch.setenv(name, url)
    yield urls
    for url in urls.values():
        sqs.delete_queue(QueueUrl=url)


def waiting(url: str) -> list[dict[str, Any]]:
    answer = boto3.client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=1)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def redact(store_id: str, queues: dict[str, str]) -> list[dict[str, Any]]:
    """Bring a redaction to the worker, and its question to the fetcher; the events that follow."""
    apply(StoreRedacted(store_id, NOW_MS), NOW_MS, generation=1)
    [message] = waiting(queues["FETCHES_QUEUE_URL"])
    record = {"messageId": "1", "body": json.dumps(message), "eventSource": "aws:sqs"}
    assert fetcher({"Records": [record]}, Context()) == {"batchItemFailures": []}
    return waiting(queues["EVENTS_QUEUE_URL"])


def test_a_shop_whose_uninstall_got_lost_is_redacted_once_it_refuses_our_token(
    store: SandboxServer, store_id: str, queues: dict[str, str]
) -> None:
    apply(replace(snapshot(), store_id=store_id), NOW_MS)
    relay_all()
    store.control("POST", "shopify/uninstall")
    [follow_up] = redact(store_id, queues)
    generation, event = opened(follow_up)
    assert apply(event, NOW_MS, generation=generation) == "redacted"
    kept = [row.pk for row in Row.scan(Row.pk.startswith(f"L#{store_id}#"))]
    assert [pk for pk in kept if not pk.endswith("#PROGRAM")] == []


def test_a_shop_that_still_takes_our_token_is_not_redacted(
    store: SandboxServer, store_id: str, queues: dict[str, str]
) -> None:
    apply(replace(snapshot(), store_id=store_id), NOW_MS)
    assert redact(store_id, queues) == []
    assert stores.get(store_id, fresh=True).installed
