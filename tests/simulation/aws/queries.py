"""Query and Scan: pages in order, by keys, filtered after they are read."""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from tests.simulation.aws.capacity import consumed, read_units
from tests.simulation.aws.errors import ServiceError, invalid
from tests.simulation.aws.expressions import (
    Condition,
    Node,
    check_bounds,
    condition,
    parse_condition,
    project,
)
from tests.simulation.aws.placeholders import Placeholders
from tests.simulation.aws.values import Item, Value
from tests.simulation.aws.writes import empty_key, key_of

if TYPE_CHECKING:
    from tests.simulation.aws.dynamodb import DynamoDB

PAGE_BYTES = 1024 * 1024
_KEY_CONDITION = "KeyConditionExpression"
_FILTER = "FilterExpression"
_LAST = "\U0010ffff"
_MIRRORED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

Key = tuple[str, str]


def query(table: DynamoDB, request: dict[str, Any]) -> dict[str, Any]:
    """Query of the table (there is no index)."""
    from tests.simulation.aws.dynamodb import projected

    _no_index(request)
    placeholders = Placeholders(request)
    text = request.get(_KEY_CONDITION)
    if text is None:
        raise invalid(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in "
            "the request."
        )
    parsed = parse_condition(text, _KEY_CONDITION)
    placeholders.use(parsed.names, parsed.values, _KEY_CONDITION)
    pk, of_sort_key = _key_condition(parsed.node, placeholders)
    keep = _filter(request, placeholders)
    if keep is not None:
        _no_key_in(keep, placeholders)
    paths = projected(request, placeholders)
    placeholders.check_all_used()
    sort_keys = table.partitions.get(pk, [])
    low, high = _range(sort_keys, of_sort_key)
    forward = request.get("ScanIndexForward", True)
    start = _start(request)
    if start is not None:
        if start[0] != pk:
            raise invalid(
                "The provided starting key is outside query boundaries based on provided conditions"
            )
        if of_sort_key is not None and not _within(start[1], of_sort_key):
            raise invalid("The provided starting key does not match the range key predicate")
        if forward:
            low = max(low, bisect_right(sort_keys, start[1]))
        else:
            high = min(high, bisect_left(sort_keys, start[1]))
    chosen: Iterable[str] = sort_keys[low:high]
    if not forward:
        chosen = reversed(sort_keys[low:high])
    keys = ((pk, sort_key) for sort_key in chosen)
    return _page(table, request, keys, keep, placeholders, paths)


def scan(table: DynamoDB, request: dict[str, Any]) -> dict[str, Any]:
    """Scan of the table, or of one of several segments. Partitions come in no order that could be
    relied upon, each with its items together and in the order of their sort keys."""
    from tests.simulation.aws.dynamodb import projected

    _no_index(request)
    placeholders = Placeholders(request)
    keep = _filter(request, placeholders)
    paths = projected(request, placeholders)
    placeholders.check_all_used()
    segment, segments = request.get("Segment"), request.get("TotalSegments")
    if (segment is None) != (segments is None):
        raise invalid(
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present"
            if segments is None
            else "The Segment parameter is required but was not present in the request when "
            "parameter TotalSegments is present"
        )
    if segment is not None and not 0 <= segment < segments:
        raise invalid(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            f"Segment: {segment} is not less than TotalSegments: {segments}"
        )
    start = _start(request)
    keys = _scanned(table, start, segment or 0, segments or 1)
    return _page(table, request, keys, keep, placeholders, paths)


def _scanned(table: DynamoDB, start: Key | None, segment: int, segments: int) -> Iterator[Key]:
    first = None if start is None else place(start[0])
    order = sorted((place(pk), pk) for pk in table.partitions)
    for where in order:
        pk = where[1]
        if where[0][0] % segments != segment or (first is not None and where[0] < first):
            continue
        sort_keys = table.partitions[pk]
        low = bisect_right(sort_keys, start[1]) if start is not None and pk == start[0] else 0
        for sort_key in sort_keys[low:]:
            yield pk, sort_key


def place(pk: str) -> tuple[int, str]:
    """Where a partition stands in a scan."""
    return zlib.crc32(pk.encode()), pk


def _page(
    table: DynamoDB,
    request: dict[str, Any],
    keys: Iterable[Key],
    keep: Condition | None,
    placeholders: Placeholders,
    paths: Any,
) -> dict[str, Any]:
    limit = request.get("Limit")
    if limit is not None and limit < 1:
        raise invalid(
            f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy "
            "constraint: Member must have value greater than or equal to 1"
        )
    found: list[Item] = []
    scanned = size = 0
    last: Key | None = None
    for key in keys:
        item = table.items[key]
        scanned += 1
        size += table.sizes[key]
        if keep is None or keep.test(item, placeholders.names, placeholders.values):
            found.append(item if paths is None else project(item, paths))
        if scanned == limit or size > PAGE_BYTES:
            last = key
            break
    answer: dict[str, Any] = {"Count": len(found), "ScannedCount": scanned}
    if request.get("Select") != "COUNT":
        answer["Items"] = found
    if last is not None:
        answer["LastEvaluatedKey"] = {"pk": {"S": last[0]}, "sk": {"S": last[1]}}
    units = read_units(size, request.get("ConsistentRead", False))
    return consumed(request, answer, {table.table: units})


