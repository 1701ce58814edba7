"""Transactions: all of it or nothing, and once for each token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.simulation.aws import writes
from tests.simulation.aws.capacity import consumed, read_units
from tests.simulation.aws.errors import ServiceError, cancelled, invalid
from tests.simulation.aws.expressions import project
from tests.simulation.aws.values import Item

if TYPE_CHECKING:
    from tests.simulation.aws.dynamodb import DynamoDB

_MAX_ITEMS = 100
_MAX_BYTES = 4 * 1024 * 1024
_TOKEN_LIFE_NS = 10 * 60 * 1_000_000_000
_NONE = {"Code": "None"}


@dataclass(frozen=True, slots=True)
class Finished:
    """A transaction that was done under a token. `read`: what it costs to answer a repeat."""

    at_ns: int
    asked: list[dict[str, Any]]
    read: float


def write(table: DynamoDB, request: dict[str, Any]) -> dict[str, Any]:
    """TransactWriteItems."""
    asked = request.get("TransactItems") or []
    if not 1 <= len(asked) <= _MAX_ITEMS:
        raise _wrong_length("transactItems", len(asked))
    token = request.get("ClientRequestToken")
    now_ns = table.now_ns()
    if token:
        done = _finished(table, token, now_ns)
        if done is not None:
            if done.asked != asked:
                raise ServiceError(
                    "IdempotentParameterMismatchException",
                    "One or more parameters in the request are different from the ones in the "
                    "request made earlier with the same client token",
                )
            return consumed(
                request, {}, {table.table: done.read}, several=True, also="ReadCapacityUnits"
            )
    planned = []
    for one in asked:
        if len(one) != 1:
            raise invalid("TransactItems can only contain one of Check, Put, Update or Delete")
        ((kind, content),) = one.items()
        table.check_table(content.get("TableName"))
        planned.append((kind, writes.planned(kind, content)))
    if len({each.key for _, each in planned}) != len(planned):
        raise invalid("Transaction request cannot include multiple operations on one item")
    made, units = _decided(table, planned)
    for key, new, size in made:
        table.apply(key, new, size)
    if token:
        read = sum(2 * read_units(table.sizes.get(each.key, 0), True) for _, each in planned)
        table.tokens[token] = Finished(now_ns, asked, read)
    return consumed(request, {}, {table.table: units}, several=True, also="WriteCapacityUnits")


def _decided(
    table: DynamoDB, planned: list[tuple[str, writes.Write]]
) -> tuple[list[tuple[writes.Key, Item | None, int]], float]:
    """What to write, and its units. Raises TransactionCanceledException with a reason for each."""
    made: list[tuple[writes.Key, Item | None, int]] = []
    reasons: list[dict[str, Any]] = []
    units, bytes_in_all = 0.0, 0
    for kind, each in planned:
        old = table.items.get(each.key)
        old_size = table.sizes.get(each.key, 0)
        if not each.holds(old):
            reason = {
                "Code": "ConditionalCheckFailed",
                "Message": "The conditional request failed",
            }
            if each.returns_old and old is not None:
                reason["Item"] = old  # type: ignore[assignment]
            reasons.append(reason)
            continue
        if kind == "ConditionCheck":
            units += 2 * writes.units(old_size, 0)
            reasons.append(_NONE)
            continue
        try:
            new, size = each.after(old)
        except ServiceError as error:
            reasons.append({"Code": "ValidationError", "Message": error.message})
            continue
        units += 2 * writes.units(old_size, size)
        bytes_in_all += size
        made.append((each.key, new, size))
        reasons.append(_NONE)
    if any(reason is not _NONE for reason in reasons):
        raise cancelled(reasons)
    if bytes_in_all > _MAX_BYTES:
        raise invalid("Transaction size exceeded maximum allowed size of 4 MB")
    return made, units


def _finished(table: DynamoDB, token: str, now_ns: int) -> Finished | None:
    """What was done under the token in the ten minutes that DynamoDB remembers it."""
    while table.tokens:
        oldest = next(iter(table.tokens))
        if table.tokens[oldest].at_ns > now_ns - _TOKEN_LIFE_NS:
            break
        del table.tokens[oldest]
    return table.tokens.get(token)


def read(table: DynamoDB, request: dict[str, Any]) -> dict[str, Any]:
    """TransactGetItems."""
    from tests.simulation.aws.dynamodb import projection

    asked = request.get("TransactItems") or []
    if not 1 <= len(asked) <= _MAX_ITEMS:
        raise _wrong_length("transactItems", len(asked))
    responses: list[dict[str, Any]] = []
    units, keys = 0.0, set()
    for one in asked:
        wanted = one["Get"]
        table.check_table(wanted.get("TableName"))
        key = writes.key_of(wanted.get("Key"))
        keys.add(key)
        paths = projection(wanted)
        item = table.items.get(key)
        units += 2 * read_units(table.sizes.get(key, 0), True)
        if item is None:
            responses.append({})
        else:
            responses.append({"Item": item if paths is None else project(item, paths)})
    if len(keys) != len(asked):
        raise invalid("Transaction request cannot include multiple operations on one item")
    answer = {"Responses": responses}
    return consumed(request, answer, {table.table: units}, several=True, also="ReadCapacityUnits")


def _wrong_length(name: str, length: int) -> ServiceError:
    limit = "less than or equal to 100" if length else "greater than or equal to 1"
    return invalid(
        f"1 validation error detected: Value at '{name}' failed to satisfy constraint: Member "
        f"must have length {limit}"
    )
