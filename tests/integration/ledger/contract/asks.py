"""Requests to ask of two engines, in short forms."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import ClientError

TABLE = "{table}"
MEASURED = {"ReturnConsumedCapacity": "TOTAL"}

Fields = dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """One request. `lax`: what the emulator makes of it instead of what AWS does."""

    operation: str
    fields: Fields
    lax: str = ""

    def of(self, client: Any, table: str) -> Fields:
        """What the engine answers, without what differs from call to call."""
        try:
            # The same as client.put_item(...), without botocore's own checks of the request.
            answer = client._make_api_call(self.operation, _named(self.fields, table))
        except ClientError as error:
            reasons = error.response.get("CancellationReasons", [])
            return {
                "refused": error.response["Error"]["Code"],
                "reasons": [one["Code"] for one in reasons],
                "items": [one.get("Item") for one in reasons],
                "item": error.response.get("Item"),
            }
        answer.pop("ResponseMetadata")
        plain: Fields = _plain(_unnamed(answer, table))
        if self.operation in ("Scan", "BatchGetItem"):  # which promise no order
            plain = {name: _sorted(value) for name, value in plain.items()}
        return plain


def lax(ask: Ask, what: str) -> Ask:
    """The emulator is wrong about this one: it does `what`."""
    return replace(ask, lax=what)


def text(value: str) -> Fields:
    return {"S": value}


def number(value: object) -> Fields:
    return {"N": str(value)}


def key(pk: str, sk: str = "1") -> Fields:
    return {"pk": text(pk), "sk": text(sk)}


def put(item: Fields, **more: Any) -> Ask:
    return Ask("PutItem", {"TableName": TABLE, "Item": item, **more})


def get(wanted: Fields, **more: Any) -> Ask:
    return Ask("GetItem", {"TableName": TABLE, "Key": wanted, **more})


def delete(wanted: Fields, **more: Any) -> Ask:
    return Ask("DeleteItem", {"TableName": TABLE, "Key": wanted, **more})


def batch_get(keys: list[Fields], **more: Any) -> Ask:
    return Ask("BatchGetItem", {"RequestItems": {TABLE: {"Keys": keys, **more}}, **MEASURED})


def update(expression: str, values: Fields | None = None, *, pk: str = "u", **more: Any) -> Ask:
    fields = {"TableName": TABLE, "Key": key(pk), "UpdateExpression": expression}
    return Ask("UpdateItem", fields | {"ReturnValues": "ALL_NEW"} | _values(values) | more)


def query(expression: str, values: Fields | None = None, **more: Any) -> Ask:
    fields = {"TableName": TABLE, "KeyConditionExpression": expression}
    return Ask("Query", fields | _values(values) | more)


def scan(**more: Any) -> Ask:
    return Ask("Scan", {"TableName": TABLE, **more})


def holds(expression: str, values: Fields | None = None, *, pk: str = "c", **more: Any) -> Ask:
    """Whether a condition holds for an item, asked without changing it."""
    return transact(("ConditionCheck", {"Key": key(pk), **condition(expression, values), **more}))


def condition(expression: str, values: Fields | None = None) -> Fields:
    return {"ConditionExpression": expression, **_values(values)}


def transact(*items: tuple[str, Fields], **more: Any) -> Ask:
    asked = [{kind: {"TableName": TABLE, **fields}} for kind, fields in items]
    return Ask("TransactWriteItems", {"TransactItems": asked, **more})


def _values(values: Fields | None) -> Fields:
    return {"ExpressionAttributeValues": values} if values else {}


def _named(value: Any, table: str) -> Any:
    if isinstance(value, dict):
        return {_named(name, table): _named(below, table) for name, below in value.items()}
    if isinstance(value, list):
        return [_named(below, table) for below in value]
    return table if value == TABLE else copy.copy(value)


def _unnamed(value: Any, table: str) -> Any:
    if isinstance(value, dict):
        return {_unnamed(name, table): _unnamed(below, table) for name, below in value.items()}
    if isinstance(value, list):
        return [_unnamed(below, table) for below in value]
    return TABLE if value == table else value


def _plain(value: Any) -> Any:
    """Sets in one order."""
    if isinstance(value, dict):
        return {
            name: sorted(below) if name in ("SS", "NS") else _plain(below)
            for name, below in value.items()
        }
    return [_plain(below) for below in value] if isinstance(value, list) else value


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(below) for name, below in value.items()}
    return sorted(value, key=_shown) if isinstance(value, list) else value


def _shown(value: Any) -> str:
    return str(sorted(value.items())) if isinstance(value, dict) else str(value)
