"""DynamoDB in memory: one table with a partition and a sort key, both strings.

    table = DynamoDB("regulars")
    table.call("PutItem", {"TableName": "regulars", "Item": {...}})

Requests and answers are those of the wire, JSON parsed. A request becomes the table's: what is
given to `call` must not be used again, and what comes out must not be changed.
"""

from __future__ import annotations

import time
import zlib
from bisect import bisect_left, insort
from collections.abc import Callable
from typing import Any

from tests.simulation.aws import queries, transactions, writes
from tests.simulation.aws.capacity import consumed, read_units
from tests.simulation.aws.errors import ServiceError, condition_failed, invalid
from tests.simulation.aws.expressions import Path, overlapping, parse_projection, project, resolve
from tests.simulation.aws.placeholders import Placeholders
from tests.simulation.aws.values import Item

Key = tuple[str, str]
Change = tuple[Key, Item | None, Item | None]
Request = dict[str, Any]
Answer = dict[str, Any]

_MAX_BATCH_KEYS = 100
_MAX_BATCH_WRITES = 25


class DynamoDB:
    """One table.

    `items`: what it holds, by (pk, sk), in DynamoDB's JSON. `changes`: (key, old, new) for each
    write that changed something, in order; whoever reads them takes them away. `now_ns` tells the
    time (for tokens and time to live).
    """

    def __init__(self, table: str = "regulars", now_ns: Callable[[], int] | None = None) -> None:
        self.table = table
        self.items: dict[Key, Item] = {}
        self.changes: list[Change] = []
        self.sizes: dict[Key, int] = {}
        self.partitions: dict[str, list[str]] = {}
        self.tokens: dict[str, transactions.Finished] = {}
        self.now_ns = now_ns or (lambda: time.time_ns())
        self._operations: dict[str, Callable[[Request], Answer]] = {
            "PutItem": self._write_one("Put"),
            "DeleteItem": self._write_one("Delete"),
            "UpdateItem": self._write_one("Update"),
            "GetItem": self._get_item,
            "BatchGetItem": self._batch_get_item,
            "BatchWriteItem": self._batch_write_item,
            "Query": lambda request: queries.query(self, request),
            "Scan": lambda request: queries.scan(self, request),
            "TransactWriteItems": lambda request: transactions.write(self, request),
            "TransactGetItems": lambda request: transactions.read(self, request),
            "DescribeTable": lambda request: {"Table": self.description()},
        }

    def call(self, operation: str, request: Request) -> Answer:
        """Carry out one request. Raises ServiceError."""
        perform = self._operations.get(operation)
        if perform is None:
            raise ServiceError("UnknownOperationException", f"{operation} is not kept here")
        name = request.get("TableName")
        if name is not None:
            self.check_table(name)
        return perform(request)

    def check_table(self, name: str) -> None:
        """Raises ResourceNotFoundException for any table but this."""
        if name != self.table:
            raise ServiceError("ResourceNotFoundException", "Requested resource not found")

    def apply(self, key: Key, new: Item | None, size: int) -> None:
        """Write an item, or none: without any check, and with all that follows from a write."""
        old = self.items.get(key)
        if old is None:
            if new is None:
                return
            insort(self.partitions.setdefault(key[0], []), key[1])
        elif new is None:
            del self.items[key], self.sizes[key]
            sort_keys = self.partitions[key[0]]
            del sort_keys[bisect_left(sort_keys, key[1])]
            if not sort_keys:
                del self.partitions[key[0]]
            self.changes.append((key, old, None))
            return
        self.items[key] = new
        self.sizes[key] = size
        if old != new:  # a write that changes nothing is not in the stream
            self.changes.append((key, old, new))

    def expire(self, now_s: int) -> int:
        """Delete what its time to live (attribute `ttl`) says is over; how many items. DynamoDB
        does it at some time of its own within days."""
        over = [
            key
            for key, item in self.items.items()
            if "N" in item.get("ttl", {}) and float(item["ttl"]["N"]) < now_s
        ]
        for key in over:
            self.apply(key, None, 0)
        return len(over)

    def description(self) -> dict[str, Any]:
        """What DescribeTable says of the table."""
        return {
            "TableName": self.table,
            "TableStatus": "ACTIVE",
            "TableArn": f"arn:aws:dynamodb:us-east-1:000000000000:table/{self.table}",
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            "AttributeDefinitions": [
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
            "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
            "ItemCount": len(self.items),
            "TableSizeBytes": sum(self.sizes.values()),
        }

    def _write_one(self, kind: str) -> Callable[[Request], Answer]:
        def perform(request: Request) -> Answer:
            write = writes.planned(kind, request)
            old = self.items.get(write.key)
            if not write.holds(old):
                raise condition_failed(old if write.returns_old else None)
            new, size = write.after(old)
            units = writes.units(self.sizes.get(write.key, 0), size)
            answer = writes.returned(request, old, new, write)
            self.apply(write.key, new, size)
            return consumed(request, answer, {self.table: units})

        return perform

    def _get_item(self, request: Request) -> Answer:
        key = writes.key_of(request.get("Key"))
        paths = projection(request)
        item = self.items.get(key)
        answer: Answer = {}
        if item is not None:
            answer["Item"] = item if paths is None else project(item, paths)
        units = read_units(self.sizes.get(key, 0), request.get("ConsistentRead", False))
        return consumed(request, answer, {self.table: units})

    def _batch_get_item(self, request: Request) -> Answer:
        responses: dict[str, list[Item]] = {}
        units = 0.0
        tables = request.get("RequestItems") or {}
        count = sum(len(wanted.get("Keys", ())) for wanted in tables.values())
        if not 1 <= count <= _MAX_BATCH_KEYS:
            raise invalid(
                "Too many items requested for the BatchGetItem call"
                if count
                else "1 validation error detected: Value at 'requestItems' failed to satisfy "
                "constraint: Member must have length greater than or equal to 1"
            )
        for name, wanted in tables.items():
            self.check_table(name)
            keys = [writes.key_of(key) for key in wanted["Keys"]]
            if len(set(keys)) != len(keys):
                raise invalid("Provided list of item keys contains duplicates")
            paths = projection(wanted)
            consistent = wanted.get("ConsistentRead", False)
            # DynamoDB answers in no order that could be relied upon.
            keys.sort(key=scattered)
            found = [(self.items[key], key) for key in keys if key in self.items]
            units += sum(read_units(self.sizes.get(key, 0), consistent) for key in keys)
            responses[name] = [item if paths is None else project(item, paths) for item, _ in found]
        answer: Answer = {"Responses": responses, "UnprocessedKeys": {}}
        return consumed(request, answer, {self.table: units}, several=True)

    def _batch_write_item(self, request: Request) -> Answer:
        planned = []
        for name, asked in (request.get("RequestItems") or {}).items():
            self.check_table(name)
            for one in asked:
                ((kind, content),) = one.items()
                planned.append(writes.planned(kind.removesuffix("Request"), content))
        if not 1 <= len(planned) <= _MAX_BATCH_WRITES:
            raise invalid("Too many items requested for the BatchWriteItem call")
        if len({write.key for write in planned}) != len(planned):
            raise invalid("Provided list of item keys contains duplicates")
        units = 0.0
        for write in planned:
            new, size = write.after(self.items.get(write.key))
            units += writes.units(self.sizes.get(write.key, 0), size)
            self.apply(write.key, new, size)
        answer: Answer = {"UnprocessedItems": {}}
        return consumed(request, answer, {self.table: units}, several=True)


def scattered(key: Key) -> int:
    """A number for a key that says nothing of its order."""
    return zlib.crc32(f"{key[0]}\0{key[1]}".encode())


def projection(request: Request) -> list[Path] | None:
    """The resolved paths of a reading request that has no other expression; None for all."""
    placeholders = Placeholders(request)
    paths = projected(request, placeholders)
    placeholders.check_all_used()
    return paths


def projected(request: Request, placeholders: Placeholders) -> list[Path] | None:
    """The resolved paths of a request's ProjectionExpression."""
    text = request.get("ProjectionExpression")
    if text is None:
        return None
    parsed = parse_projection(text)
    placeholders.use(parsed.names, parsed.values, "ProjectionExpression")
    paths = [resolve(path, placeholders.names) for path in parsed.node]
    if overlapping(paths) is not None:
        raise invalid(
            "Invalid ProjectionExpression: Two document paths overlap with each other; must "
            "remove or rewrite one of these paths"
        )
    return paths
