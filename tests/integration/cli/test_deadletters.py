"""Dead letters: seen by everybody, put back without losing one, and mended after the stream."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import boto3
import pytest

from cli import letters
from core.ledger import programs, stores
from core.ledger.directory import DirectoryRow
from core.ledger.programs import ProgramRow
from core.ledger.redeeming import PAUSE_MS
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.program.defaults import default_document
from core.snapshot import CustomerRef, OrderTouched
from functions.codes import handler as codes
from functions.events import queue as queue_event
from functions.fetcher import handler as fetcher
from functions.ledger_worker import handler as worker
from infra.local import facts
from tests.support.http_api import Context
from tests.support.operator import Operator
from tests.support.queues import Queue, queue, received
from tests.support.sandbox import SandboxServer
from tests.unit.core.worlds import snapshot

Handle = Callable[[dict[str, Any], Any], dict[str, Any]]


@dataclass
class Desk:
    """An operator whose stack has queues, and the functions behind them, called here."""

    operator: Operator
    queues: dict[str, Queue]
    monkeypatch: pytest.MonkeyPatch

    def work(self, name: str, handle: Handle) -> dict[str, Any]:
        """One batch of a queue, done by its function."""
        behind = self.queues[name]
        for variable, value in behind.environment().items():
            self.monkeypatch.setenv(variable, value)
        event = behind.take()
        answer = handle(event, Context(function_name=name))
        behind.acknowledge(event, answer)
        return answer

    def list(self, *arguments: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.operator.json("deadletters", "list", *arguments)[
            "letters"
        ]
        return found

    def redrive(self, *arguments: str) -> dict[str, Any]:
        done: dict[str, Any] = self.operator.json("deadletters", "redrive", *arguments)
        return done


@pytest.fixture
def desk(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with ExitStack() as made:
        queues = {
            name: made.enter_context(queue(name, fifo=name in ("events", "balances"), receives=2))
            for name in (*facts.QUEUES, "relay", "scheduled")
        }
        stack = replace(
            operator.stack,
            queues={name: queues[name].url for name in facts.QUEUES},
            dead_letters={name: queues[name].dead for name in facts.DEAD_LETTERS},
        )
        facts.save(stack, operator.data_dir)
        for variable, value in facts.environ(stack).items():
            monkeypatch.setenv(variable, value)
        monkeypatch.setattr(letters, "WAIT_S", 0)  # the emulator is a single server
        yield Desk(operator, queues, monkeypatch)


def damage(store_id: str) -> None:
    """The store's program is gone, as only a damaged table would have it."""
    for row in list(Row.scan()):
        if isinstance(row, ProgramRow):
            row.delete()
    programs._cached.clear()
    stores._cached.clear()


def mend(desk: Desk, store_id: str) -> None:
    from integrations import access

    programs.publish(access.ledger_of(stores.get(store_id)), default_document("USD"), "test", 0)
    programs._cached.clear()


def order(store_id: str, number: int, **fields: Any) -> None:
    shopper = CustomerRef(customer_id=str(number), email=f"shopper.{number}@example.com")
    one = snapshot(order_id=str(100 + number), customer=shopper, **fields)
    queue_event(stores.get(store_id), replace(one, store_id=store_id))


def available(desk: Desk, store_id: str, customer: str) -> int:
    shown = desk.operator.json("member", "show", store_id, customer)
    return int(shown["balance"]["available"])


def test_a_mended_ledger_gets_what_it_could_not_take_and_poison_comes_back(desk: Desk) -> None:
    store_id = desk.operator.connect_unchecked()
    damage(store_id)
    for number in range(1, 13):
        order(store_id, number)
    desk.queues["events"].put("{", group="x")
    for _ in range(2):
        assert desk.work("events", worker.handler) == {"batchItemFailures": []}

    found = desk.list()
    assert len(found) == 13
    assert [one["id"] for one in desk.list("--queue", "events")] == [one["id"] for one in found]
    told = {one["code"]: one for one in found}
    of_order = told["no_program"]
    assert of_order["what"] == "order"
    assert of_order["store_id"] == store_id
    assert of_order["order_id"].startswith("1")
    assert of_order["reason"] == "The store has no published program."
    assert of_order["function"] == "events"
    assert of_order["receives"] == 1
    assert told["bad_input"]["what"] == "unreadable"
    text = desk.operator.run("deadletters", "list").out
    assert "shopper." not in text
    assert "no published program" in text

    mend(desk, store_id)
    done = desk.redrive("events")
    assert (done["redriven"], done["failed"]) == (13, [])
    assert desk.list() == []
    for _ in range(2):
        desk.work("events", worker.handler)
    assert {available(desk, store_id, str(number)) for number in range(1, 13)} == {250}
    [poison] = desk.list()
    assert poison["code"] == "bad_input"
    assert poison["id"] != told["bad_input"]["id"]
    assert desk.operator.json("ledger", "verify", store_id)["mismatches"] == []