def _filter(request: dict[str, Any], placeholders: Placeholders) -> Condition | None:
    text = request.get(_FILTER)
    if text is None:
        return None
    keep = condition(text, _FILTER)
    placeholders.use(keep.names, keep.values, _FILTER)
    return keep


def _no_key_in(keep: Condition, placeholders: Placeholders) -> None:
    for root in keep.roots:
        name = placeholders.names.get(root, root)
        if name in ("pk", "sk"):
            raise invalid(
                "Filter Expression can only contain non-primary key attributes: Primary key "
                f"attribute: {name}"
            )


def _no_index(request: dict[str, Any]) -> None:
    if request.get("IndexName") is not None:
        raise invalid(f"The table does not have the specified index: {request['IndexName']}")


def _start(request: dict[str, Any]) -> Key | None:
    given = request.get("ExclusiveStartKey")
    if given is None:
        return None
    try:
        return key_of(given)
    except ServiceError as error:
        raise invalid(f"The provided starting key is invalid: {error.message}") from error


def _key_condition(node: Node, placeholders: Placeholders) -> tuple[str, Node | None]:
    """The partition, and what is asked of the sort key: (operator, value, value...)."""
    parts = _flat(node)
    of_partition = of_sort_key = None
    for part in parts:
        name, asked = _key_part(part, placeholders)
        if name == "pk" and of_partition is None and asked[0] == "=":
            of_partition = asked[1]
        elif name == "sk" and of_sort_key is None:
            of_sort_key = asked
        elif name in ("pk", "sk"):
            raise invalid("Query key condition not supported")
        else:
            raise invalid(f"Query condition missed key schema element: {'pk'}")
    if of_partition is None:
        raise invalid("Query condition missed key schema element: pk")
    return str(of_partition), of_sort_key


def _flat(node: Node) -> list[Node]:
    if node[0] == "group":
        return _flat(node[1])
    if node[0] == "and":
        return [*_flat(node[1]), *_flat(node[2])]
    return [node]


def _key_part(node: Node, placeholders: Placeholders) -> tuple[str, Node]:
    """The key attribute's name, and (operator, string, ...)."""
    what, operands = node[0], node[1:]
    if what not in ("=", "<", "<=", ">", ">=", "between", "begins_with"):
        shown = {"<>": "<>", "or": "OR", "not": "NOT", "in": "IN"}.get(what, what)
        raise invalid(
            f"Invalid {_KEY_CONDITION}: Invalid operator used in KeyConditionExpression: {shown}"
        )
    if operands[0][0] == "value" and what in _MIRRORED:  # ":value < key"
        what, operands = _MIRRORED[what], operands[::-1]
    if operands[0][0] != "path":
        raise invalid(f"Invalid {_KEY_CONDITION}: Invalid condition in KeyConditionExpression")
    (name,) = operands[0][1]
    name = placeholders.names.get(name, name)
    values = []
    for kind, of in operands[1:]:
        if kind != "value":
            raise invalid(f"Invalid {_KEY_CONDITION}: Invalid condition in KeyConditionExpression")
        values.append(placeholders.values[of])
    if what == "between":
        check_bounds(_KEY_CONDITION, *values)
    return name, (what, *(_key_text(name, value) for value in values))


def _key_text(name: str, value: Value) -> str:
    if "S" not in value:
        raise invalid(
            "One or more parameter values were invalid: Condition parameter type does not match "
            "schema type"
        )
    if not value["S"]:
        raise empty_key(name)
    return str(value["S"])


def _range(sort_keys: list[str], asked: Node | None) -> tuple[int, int]:
    """The part of the partition that a condition on the sort key means."""
    if asked is None:
        return 0, len(sort_keys)
    what, value = asked[0], asked[1]
    if what == "begins_with":
        return bisect_left(sort_keys, value), bisect_right(sort_keys, value + _LAST)
    if what == "between":
        return bisect_left(sort_keys, value), bisect_right(sort_keys, asked[2])
    left, right = bisect_left(sort_keys, value), bisect_right(sort_keys, value)
    return {
        "=": (left, right),
        "<": (0, left),
        "<=": (0, right),
        ">": (right, len(sort_keys)),
        ">=": (left, len(sort_keys)),
    }[what]


def _within(sort_key: str, asked: Node) -> bool:
    """Whether a sort key, there or not, is one that the condition means."""
    return _range([sort_key], asked) == (0, 1)
