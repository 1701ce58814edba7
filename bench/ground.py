"""What workers find when a bench runs them on the emulator: tables, queues, a secret, a store."""

from __future__ import annotations

import itertools
import json
import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from core.ledger import stores
from core.ledger import table as ledger_table
from core.ledger.stores import Store
from core.snapshot import CustomerRef, Line, OrderSnapshot, to_json
from functions.events import group_of
from infra.local.emulator import Emulator, credentials
from infra.local.table import create_table
from integrations import access
from integrations.installing import install_woocommerce
from tests.simulation.aws import AWS, deployed, fresh_container, installed

TABLE = "regulars-bench"
BARE_TABLE = "regulars-bench-bare"
BATCH = 10
_DAY_S = 86_400
_QUEUES = ("EVENTS", "FETCHES", "CODES", "BALANCES")
_SECRET_NAME = "regulars/bench/app"  # noqa: S105
_SECRET = {
    "master_key": "aa" * 32,
    "session_key": "bb" * 32,
    "shopify_api_key": "key",
    "shopify_api_secret": "none",
}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Ground:
    """A running emulator with two empty tables, one of which has a store. `environment` is what a
    function finds in its own."""

    url: str
    environment: dict[str, str]
    store: Store
    client: Any


@contextmanager
def ground() -> Iterator[Ground]:
    """The emulator, and this process's environment pointing at it, for as long as the block."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="bench-") as home, Emulator(Path(home)) as emulator:
        os.environ.pop("AWS_PROFILE", None)
        os.environ.update(
            credentials()
            | {"AWS_ENDPOINT_URL": emulator.url, "TABLE_NAME": TABLE, "STAGE": "bench"}
        )
        try:
            yield _made(emulator.url)
        finally:
            os.environ.clear()
            os.environ.update(before)


def _made(url: str) -> Ground:
    client = boto3.client("dynamodb")
    for name in (TABLE, BARE_TABLE):
        create_table(client, name)
    sqs = boto3.client("sqs")
    given = {
        f"{name}_QUEUE_URL": sqs.create_queue(QueueName=f"bench-{name.lower()}")["QueueUrl"]
        for name in _QUEUES
    }
    given["KMS_KEY_ID"] = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
    given["APP_SECRET_NAME"] = _SECRET_NAME
    boto3.client("secretsmanager").create_secret(
        Name=_SECRET_NAME, SecretString=json.dumps(_SECRET)
    )
    os.environ.update(given)
    ledger_table.bind(TABLE)
    fresh_container()
    store = _store()
    functions = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    functions |= {"TABLE_NAME": TABLE, "STAGE": "bench", "PATH": os.environ["PATH"], **given}
    return Ground(url, functions, store, client)


@contextmanager
def in_memory() -> Iterator[Store]:
    """The same store, on the AWS in memory."""
    before = dict(os.environ)
    aws = AWS.deployed(TABLE)
    aws.secrets.put(_SECRET_NAME, json.dumps(_SECRET))
    try:
        with installed(aws):
            os.environ.update(deployed.environment() | {"APP_SECRET_NAME": _SECRET_NAME})
            fresh_container()
            yield _store()
    finally:
        fresh_container()
        os.environ.clear()
        os.environ.update(before)


def _store() -> Store:
    made = install_woocommerce(
        "https://tea.example.com", "ck", "cs", "whs", check=False, now_s=int(time.time())
    )
    return stores.get(made.store_id, fresh=True)


def messages(store: Store, orders: int, shoppers: int, of: int = 0) -> list[dict[str, Any]]:
    """Queued deliveries as SQS hands them to the worker: paid orders never seen before, of so many
    shoppers in turn. `of`: whose shoppers; two numbers have none in common."""
    return [_message(store, next(_numbers), shoppers, of) for _ in range(orders)]


def _message(store: Store, number: int, shoppers: int, of: int) -> dict[str, Any]:
    now_s = int(time.time())
    shopper = f"{of}-{number % shoppers}"
    order = OrderSnapshot(
        store_id=store.store_id,
        order_id=str(number),
        customer=CustomerRef(shopper, f"shopper{shopper}@example.com"),
        stamp_s=now_s,
        received_at_ms=now_s * 1000,
        placed_at_s=now_s - _DAY_S,
        state="paid",
        status="completed",
        currency="USD",
        lines=(Line("1", "7", "0", 1, 2_000 + number % 9_000), Line("2", "9", "0", 2, 1_250)),
    )
    body = {"generation": store.generation, "event": to_json(order)}
    return {
        "messageId": str(uuid.uuid4()),
        "receiptHandle": "none",
        "body": json.dumps(body),
        "attributes": {
            "ApproximateReceiveCount": "1",
            "MessageGroupId": group_of(access.ledger_of(store), order),
            "SentTimestamp": str(now_s * 1000),
        },
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:events.fifo",
        "awsRegion": "us-east-1",
    }


def batches(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events of the size that the queue's mapping has."""
    return [{"Records": records[at : at + BATCH]} for at in range(0, len(records), BATCH)]
