"""Putting dead letters back where they came from.

A letter is deleted only after what it asks for was accepted, so an interrupted run loses nothing; a
letter that was put back twice is done once, as any repeated message is.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cli import letters
from cli.letters import Letter
from functions.dead_letters import REDRIVE
from integrations.aws.session import client

_ALIAS = "live"  # infra/aliases.cjs
# What the stream says when it has forgotten what is asked for.
_FORGOTTEN = ("TrimmedDataAccessException", "ResourceNotFoundException")


@dataclass(slots=True)
class Redriven:
    """`back`: put back and deleted. `again`: put back by this run, and back with their reasons.
    `forgotten`: batches of the stream that it does not hold any more. `failed`: by id, why."""

    back: int = 0
    again: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    forgotten: list[Letter] = field(default_factory=list)


def redrive(
    name: str, ids: set[str] | None, done: Redriven, tell: Callable[[Redriven], None]
) -> None:
    """Put a queue's letters back: those with the given ids, else all that are there."""
    run = uuid.uuid4().hex
    open_ids = None if ids is None else set(ids)
    with letters.reading(name) as batches:
        for batch in batches:
            wanted = []
            for one in batch:
                if one.said.get(REDRIVE) == run:
                    done.again += 1
                elif open_ids is None or one.id in open_ids:
                    wanted.append(one)
            if wanted:
                accepted = _put_back(name, wanted, run, done)
                if accepted:
                    letters.delete(accepted)
                done.back += len(accepted)
                tell(done)
            if open_ids is not None:
                open_ids -= {one.id for one in wanted}
                if not open_ids:
                    return


def _put_back(name: str, found: list[Letter], run: str, done: Redriven) -> list[Letter]:
    """Those that were accepted."""
    if name not in _DO:
        return _send(found, run, done)
    accepted: list[Letter] = []
    for one in found:
        try:
            held = _DO[name](one)
        except Exception as error:
            done.failed[one.id] = f"{type(error).__name__}: {str(error)[:200]}"
            continue
        (accepted if held else done.forgotten).append(one)
    return accepted


def _send(found: list[Letter], run: str, done: Redriven) -> list[Letter]:
    """To the letters' own queue; those that it accepted."""
    url = os.environ[f"{found[0].queue.upper()}_QUEUE_URL"]
    answer = client("sqs").send_message_batch(
        QueueUrl=url,
        Entries=[_entry(one, str(number), run) for number, one in enumerate(found)],
    )
    for refused in answer.get("Failed", []):
        done.failed[found[int(refused["Id"])].id] = str(refused.get("Code"))
    return [found[int(taken["Id"])] for taken in answer.get("Successful", [])]


def _entry(letter: Letter, number: str, run: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "Id": number,
        "MessageBody": letter.body,
        "MessageAttributes": {REDRIVE: {"DataType": "String", "StringValue": run}},
    }
    if letter.group is not None:
        # New, so that the queue takes it; of the letter's id, so that it takes it once.
        entry["MessageDeduplicationId"] = f"redrive-{letter.id}"
        entry["MessageGroupId"] = letter.group
    return entry


def _start(letter: Letter) -> bool:
    """A run of the clock, once more."""
    payload = json.loads(letter.body)["requestPayload"]
    client("lambda").invoke(
        FunctionName=f"regulars-{os.environ['STAGE']}-{letter.queue}",
        Qualifier=_ALIAS,
        InvocationType="Event",
        Payload=json.dumps(payload).encode(),
    )
    return True


def _relay(letter: Letter) -> bool:
    """A batch of the stream: read it there again, and do what the relay does with it."""
    # Copies are brought together by the second; the deployed queue holds each back for longer.
    os.environ.setdefault("BALANCES_DELAY_S", "1")
    return _relay_batch(json.loads(letter.body)["DDBStreamBatchInfo"])


def _relay_batch(info: dict[str, Any]) -> bool:
    """False when the stream has forgotten it: DynamoDB keeps a day."""
    from functions.relay.handler import carry

    streams = client("dynamodbstreams")
    last = int(info["endSequenceNumber"])
    found: list[dict[str, Any]] = []
    try:
        iterator = streams.get_shard_iterator(
            StreamArn=info["streamArn"],
            ShardId=info["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=info["startSequenceNumber"],
        )["ShardIterator"]
        while iterator:
            answer = streams.get_records(ShardIterator=iterator)
            for record in answer["Records"]:
                number = int(record["dynamodb"]["SequenceNumber"])
                if number <= last:
                    found.append(_as_delivered(record))
                if number >= last:
                    carry(found)
                    return True
            iterator = answer.get("NextShardIterator")
    except streams.exceptions.ClientError as error:
        if error.response["Error"]["Code"] in _FORGOTTEN:
            return False
        raise
    return False


def _as_delivered(record: dict[str, Any]) -> dict[str, Any]:
    """A record as Lambda hands it over, where moments are unix seconds."""
    said = record["dynamodb"]
    at = said["ApproximateCreationDateTime"]
    return {**record, "dynamodb": {**said, "ApproximateCreationDateTime": at.timestamp()}}


# What is no message of a queue of ours: done here, one at a time; False when the stream forgot it.
_DO: dict[str, Callable[[Letter], bool]] = {"scheduled": _start, "relay": _relay}
