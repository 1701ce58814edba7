"""The table's stream, as Lambda gives it to the relay: NEW_IMAGE records, filtered, in order."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from infra.local.stream import matches
from tests.simulation.aws.deployed import serverless
from tests.simulation.aws.values import item_size

if TYPE_CHECKING:
    from tests.simulation.aws.dynamodb import Change, DynamoDB

_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/{}/stream/2026-01-01T00:00:00.000"

Record = dict[str, Any]


def records(changes: Iterable[Change], first: int, now_ns: int, table: str) -> list[Record]:
    """The stream records of some changes. `first`: the number of the first of them."""
    return [
        _record(change, number, now_ns, table) for number, change in enumerate(changes, start=first)
    ]


def _record(change: Change, number: int, now_ns: int, table: str) -> Record:
    (pk, sk), old, new = change
    content: dict[str, Any] = {
        "ApproximateCreationDateTime": float(now_ns // 1_000_000_000),
        "Keys": {"pk": {"S": pk}, "sk": {"S": sk}},
        "SequenceNumber": f"{number:021d}",
        "SizeBytes": len(pk) + len(sk) + 4 + (item_size(new) if new is not None else 0),
        "StreamViewType": "NEW_IMAGE",
    }
    if new is not None:
        content["NewImage"] = new
    return {
        "eventID": f"{number:032x}",
        "eventName": "REMOVE" if new is None else "INSERT" if old is None else "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": content,
        "eventSourceARN": _ARN.format(table),
    }


class Stream:
    """What the relay still has to take. It takes the table's changes as they come.

        batch = aws.stream.batch(100)
        answer = handler({"Records": batch}, context)
        aws.stream.settle(batch, answer)      # or nothing at all when the handler raised

    `passes` says which records the mapping's filter lets through: by default what serverless.yml
    says.
    """

    def __init__(self, table: DynamoDB, passes: Callable[[Record], bool] | None = None) -> None:
        self._table = table
        self._passes = passes or _deployed_filter
        self._taken = 0
        self._waiting: list[Record] = []

    def pending(self) -> list[Record]:
        """What waits, in order."""
        changes = self._table.changes
        if changes:
            fresh = records(changes, self._taken + 1, self._table.now_ns(), self._table.table)
            self._taken += len(changes)
            changes.clear()
            self._waiting.extend(record for record in fresh if self._passes(record))
        return self._waiting

    def batch(self, limit: int = 100) -> list[Record]:
        """The next records; they stay until they are settled."""
        return self.pending()[:limit]

    def settle(self, batch: list[Record], answer: Any) -> list[Record]:
        """Take the batch off, up to the first record that the answer names as failed. What of the
        batch is left and comes again."""
        failures = (answer or {}).get("batchItemFailures") or []
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        done = len(batch)
        for failure in failures:
            name = failure.get("itemIdentifier")
            done = min(done, numbers.index(name) if name in numbers else 0)
        del self._waiting[:done]
        return batch[done:]

    def skip(self, count: int) -> list[Record]:
        """Give up the next records (retries exhausted, or the stream's 24 hours are over)."""
        waiting = self.pending()
        lost = waiting[:count]
        del waiting[:count]
        return lost


@functools.cache
def _patterns() -> list[Any]:
    events = serverless()["functions"]["relay"]["events"]
    (mapping,) = [event["stream"] for event in events if "stream" in event]
    return json.loads(json.dumps(mapping["filterPatterns"]))  # type: ignore[no-any-return]


def _deployed_filter(record: Record) -> bool:
    return any(matches(record, pattern) for pattern in _patterns())
