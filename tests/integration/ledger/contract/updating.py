"""Update expressions."""

from __future__ import annotations

from tests.integration.ledger.contract.asks import (
    MEASURED,
    TABLE,
    Ask,
    condition,
    key,
    lax,
    number,
    put,
    text,
    update,
)

_ONE = {":a": number(1)}
_KEPT = put(key("u") | {"a": number(1), "b": text("x")})

SCENARIOS: dict[str, list[Ask]] = {
    "attributes are set from what was there": [
        update("SET a = :a, b = :b", {":a": number(1), ":b": text("x")}, **MEASURED),
        update("SET a = a + :a", {":a": number(2)}),
        update("SET a = a - :a", {":a": number("0.5")}),
        update("SET a = :a, b = a", {":a": number(9)}),
        update("SET c = if_not_exists(c, :a) + :a", _ONE),
        update("SET c = if_not_exists(c, :a) + :a", _ONE),
        update("SET d = :a REMOVE b", _ONE),
        update("REMOVE d, nothing"),
        update("SET d = d + :a", _ONE),
        Ask("UpdateItem", {"TableName": TABLE, "Key": key("touched"), **MEASURED}),
        lax(update("SET b = a, d = :a, d = :a", _ONE), "sets it twice"),
        lax(update("SET a = :a SET b = :a", _ONE), "takes both"),
    ],
    "numbers are added exactly": [
        _KEPT,
        update("ADD fresh :a", _ONE),
        update("ADD b :a", _ONE),
        lax(update("SET b = b + :a", _ONE), "leaves it"),
        lax(update("SET b = b + :a", {":a": text("1")}), "leaves it"),
        put(key("u") | {"a": number("12345678901234567890123456789012345678")}),
        lax(update("SET a = a + :a", _ONE), "rounds to 28 digits"),
        lax(update("ADD a :a", _ONE), "rounds to 28 digits"),
    ],
    "sets grow and shrink": [
        _KEPT,
        update("ADD s :s", {":s": {"SS": ["x"]}}),
        update("ADD s :s", {":s": {"SS": ["y", "x"]}}),
        update("DELETE s :s", {":s": {"SS": ["y"]}}),
        update("DELETE s :s", {":s": {"SS": ["x"]}}),
        update("DELETE s :s", {":s": {"SS": ["x"]}}),
        update("ADD b :s", {":s": {"SS": ["y"]}}),
        update("ADD q :s", {":s": text("y")}),
        update("DELETE a :a", _ONE),
    ],
    "lists and maps": [
        _KEPT,
        update("SET l = :l", {":l": {"L": [number(1), number(2)]}}),
        update("SET l[0] = :a", {":a": number(9)}),
        update("SET l[7] = :a", {":a": number(7)}),
        update("REMOVE l[0]"),
        update("SET l = list_append(l, :l)", {":l": {"L": [text("z")]}}),
        update("SET m = :m", {":m": {"M": {"a": number(1)}}}),
        update("SET m.b = :a", _ONE),
        update("REMOVE m.a"),
        update("SET nothing.b = :a", _ONE),
        update("SET m = :m, m.b = :m", {":m": {"M": {}}}),
    ],
    "what is no update": [
        _KEPT,
        update("SET pk = :a", {":a": text("1")}),
        update("FOO a", _ONE),
        update("", _ONE),
        update("SET status = :a", _ONE),
        update("SET a = :a", _ONE | {":b": number(1)}),
        update("SET #a = :a", _ONE),
        update("SET #a = :a", _ONE, ExpressionAttributeNames={"#a": "status"}),
        update("SET a = :a", _ONE, pk="nobody", **condition("attribute_exists(pk)")),
        update(
            "SET a = :a",
            _ONE,
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
            ConditionExpression="a = :a AND b = :a",
        ),
    ],
    "an update says what was and what is": [
        _KEPT,
        update("SET a = :a, c = :a", {":a": number(8)}, ReturnValues="UPDATED_NEW"),
        update("SET a = :a", {":a": number(9)}, ReturnValues="UPDATED_OLD"),
        update("SET a = :a", {":a": number(9)}, ReturnValues="ALL_OLD"),
        update("SET a = :a", {":a": number(9)}, ReturnValues="NONE"),
    ],
}
