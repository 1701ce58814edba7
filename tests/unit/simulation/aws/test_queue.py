"""The scheduler's side of the queues and of the stream."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from functions.batch import process
from tests.simulation.aws import AWS, Clock, DynamoDB, Wire, deployed, sqs
from tests.simulation.aws.queue import SECOND_NS, Message, Queue
from tests.simulation.aws.stream import Stream

_MINUTE_NS = 60 * SECOND_NS


def of(messages: list[Message]) -> list[str]:
    return [message.body for message in messages]


def fifo(*sent: str, **settings: Any) -> Queue:
    """A queue in which "a1" is a message of the group "a"."""
    queue = Queue("q.fifo", "url", fifo=True, **settings)
    for body in sent:
        queue.send(body, 0, group=body[0])
    return queue


def test_a_queue_says_what_could_be_handed_out_and_when_there_is_more() -> None:
    queue = Queue("q", "url", visibility_s=60)
    queue.send("now", 0)
    queue.send("later", 0, delay_s=5)
    assert of(queue.deliverable(0)) == ["now"]
    assert of(queue.deliverable(5 * SECOND_NS)) == ["now", "later"]
    (message,) = queue.take(0)
    assert queue.next_ns() == 5 * SECOND_NS
    queue.delete(message.receipt)
    assert of(queue.take(5 * SECOND_NS)) == ["later"]
    assert queue.next_ns() == 65 * SECOND_NS


def test_a_scheduler_may_choose_what_it_hands_out() -> None:
    queue = Queue("q", "url")
    for body in "abc":
        queue.send(body, 0)
    chosen = queue.deliverable(0)
    random.Random(1).shuffle(chosen)
    assert of(queue.take(0, 2, chosen=chosen)) == of(chosen[:2])
    assert of(queue.deliverable(0)) == of(chosen[2:])


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (None, []),
        ({}, []),
        ({"batchItemFailures": []}, []),
        ({"batchItemFailures": [{"itemIdentifier": "second"}]}, ["b"]),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, ["a", "b", "c"]),
        ({"batchItemFailures": [{"itemIdentifier": "unknown"}]}, ["a", "b", "c"]),
        ({"batchItemFailures": [{}]}, ["a", "b", "c"]),
        ("nonsense", ["a", "b", "c"]),
    ],
)
def test_a_mapping_deletes_what_the_handler_did_not_name(answer: Any, left: list[str]) -> None:
    queue = Queue("q", "url", visibility_s=60)
    for body in "abc":
        queue.send(body, 0)
    taken = queue.take(0)
    if answer and "second" in json.dumps(answer):
        answer = {"batchItemFailures": [{"itemIdentifier": taken[1].message_id}]}
    assert of(sqs.settle(queue, taken, answer)) == left
    assert queue.deliverable(0) == []
    assert of(queue.deliverable(_MINUTE_NS)) == left


def test_what_a_group_has_ahead_keeps_the_rest_of_it_waiting_and_nobody_else() -> None:
    queue = fifo("a1", "b1", "a2", visibility_s=60)
    (first,) = queue.take(0, 1)
    assert of(queue.deliverable(0)) == ["b1"]
    sqs.keep(queue, [first])
    assert of(queue.deliverable(_MINUTE_NS)) == ["a1", "b1", "a2"]


def test_poison_ends_among_the_dead_letters_and_its_group_goes_on() -> None:
    dead = Queue("dead.fifo", "url", fifo=True)
    queue = fifo("a1", "a2", visibility_s=60, dead_letters=dead, max_receives=2)
    for turn in range(2):
        (message,) = queue.take(turn * _MINUTE_NS, 1)
        assert (message.body, message.receives) == ("a1", turn + 1)
    assert of(queue.take(2 * _MINUTE_NS)) == ["a2"]
    (buried,) = dead.messages.values()
    assert (buried.body, buried.group, buried.message_id) == ("a1", "a", message.message_id)


def test_a_message_that_nobody_took_for_14_days_is_gone() -> None:
    queue = Queue("q", "url")
    queue.send("old", 0)
    assert queue.deliverable(14 * 86400 * SECOND_NS)
    assert queue.deliverable((14 * 86400 + 1) * SECOND_NS) == []


def test_a_deduplication_id_is_forgotten_after_five_minutes() -> None:
    queue = Queue("q.fifo", "url", fifo=True)
    first = queue.send("1", 0, group="a", dedup="x")
    assert queue.send("2", 299 * SECOND_NS, group="b", dedup="x") is first
    assert queue.send("3", 301 * SECOND_NS, group="a", dedup="x") is not first


def test_the_handlers_own_batch_processing_understands_the_event(wire: Wire) -> None:
    from aws_lambda_powertools import Logger

    queue = fifo("a1", "b1", "a2", "b2")
    for message in queue.messages.values():
        message.body = json.dumps({"n": message.body})
    done = []

    def handle(message: dict[str, Any]) -> None:
        if message["n"] == "a1":
            raise ValueError("poison")
        done.append(message["n"])

    taken = queue.take(0)
    answer = process(sqs.lambda_event(queue, taken), None, Logger(), handle, fifo=True)
    assert done == ["b1", "b2"]
    left = sqs.settle(queue, taken, answer)
    assert [json.loads(message.body)["n"] for message in left] == ["a1", "a2"]


def test_the_queues_are_those_of_the_template(clock: Clock) -> None:
    aws = AWS.deployed()
    events = aws.sqs.queues[deployed.queue_name("EventsQueue")]
    assert (events.fifo, events.visibility_s, events.max_receives) == (True, 120, 5)
    assert events.dead_letters is aws.sqs.queues[deployed.queue_name("EventsDeadLetters")]
    balances = aws.sqs.queues[deployed.queue_name("BalancesQueue")]
    assert (balances.delay_s, balances.deduplicates_by_group) == (20, True)
    assert deployed.environment()["EVENTS_QUEUE_URL"] == events.url


@pytest.fixture
def kept(clock: Clock) -> Callable[..., DynamoDB]:
    table = DynamoDB()

    def put(sk: str, **attributes: str) -> DynamoDB:
        item = {"pk": {"S": "p"}, "sk": {"S": sk}}
        item |= {name: {"S": value} for name, value in attributes.items()}
        table.call("PutItem", {"TableName": table.table, "Item": item})
        return table

    return put


def test_the_stream_has_what_changed_in_order(kept: Callable[..., DynamoDB]) -> None:
    table = kept("1", a="x")
    kept("1", a="x")
    kept("1", a="y")
    table.call(
        "DeleteItem", {"TableName": table.table, "Key": {"pk": {"S": "p"}, "sk": {"S": "1"}}}
    )
    stream = Stream(table, passes=lambda record: True)
    found = stream.batch()
    assert [record["eventName"] for record in found] == ["INSERT", "MODIFY", "REMOVE"]
    assert [record["dynamodb"].get("NewImage", {}).get("a") for record in found] == [
        {"S": "x"},
        {"S": "y"},
        None,
    ]
    numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in found]
    assert numbers == [1, 2, 3]
    kept("2")
    assert int(stream.batch()[-1]["dynamodb"]["SequenceNumber"]) == 4


def test_the_mappings_filter_lets_new_entries_through_and_nothing_else(
    kept: Callable[..., DynamoDB],
) -> None:
    kept("MEMBER")
    kept("E#00000001", a="x")
    table = kept("E#00000001", a="y")
    stream = Stream(table)
    assert [record["dynamodb"]["Keys"]["sk"]["S"] for record in stream.batch()] == ["E#00000001"]


def test_records_come_again_from_the_first_that_failed(kept: Callable[..., DynamoDB]) -> None:
    for number in range(1, 5):
        table = kept(f"E#0000000{number}")
    stream = Stream(table)
    batch = stream.batch(3)
    failed = {"itemIdentifier": batch[1]["dynamodb"]["SequenceNumber"]}
    assert stream.settle(batch, {"batchItemFailures": [failed]}) == batch[1:]
    assert stream.batch(3)[0] == batch[1]
    assert stream.settle(stream.batch(3), None) == []
    assert stream.batch() == []


def test_what_is_over_is_deleted_some_time_later(kept: Callable[..., DynamoDB]) -> None:
    table = kept("1")
    for sk, ends_at_s in (("2", 100), ("3", 300)):
        item = {"pk": {"S": "p"}, "sk": {"S": sk}, "ttl": {"N": str(ends_at_s)}}
        table.call("PutItem", {"TableName": table.table, "Item": item})
    assert table.expire(200) == 1
    assert sorted(table.items) == [("p", "1"), ("p", "3")]
