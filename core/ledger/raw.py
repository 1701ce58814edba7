"""Items as DynamoDB sends them, for what reads or writes very many of them.

    {"pk": {"S": "L#..."}, "sk": {"S": "E#00000001"}, "a": {"N": "250"}, ...}

botocore walks every attribute of every item through its model of the API, which costs five times
what reading the JSON itself does; here the answer's JSON is taken as it is.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from core.errors import LedgerBusy
from core.ledger.table import Row, connect

Item = dict[str, dict[str, Any]]
Key = tuple[str, str]

_READS = ("Scan", "Query", "BatchGetItem")
_GET_AT_ONCE = 100
_WRITE_AT_ONCE = 25
_ATTEMPTS = 10
_WAIT_MAX_S = 8.0
# What asking again cannot mend.
_FINAL = ("ValidationException", "ResourceNotFoundException", "AccessDeniedException")


def text(item: Item, name: str) -> str:
    """A string attribute; "" when there is none."""
    found = item.get(name)
    return str(found["S"]) if found and "S" in found else ""


def number(item: Item, name: str) -> int:
    """A whole number; 0 when there is none."""
    found = item.get(name)
    return int(found["N"]) if found and "N" in found else 0


def key_of(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def scan() -> Iterator[Item]:
    """Every item of the table, consistently, a page in memory at a time. A partition's items come
    together and in the order of their sort keys."""
    yield from _pages("scan", ConsistentRead=True)


def partition(pk: str, *, after: str | None = None, names: str | None = None) -> Iterator[Item]:
    """The items of a partition in the order of their sort keys, consistently. `after`: only
    those behind that sort key. `names`: only these attributes ("sk, seq")."""
    condition, values = "pk = :pk", {":pk": {"S": pk}}
    if after is not None:
        condition, values = condition + " AND sk > :sk", {**values, ":sk": {"S": after}}
    some = {"ProjectionExpression": names} if names else {}
    yield from _pages(
        "query",
        ConsistentRead=True,
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
        **some,
    )


def get(
    wanted: Iterable[Key], *, names: str | None = None, consistent: bool = True
) -> dict[Key, Item]:
    """Items by key, those that there are; any number. `names` must include pk and sk."""
    found: dict[Key, Item] = {}
    for some in batches(wanted, _GET_AT_ONCE):
        request: dict[str, Any] = {
            "Keys": [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in dict.fromkeys(some)],
            "ConsistentRead": consistent,
        }
        if names:
            request["ProjectionExpression"] = names
        for answer in _until_done("batch_get_item", "UnprocessedKeys", request):
            for item in answer.get("Responses", {}).get(_table(), []):
                found[key_of(item)] = item
    return found


def put(items: Iterable[Item]) -> int:
    """Write items over whatever is there; how many. Of two with one key the later counts. Only for
    tables that nobody else writes to."""
    written = 0
    for some in batches(items, _WRITE_AT_ONCE):
        last = {key_of(item): item for item in some}
        _write([{"PutRequest": {"Item": item}} for item in last.values()])
        written += len(some)
    return written


def delete(gone: Iterable[Key]) -> int:
    """Delete items; how many."""
    deleted = 0
    for some in batches(gone, _WRITE_AT_ONCE):
        _write([{"DeleteRequest": {"Key": {"pk": {"S": k[0]}, "sk": {"S": k[1]}}}} for k in some])
        deleted += len(some)
    return deleted


def _write(requests: list[dict[str, Any]]) -> None:
    for _ in _until_done("batch_write_item", "UnprocessedItems", requests):
        pass


def batches(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some


def _pages(operation: str, **request: Any) -> Iterator[Item]:
    start: dict[str, Any] = {}
    while True:
        answer = _ask(operation, TableName=_table(), **request, **start)
        yield from answer["Items"]
        if not answer.get("LastEvaluatedKey"):
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _until_done(operation: str, rest: str, request: Any) -> Iterator[dict[str, Any]]:
    for turn in range(_ATTEMPTS):
        answer = _ask(operation, RequestItems={_table(): request})
        yield answer
        left = answer.get(rest, {}).get(_table())
        if not left:
            return
        request = left
        _wait(turn)
    raise LedgerBusy("DynamoDB keeps putting parts of a batch back. Try again later.")


def _ask(operation: str, **request: Any) -> dict[str, Any]:
    """One call, made again for minutes where waiting can help: a long read must not fail for a
    throttle in the middle."""
    for turn in range(_ATTEMPTS):
        try:
            answer: dict[str, Any] = getattr(_client(), operation)(**request)
            return answer
        except (ClientError, BotoCoreError) as error:
            code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
            if code in _FINAL or turn == _ATTEMPTS - 1:
                raise
            _wait(turn)
    raise AssertionError("a loop without attempts")


def _wait(turn: int) -> None:
    time.sleep(random.uniform(0, min(_WAIT_MAX_S, 0.05 * 2**turn)))  # noqa: S311


def _table() -> str:
    return str(Row.Meta.table_name)


def _client() -> Any:
    client = connect().client
    for operation in _READS:  # a second time it changes nothing
        event = f"before-parse.dynamodb.{operation}"
        client.meta.events.register(event, _as_it_is, unique_id=event)
    return client


def _as_it_is(
    response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any
) -> None:
    """Take the answer's JSON for the answer, and leave botocore nothing to walk through."""
    if response_dict["status_code"] == 200:
        customized_response_dict.update(json.loads(response_dict["body"]))
        response_dict["body"] = b"{}"
