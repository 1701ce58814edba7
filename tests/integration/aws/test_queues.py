"""Queues as the handlers and their mappings know them."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from integrations.aws.queues import send
from integrations.aws.session import client

Wrong = Callable[[str], None]

_names = itertools.count(1)
_ALL = ["All"]


def queue(attributes: dict[str, str] | None = None, *, fifo: bool = False) -> str:
    """The URL of a new queue whose messages come again after a second."""
    name = f"contract-{next(_names)}{'.fifo' if fifo else ''}"
    settings = {"VisibilityTimeout": "1", **(attributes or {})}
    if fifo:
        settings |= {
            "FifoQueue": "true",
            "DeduplicationScope": "messageGroup",
            "FifoThroughputLimit": "perMessageGroupId",
        }
    return str(client("sqs").create_queue(QueueName=name, Attributes=settings)["QueueUrl"])


def receive(url: str, most: int = 10) -> list[dict[str, Any]]:
    answer = client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=most, MessageSystemAttributeNames=_ALL
    )
    messages: list[dict[str, Any]] = answer.get("Messages", [])
    return messages


def bodies(url: str, most: int = 10) -> list[Any]:
    return [json.loads(message["Body"])["n"] for message in receive(url, most)]


def drop(url: str, message: dict[str, Any]) -> None:
    client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def redrive_to(url: str, receives: int) -> dict[str, str]:
    sqs = client("sqs")
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    policy = {"deadLetterTargetArn": arn["QueueArn"], "maxReceiveCount": receives}
    return {"RedrivePolicy": json.dumps(policy)}


def test_what_was_received_comes_again_until_it_is_deleted(cloud: str) -> None:
    url = queue()
    message_id = send(url, {"n": 1})
    (first,) = receive(url)
    assert (first["MessageId"], json.loads(first["Body"])) == (message_id, {"n": 1})
    assert receive(url) == []
    time.sleep(1.2)
    (second,) = receive(url)
    assert second["Attributes"]["ApproximateReceiveCount"] == "2"
    assert second["ReceiptHandle"] != first["ReceiptHandle"]
    drop(url, second)
    time.sleep(1.2)
    assert receive(url) == []


def test_what_is_deleted_can_be_deleted_again(cloud: str, emulator_is_wrong: Wrong) -> None:
    emulator_is_wrong("refuses the receipt")
    url = queue()
    send(url, {"n": 1})
    (message,) = receive(url)
    drop(url, message)
    drop(url, message)


def test_a_delayed_message_waits(cloud: str) -> None:
    url = queue()
    send(url, {"n": 1}, delay_s=1)
    assert bodies(url) == []
    time.sleep(1.2)
    assert bodies(url) == [1]


def test_a_message_can_be_given_back_at_once(cloud: str) -> None:
    url = queue()
    send(url, {"n": 1})
    (message,) = receive(url)
    client("sqs").change_message_visibility(
        QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
    )
    assert bodies(url) == [1]


def test_what_was_received_too_often_lies_among_the_dead_letters(cloud: str) -> None:
    dead = queue()
    url = queue(redrive_to(dead, 2))
    message_id = send(url, {"n": 1})
    for _ in range(2):
        assert bodies(url) == [1]
        time.sleep(1.2)
    assert bodies(url) == []
    (message,) = receive(dead)
    assert message["MessageId"] == message_id


def test_a_group_keeps_its_order_and_waits_for_who_has_its_messages(cloud: str) -> None:
    url = queue(fifo=True)
    for number, group in enumerate(["a", "a", "b", "a"], start=1):
        send(url, {"n": number}, group=group)
    first, second = receive(url, 2)
    assert [json.loads(one["Body"])["n"] for one in (first, second)] == [1, 2]
    assert first["Attributes"]["MessageGroupId"] == "a"
    assert bodies(url) == [3]
    drop(url, first)
    assert bodies(url) == []
    drop(url, second)
    assert bodies(url) == [4]


def test_a_message_that_comes_again_is_before_those_behind_it(cloud: str) -> None:
    url = queue(fifo=True)
    send(url, {"n": 1}, group="a")
    send(url, {"n": 2}, group="a")
    assert bodies(url, 1) == [1]
    assert bodies(url) == []
    time.sleep(1.2)
    assert bodies(url) == [1, 2]


def test_a_group_waits_although_the_message_at_its_head_was_given_back(cloud: str) -> None:
    url = queue(fifo=True)
    send(url, {"n": 1}, group="a")
    send(url, {"n": 2}, group="a")
    first, second = receive(url)
    client("sqs").change_message_visibility(
        QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0
    )
    assert bodies(url) == []
    drop(url, second)
    assert bodies(url) == [1]


def test_a_poisonous_message_of_a_group_dies_and_lets_the_rest_go_on(cloud: str) -> None:
    dead = queue(fifo=True)
    url = queue(redrive_to(dead, 1), fifo=True)
    send(url, {"n": 1}, group="a")
    send(url, {"n": 2}, group="a")
    assert bodies(url, 1) == [1]
    time.sleep(1.2)
    assert bodies(url, 1) == [2]
    assert bodies(dead) == [1]


def test_a_deduplication_id_is_queued_once_in_its_group(cloud: str) -> None:
    url = queue(fifo=True)
    first = send(url, {"n": 1}, group="a", dedup="x")
    assert send(url, {"n": 2}, group="a", dedup="x") == first
    send(url, {"n": 3}, group="b", dedup="x")
    (message, other) = receive(url)
    assert sorted(json.loads(one["Body"])["n"] for one in (message, other)) == [1, 3]
    drop(url, message)
    drop(url, other)
    send(url, {"n": 4}, group="a", dedup="x")
    assert bodies(url) == []


def test_a_queue_may_hold_all_of_its_messages_back(cloud: str) -> None:
    url = queue({"DelaySeconds": "1"}, fifo=True)
    send(url, {"n": 1}, group="a")
    assert bodies(url) == []
    time.sleep(1.2)
    assert bodies(url) == [1]


def test_a_queue_that_is_not_there_takes_nothing(cloud: str) -> None:
    sqs = client("sqs")
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        send(queue() + "-gone", {"n": 1})


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageDeduplicationId": "1"},
        {"MessageGroupId": "a"},
        {"MessageGroupId": "a", "MessageDeduplicationId": "1", "DelaySeconds": 1},
    ],
    ids=["no group", "no deduplication id", "a delay of its own"],
)
def test_what_a_fifo_queue_cannot_keep_is_refused(cloud: str, fields: dict[str, Any]) -> None:
    _refuses(queue(fifo=True), fields)


def test_nothing_is_delayed_for_more_than_15_minutes(cloud: str, emulator_is_wrong: Wrong) -> None:
    emulator_is_wrong("delays it")
    _refuses(queue(), {"DelaySeconds": 901})


def _refuses(url: str, fields: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as refused:
        client("sqs").send_message(QueueUrl=url, MessageBody="{}", **fields)
    assert refused.value.response["Error"]["Code"] in ("MissingParameter", "InvalidParameterValue")


def test_a_queue_counts_what_it_holds(cloud: str) -> None:
    url = queue()
    for number in range(3):
        send(url, {"n": number})
    send(url, {"n": 3}, delay_s=60)
    receive(url, 1)
    found = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert [
        found[f"ApproximateNumberOfMessages{kind}"] for kind in ("", "Delayed", "NotVisible")
    ] == ["2", "1", "1"]
