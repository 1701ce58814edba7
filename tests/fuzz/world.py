"""Two connected stores whose deliveries go through the real handlers, on real tables and queues."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from core.errors import RegularsError
from core.ledger import programs, stores
from core.program.defaults import default_document
from functions.events import opened
from functions.ledger_worker import apply as worker
from functions.webhooks.handler import handler
from integrations import access
from tests.fuzz.aws_rules import Calls
from tests.fuzz.deliveries import Delivery
from tests.support.http_api import Context, request
from tests.support.operator import Operator
from tests.support.sandbox import SHOPIFY

_MOST_READS = 100  # for one delivery, in the time that a message of a batch of ten has
_FIFO = {"FifoQueue": "true", "DeduplicationScope": "messageGroup"}


@dataclass(frozen=True)
class Outcome:
    """What a delivery came to: `wrong` says which promise was broken, if any."""

    status: int
    queued: int
    wrong: str | None
    did: tuple[str, ...] = ()


@dataclass
class World:
    operator: Operator
    woo_id: str
    shop_id: str
    calls: Calls
    events_url: str

    def event(self, delivery: Delivery) -> dict[str, Any]:
        """The delivery as the HTTP API hands it over."""
        event = request("POST", delivery.path, body=delivery.bytes())
        return event | {"headers": dict(delivery.headers)}

    def send(self, delivery: Delivery, *, genuine: bool) -> Outcome:
        """Deliver it, and apply what it queued. `genuine`: the signature is the store's own."""
        self.calls.clear()
        began_s = time.thread_time()
        answer = handler(self.event(delivery), Context())
        taken_s = time.thread_time() - began_s
        status, messages = answer["statusCode"], list(self.calls.messages)
        wrong = self._wrong(answer, taken_s, genuine)
        did = []
        for message in messages if wrong is None else []:
            try:
                did.append(self._apply(message))
            except RegularsError as error:
                wrong = f"the worker refused what was accepted: {error!r}"
            except Exception as error:
                wrong = f"the worker did not foresee {error!r}"
            wrong = wrong or next(iter(self.calls.refused), None)
            if self.calls.reads > _MOST_READS:
                wrong = f"the worker read {self.calls.reads} times"
        return Outcome(status, len(messages), wrong, tuple(did))

    def _wrong(self, answer: dict[str, Any], taken_s: float, genuine: bool) -> str | None:
        status, calls = answer["statusCode"], self.calls
        body = json.loads(answer["body"])
        if status >= 500:
            return f"answered {status}"
        if taken_s > 2:
            return f"answering took {taken_s:.1f} s of processor time"
        if calls.refused:
            return f"AWS refuses {calls.refused[0]}"
        if status == 200:
            if body != {"queued": len(calls.messages)}:
                return f"said {body} and queued {len(calls.messages)}"
            if not genuine and calls.messages:
                return "queued what the store did not sign"
            return None
        if calls.writes:
            return f"answered {status}, but did {calls.writes}"
        error = body.get("error", {})
        return None if error.get("code") and error.get("message") else f"says only {body}"

    def _apply(self, message: str) -> str:
        generation, event = opened(json.loads(message))
        now_ms = time.time_ns() // 1_000_000
        return worker.apply(event, now_ms, generation=generation)

    def queued(self) -> int:
        """How many messages the queue of events holds."""
        name = "ApproximateNumberOfMessages"
        answer = boto3.client("sqs").get_queue_attributes(
            QueueUrl=self.events_url, AttributeNames=[name]
        )
        return int(answer["Attributes"][name])

    def rows(self) -> dict[tuple[str, str], Any]:
        """Everything in the table."""
        pages = boto3.client("dynamodb").get_paginator("scan")
        found = pages.paginate(TableName=self.operator.stack.table, ConsistentRead=True)
        return {(i["pk"]["S"], i["sk"]["S"]): i for page in found for i in page["Items"]}


def _publish(store_id: str, **changes: Any) -> None:
    """A program under which points expire, so that dates matter."""
    store = stores.get(store_id, fresh=True)
    document = default_document(store.currency) | changes
    programs.publish(access.ledger_of(store), document, "test", int(time.time()) - 60)


@pytest.fixture
def world(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    woo_id = operator.connect_unchecked()
    shop = ("store", "add", "shopify", "--shop", SHOPIFY["shop_domain"], "--no-check")
    zone = ("--timezone", "America/New_York", "--access-token", "shpat")
    shop_id = operator.json(*shop, *zone)["store_id"]
    stores.change(woo_id, timezone="Asia/Taipei")
    _publish(woo_id, expiry={"kind": "months", "months": 12})
    _publish(shop_id, expiry={"kind": "months", "months": 1})
    programs._cached.clear()
    # After the commands, which set these as well.
    sqs = boto3.client("sqs")
    urls = {}
    for name, attributes in (("EVENTS", _FIFO), ("FETCHES", {}), ("CODES", {})):
        queue = f"{operator.stack.table}-{name.lower()}{'.fifo' if attributes else ''}"
        urls[name] = sqs.create_queue(QueueName=queue, Attributes=attributes)["QueueUrl"]
        monkeypatch.setenv(f"{name}_QUEUE_URL", urls[name])
    calls = Calls()
    calls.watch()
    yield World(operator, woo_id, shop_id, calls, urls["EVENTS"])
    calls.unwatch()
    for url in urls.values():
        sqs.delete_queue(QueueUrl=url)