def test_a_letter_that_fails_again_at_once_is_not_put_back_for_ever(desk: Desk) -> None:
    desk.queues["events"].put("{")
    desk.work("events", worker.handler)
    sent = letters.delete

    def delete_when_it_failed_again(found: list[letters.Letter]) -> None:
        sent(found)
        desk.work("events", worker.handler)  # as quick as a function can be

    desk.monkeypatch.setattr(letters, "delete", delete_when_it_failed_again)
    done = desk.redrive("--all")
    assert (done["redriven"], done["failed_again"]) == (1, 1)
    assert len(desk.list()) == 1


def test_an_interrupted_redrive_loses_nothing_and_doubles_nothing(desk: Desk) -> None:
    store_id = desk.operator.connect_unchecked()
    damage(store_id)
    order(store_id, 1)
    desk.work("events", worker.handler)
    mend(desk, store_id)

    def cut(found: list[letters.Letter]) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as cutting:
        cutting.setattr(letters, "delete", cut)
        assert desk.operator.run("deadletters", "redrive", "events").exit_code == 130
    assert len(desk.list()) == 1
    assert desk.redrive("events")["redriven"] == 1
    assert desk.list() == []
    assert len(received(desk.queues["events"].url)) == 1


def test_only_the_letters_that_are_named_are_put_back(desk: Desk) -> None:
    for number in range(3):
        desk.queues["fetches"].put(f"no JSON {number}")
    desk.work("fetches", fetcher.handler)
    first, second, third = desk.list("--queue", "fetches")
    done = desk.redrive("--id", first["id"], "--id", third["id"])
    assert done["redriven"] == 2
    assert [one["id"] for one in desk.list()] == [second["id"]]
    assert desk.operator.error("deadletters", "redrive", "--id", "x")["code"] == "unknown_letter"
    assert desk.operator.error("deadletters", "redrive")["code"] == "bad_input"
    shown = desk.operator.json("deadletters", "show", second["id"])
    assert shown["body"].startswith("no JSON")
    assert [one["id"] for one in desk.list()] == [second["id"]]


