"""Carries the stream of a table that another engine keeps to the function that the template maps.

The emulator reads streams of its own tables only. What is carried, in which batches and to which
function, is read from the deployed mapping; a failed batch comes again until it succeeds. How far
it came is on disk, so a new start goes on where the last one ended.
"""

from __future__ import annotations

import base64
import json
import logging
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

_IDLE_S = 0.2
_AFTER_FAILURE_S = 1.0

logger = logging.getLogger("stream")


class StreamCarrier:
    """`streams` and `functions` are the clients of DynamoDB Streams and Lambda.

    `mapping` is the deployed event source mapping; `checkpoint` the file of positions.
    """

    def __init__(
        self, streams: Any, functions: Any, stream_arn: str, mapping: Any, checkpoint: Path
    ) -> None:
        self._streams = streams
        self._functions = functions
        self._stream_arn = stream_arn
        self._function = mapping["FunctionArn"]
        self._batch_size = mapping["BatchSize"]
        self._patterns = [
            json.loads(each["Pattern"]) for each in mapping["FilterCriteria"]["Filters"]
        ]
        self._checkpoint = checkpoint
        self._positions: dict[str, str] = (
            json.loads(checkpoint.read_text()) if checkpoint.exists() else {}
        )
        # None: the shard is closed and read to its end.
        self._iterators: dict[str, str | None] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)

    def start(self) -> None:
        """Carry from a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch under way, and no more."""
        self._stop.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        wait_s = 0.0
        while not self._stop.wait(wait_s):
            try:
                wait_s = 0.0 if self.carry() else _IDLE_S
            except Exception:
                # Whatever it was: nothing is lost by trying again, and everything by stopping.
                logger.exception("the stream comes again")
                self._iterators.clear()
                wait_s = _AFTER_FAILURE_S

    def carry(self) -> int:
        """One batch of each shard; how many records there were.

        RuntimeError when the function failed: what it did not take stays ahead of the position.
        """
        count = 0
        described = self._streams.describe_stream(StreamArn=self._stream_arn)
        for shard in described["StreamDescription"]["Shards"]:
            shard_id = shard["ShardId"]
            if shard_id not in self._iterators:
                self._iterators[shard_id] = self._iterator(shard_id)
            iterator = self._iterators[shard_id]
            if iterator is None:
                continue
            answer = self._streams.get_records(ShardIterator=iterator, Limit=self._batch_size)
            records = answer["Records"]
            if records:
                self._give(shard_id, [event_record(one, self._stream_arn) for one in records])
                count += len(records)
            self._iterators[shard_id] = answer.get("NextShardIterator")
        return count

    def _iterator(self, shard_id: str) -> str:
        position = self._positions.get(shard_id)
        wanted: dict[str, str] = {"ShardIteratorType": "TRIM_HORIZON"}
        if position is not None:
            wanted = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": position}
        answer = self._streams.get_shard_iterator(
            StreamArn=self._stream_arn, ShardId=shard_id, **wanted
        )
        return str(answer["ShardIterator"])

    def _give(self, shard_id: str, records: list[dict[str, Any]]) -> None:
        wanted = [one for one in records if any(matches(one, each) for each in self._patterns)]
        failed = self._invoke(wanted) if wanted else None
        if failed is None:
            self._move(shard_id, records[-1])
            return
        numbers = [one["dynamodb"]["SequenceNumber"] for one in records]
        taken = numbers.index(failed) if failed in numbers else 0
        if taken:
            self._move(shard_id, records[taken - 1])
        raise RuntimeError(f"{self._function} did not take {len(records) - taken} records")

    def _invoke(self, records: list[dict[str, Any]]) -> str | None:
        """None, or the sequence number of the first record that failed."""
        answer = self._functions.invoke(
            FunctionName=self._function, Payload=json.dumps({"Records": records}).encode()
        )
        result = json.loads(answer["Payload"].read() or b"null")
        first = str(records[0]["dynamodb"]["SequenceNumber"])
        if "FunctionError" in answer:
            return first
        failures = (result or {}).get("batchItemFailures") or []
        return str(failures[0]["itemIdentifier"] or first) if failures else None

    def _move(self, shard_id: str, record: dict[str, Any]) -> None:
        self._positions[shard_id] = record["dynamodb"]["SequenceNumber"]
        temporary = self._checkpoint.with_suffix(".tmp")
        temporary.write_text(json.dumps(self._positions))
        temporary.replace(self._checkpoint)


def event_record(record: dict[str, Any], stream_arn: str) -> dict[str, Any]:
    """A record of DynamoDB Streams as Lambda gives it to a function."""
    return {
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "eventVersion": record["eventVersion"],
        "eventSource": "aws:dynamodb",
        "awsRegion": record["awsRegion"],
        "dynamodb": _plain(record["dynamodb"]),
        "eventSourceARN": stream_arn,
    }


def matches(value: Any, pattern: Any) -> bool:
    """Whether the value fits the filter pattern: nested, lists of exact values and prefixes."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            matches(value.get(name), below) for name, below in pattern.items()
        )
    return any(
        isinstance(value, str) and value.startswith(one["prefix"])
        if isinstance(one, dict)
        else value == one
        for one in pattern
    )


def _plain(value: Any) -> Any:
    """As JSON: times in unix seconds, bytes in base64."""
    if isinstance(value, dict):
        return {name: _plain(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_plain(below) for below in value]
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value
