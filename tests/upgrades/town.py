"""A shop, its queues and the table's stream, served by whichever release is asked to."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import boto3
import jwt

from core.program.defaults import default_document
from tests.support.http_api import request
from tests.support.sandbox import WOO, SandboxServer
from tests.upgrades.releases import Release

QUEUES = {
    "events": "ledger_worker",
    "fetches": "fetcher",
    "codes": "codes",
    "balances": "balances",
}
_FIFO = ("events", "balances")
_LINES = [{"sku": "day-backpack", "quantity": 2}, {"sku": "trail-backpack"}]


def make_queues(stem: str) -> dict[str, str]:
    """The environment of functions, with queues of their own."""
    sqs, found = boto3.client("sqs"), {"BALANCES_DELAY_S": "1"}
    for name in QUEUES:
        fifo = name in _FIFO
        attributes = {"FifoQueue": "true", "DeduplicationScope": "messageGroup"} if fifo else {}
        attributes |= {"FifoThroughputLimit": "perMessageGroupId"} if fifo else {}
        url = sqs.create_queue(
            QueueName=f"{stem}-{name}{'.fifo' if fifo else ''}", Attributes=attributes
        )
        found[f"{name.upper()}_QUEUE_URL"] = url["QueueUrl"]
    return found


class Town:
    """`releases` do what they are told to; the shop neither knows nor cares which one it is."""

    def __init__(self, shop: SandboxServer, environment: dict[str, str], table: str) -> None:
        self.shop = shop
        self.environment = environment
        self.table = table
        self.store_id = ""
        self.secret = ""
        self._relayed: set[tuple[str, str]] = set()
        self.orders: dict[str, int] = {}
        self.customer = 0

    # The shop.

    def connect(self, release: Release) -> None:
        """Connect the shop, or connect it again."""
        found = release.ask(
            "install",
            url=f"{self.shop.origin}/woo",
            key=WOO["consumer_key"],
            secret=WOO["consumer_secret"],
            webhook_secret=WOO["webhook_secret"],
        )
        self.store_id, self.secret = found["store_id"], found["shopper_secret"]

    def open(self, release: Release) -> None:
        """Connect the shop, and publish a second program."""
        self.connect(release)
        document = default_document("USD")
        document["expiry"] = {"kind": "months", "months": 12}
        assert release.ask("publish", store_id=self.store_id, document=document) == 2
        person = {"email": "jia@example.com", "name": "Jia Lin"}
        self.customer = int(self.shop.control("POST", "woo/customers", person)["id"])

    def buy(self, name: str, **order: Any) -> None:
        """Place an order; the guest's when no customer is named."""
        email = "jia@example.com" if "customer_id" in order else "guest@example.com"
        body = {"lines": _LINES, "email": email, "payment": "card", **order}
        self.orders[name] = int(self.shop.control("POST", "woo/orders", body)["id"])

    def act(self, name: str, action: str, **body: Any) -> None:
        self.shop.control("POST", f"woo/orders/{self.orders[name]}/{action}", body)

    # The ways in.

    def deliver(self, release: Release) -> int:
        """Give the release's webhook handler all that the shop has sent; how many were queued."""
        self.shop.drain()
        queued = 0
        while self.shop.receiver.received:
            sent = self.shop.receiver.received.pop(0)
            path = f"/webhooks/woocommerce/{self.store_id}"
            event = request("POST", path, body=sent.body)
            event["headers"] = {name.lower(): value for name, value in sent.headers.items()}
            answer = release.ask("call", function="webhooks", event=event)
            assert answer["statusCode"] == 200, answer
            queued += json.loads(answer["body"])["queued"]
        return queued

    def waiting(self, queue: str) -> list[dict[str, Any]]:
        """What waits in a queue, taken off it."""
        sqs, url = boto3.client("sqs"), self.environment[f"{queue.upper()}_QUEUE_URL"]
        found: list[dict[str, Any]] = []
        while True:
            answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
            if not answer.get("Messages"):
                return found
            for one in answer["Messages"]:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
                found.append(json.loads(one["Body"]))

    def handle(self, release: Release, queue: str, messages: list[dict[str, Any]]) -> None:
        """Give messages to the function behind the queue; each must succeed."""
        for body in messages:
            record = {
                "messageId": uuid.uuid4().hex,
                "receiptHandle": "handle",
                "body": json.dumps(body),
                "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": "group"},
                "eventSource": "aws:sqs",
            }
            event = {"Records": [record]}
            answer = release.ask("call", function=QUEUES[queue], event=event)
            assert answer == {"batchItemFailures": []}, (release.name, queue, body)

    def relay(self, release: Release) -> None:
        """Give the release's relay the entries that nobody relayed."""
        records = []
        for item in self.items():
            key = item["pk"]["S"], item["sk"]["S"]
            if key[1].startswith("E#") and key not in self._relayed:
                self._relayed.add(key)
                image = {"NewImage": item, "SequenceNumber": str(len(self._relayed))}
                records.append({"eventName": "INSERT", "dynamodb": image})
        answer = release.ask("call", function="relay", event={"Records": records})
        assert answer == {"batchItemFailures": []}, release.name

    def work(self, release: Release) -> None:
        """Deliver, decide, relay, and do what follows, all by one release."""
        self.deliver(release)
        for _ in range(2):  # what the fetcher fetched is an event again
            self.handle(release, "events", self.waiting("events"))
            self.relay(release)
            for queue in ("fetches", "codes", "balances"):
                self.handle(release, queue, self.waiting(queue))

    # The shopper.

    def ask(self, release: Release, method: str, path: str, **more: Any) -> dict[str, Any]:
        """The shopper's own view, as the release gives it."""
        now_s = int(time.time())
        claims = {
            "iss": self.store_id,
            "sub": str(self.customer),
            "email": "jia@example.com",
            "iat": now_s,
            "exp": now_s + 240,
            "jti": uuid.uuid4().hex,
        }
        auth = f"Bearer {jwt.encode(claims, self.secret, algorithm='HS256')}"
        event = request(method, f"/storefront/{path}", authorization=auth, **more)
        answer = release.ask("call", function="storefront", event=event)
        assert answer["statusCode"] in (200, 202), answer
        found: dict[str, Any] = json.loads(answer["body"])
        return found

    def redeem(self, release: Release, key: str) -> dict[str, Any]:
        body = json.dumps({"reward_id": "off-small"}).encode()
        made = self.ask(release, "POST", "redemptions", body=body, idempotency_key=key)
        assert made["status"] == "issued", made
        return made

    def balance(self, release: Release) -> tuple[int, int, int]:
        """(available, pending, debt)."""
        shown = self.ask(release, "GET", "member")["balance"]
        return shown["available"], shown["pending"], shown["debt"]

    # The table.

    def items(self) -> list[dict[str, Any]]:
        pages = boto3.client("dynamodb").get_paginator("scan")
        found = pages.paginate(TableName=self.table, ConsistentRead=True)
        return [item for page in found for item in page["Items"]]


def first_days(town: Town, release: Release) -> None:
    """What a release has written by the time that it is followed by another: every kind of row."""
    town.open(release)
    town.buy("paid", customer_id=town.customer)
    town.buy("open", customer_id=town.customer, payment="later")
    town.buy("guest")
    town.work(release)
    release.ask(
        "adjust", store_id=town.store_id, customer_id=str(town.customer), points=300, command_id="c"
    )
    town.redeem(release, "first")
    town.redeem(release, "second")
    town.act("paid", "refund", amount="5")
    town.work(release)