def test_what_sqs_moved_itself_can_be_seen_and_put_back_in_its_group(desk: Desk) -> None:
    events = desk.queues["events"]
    events.put({"generation": 1, "event": {"kind": "order", "store_id": "s", "order_id": "7"}}, "g")
    for _ in range(3):  # a function that never answers
        for message in received(events.url):
            boto3.client("sqs").change_message_visibility(
                QueueUrl=events.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
    [letter] = desk.list()
    assert letter["code"] == "no_reason"
    assert (letter["what"], letter["order_id"], letter["receives"]) == ("order", "7", None)
    assert desk.redrive("events")["redriven"] == 1
    [back] = received(events.url)
    assert back["Attributes"]["MessageGroupId"] == "g"


def test_a_fetch_that_the_store_refused_is_done_after_its_keys_were_mended(
    desk: Desk, store: SandboxServer
) -> None:
    store_id = desk.operator.connect_woo(store)
    lines = [{"sku": "day-backpack", "quantity": 1}]
    bought = {"lines": lines, "email": "guest@example.com", "status": "completed"}
    order_id = str(store.control("POST", "woo/orders", bought)["id"])
    queue_event(stores.get(store_id), OrderTouched(store_id, order_id, 1))
    desk.work("events", worker.handler)
    store.control("POST", "faults", {"platform": "woo", "kind": "unauthorized", "times": 50})
    for _ in range(2):
        desk.work("fetches", fetcher.handler)
    [letter] = desk.list()
    assert (letter["queue"], letter["code"]) == ("fetches", "forbidden")
    assert (letter["what"], letter["order_id"]) == ("fetch order", order_id)
    assert letter["receives"] == 2
    store.control("DELETE", "faults")
    desk.redrive("fetches")
    desk.work("fetches", fetcher.handler)
    desk.work("events", worker.handler)
    assert available(desk, store_id, "guest@example.com") > 0


def test_a_code_that_could_not_be_made_is_made_after_a_redrive(
    desk: Desk, store: SandboxServer
) -> None:
    store_id = desk.operator.connect_woo(store)
    given = ("mei.lin@example.com", "100", "--reason", "x")
    desk.operator.json("member", "adjust", store_id, *given)
    store.control("POST", "faults", {"platform": "woo", "kind": "unauthorized", "times": 50})
    held = desk.operator.run("redeem", store_id, "mei.lin@example.com", "off-small", "--json")
    redemption_id = held.data["redemption_id"]
    assert held.data["status"] == "held"
    desk.queues["codes"].put({"ledger_id": store_id, "redemption_id": redemption_id})
    for _ in range(2):
        desk.work("codes", codes.handler)
    [letter] = desk.list()
    assert (letter["what"], letter["redemption_id"]) == ("code", redemption_id)
    store.control("DELETE", "faults")
    desk.redrive("codes")
    time.sleep(PAUSE_MS / 1000)  # a store that said no is left alone for so long
    desk.work("codes", codes.handler)
    assert [one.status for one in redemptions_in_table()] == ["issued"]


def redemptions_in_table() -> list[Any]:
    from core.ledger.redemption_rows import RedemptionRow

    return [row for row in Row.scan() if isinstance(row, RedemptionRow)]


def stream_of(desk: Desk) -> tuple[str, str, list[dict[str, Any]]]:
    """(ARN, shard, records) of the table's stream."""
    streams = boto3.client("dynamodbstreams")
    [found] = streams.list_streams(TableName=desk.operator.stack.table)["Streams"]
    arn = found["StreamArn"]
    [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    records: list[dict[str, Any]] = streams.get_records(ShardIterator=iterator)["Records"]
    return arn, shard["ShardId"], records


def lost_batch(arn: str, shard: str, first: str, last: str, count: int) -> str:
    """What Lambda tells of a batch that failed too often: not the records, only where they are."""
    return json.dumps(
        {
            "requestContext": {"condition": "RetryAttemptsExhausted", "approximateInvokeCount": 11},
            "timestamp": "2026-11-22T04:33:21.000Z",
            "DDBStreamBatchInfo": {
                "shardId": shard,
                "startSequenceNumber": first,
                "endSequenceNumber": last,
                "approximateArrivalOfFirstRecord": "2026-11-22T04:30:00Z",
                "batchSize": count,
                "streamArn": arn,
            },
        }
    )


def adjusted(desk: Desk, store_id: str, *customers: str) -> None:
    for customer in customers:
        desk.operator.json("member", "adjust", store_id, customer, "10", "--reason", "x")


def listed(desk: Desk) -> int:
    return len([row for row in Row.scan() if isinstance(row, DirectoryRow)])


def dead(desk: Desk, body: str) -> None:
    boto3.client("sqs").send_message(QueueUrl=desk.queues["relay"].dead, MessageBody=body)


def test_a_batch_that_the_relay_could_not_carry_is_read_from_the_stream_again(desk: Desk) -> None:
    store_id = desk.operator.connect_unchecked()
    adjusted(desk, store_id, "1", "2", "3", "4")
    arn, shard, records = stream_of(desk)
    entries = [
        one["dynamodb"]["SequenceNumber"]
        for one in records
        if one["dynamodb"]["Keys"]["sk"]["S"].startswith("E#")
    ]
    dead(desk, lost_batch(arn, shard, entries[1], entries[2], 2))
    [letter] = desk.list()
    assert (letter["queue"], letter["what"]) == ("relay", "2 entries of the stream")
    assert letter["reason"].startswith("RetryAttemptsExhausted")
    assert listed(desk) == 0
    assert desk.redrive("relay")["redriven"] == 1
    assert listed(desk) == 2
    assert len(received(desk.queues["balances"].url)) == 2
    assert desk.list() == []


def test_what_the_stream_has_forgotten_is_made_again_from_the_table(desk: Desk) -> None:
    store_id = desk.operator.connect_unchecked()
    adjusted(desk, store_id, "1", "2")
    arn, shard, _ = stream_of(desk)
    dead(desk, lost_batch(arn, shard, "1".zfill(21), "2".zfill(21), 2))
    dead(desk, "{}")
    ran = desk.operator.run("deadletters", "redrive", "relay", "--json")
    assert ran.exit_code == 1
    done = json.loads(ran.out)
    assert (done["redriven"], done["forgotten_by_stream"]) == (0, 1)
    assert done["reconciled"]["members_listed"] == 2
    assert listed(desk) == 2
    [left] = desk.list()
    assert [one["id"] for one in done["failed"]] == [left["id"]]


def test_a_reconciled_store_has_its_lists_again_and_nothing_else_changes(desk: Desk) -> None:
    store_id = desk.operator.connect_unchecked()
    adjusted(desk, store_id, "1", "2")
    entries = {(row.pk, row.sk) for row in Row.scan() if isinstance(row, EntryRow)}
    mended = desk.operator.json("reconcile", store_id)
    assert (mended["members_listed"], mended["copies_sent"]) == (2, 2)
    again = desk.operator.run("reconcile")
    assert "members missing" not in again.out
    old = str(int(time.time()) + 60)
    assert desk.operator.json("reconcile", "--since", old)["copies_sent"] == 0
    assert {(row.pk, row.sk) for row in Row.scan() if isinstance(row, EntryRow)} == entries
