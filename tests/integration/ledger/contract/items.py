"""Items, values and keys: what is kept as what, and what is refused."""

from __future__ import annotations

from typing import Any

from tests.integration.ledger.contract.asks import (
    MEASURED,
    Ask,
    batch_get,
    condition,
    delete,
    get,
    key,
    lax,
    number,
    put,
    text,
)

_NUMBERS = (
    "1.0", "007", "-0", "1e3", "1E-2", "1.50", "-1.500", "0.000", "+5", "1e125", "-1e-130",
    "12345678901234567890123456789012345678", "123456789012345678901234567890123456789",
    "1e126", "1e-131", "abc", "", "NaN", "Infinity",
)  # fmt: skip
_LIMIT = 400 * 1024
_FLAT = "counts every read of an item as one of 4 KB"
_PATHS = (
    "m.a", "m.a[1]", "m.a[2].z, m.b", "l[2], l[0]", "m.zz", "l[9]", "m", "l[1]", "pk, m.b",
    "m.a, m.a[1]", "l, l", "#n", "source",
)  # fmt: skip


def _numbers() -> list[Ask]:
    asks = []
    for given in _NUMBERS:
        where = key("number", given or "none")
        asks += [put(where | {"n": number(given)}, **MEASURED), get(where, ConsistentRead=True)]
    return asks


def _with(sk: str, **attributes: Any) -> Ask:
    return put(key("value", sk) | attributes)


_DEEP = {"a": {"L": [number(1), number(2), {"M": {"z": text("y")}}]}, "b": text("q")}

SCENARIOS: dict[str, list[Ask]] = {
    "numbers are kept without needless digits": _numbers(),
    "keys are two texts that are not empty": [
        put(key("", "1")),
        put(key("1", "")),
        put({"pk": text("1")}),
        put({"sk": text("1")}),
        put({"pk": number(1), "sk": text("1")}),
        put(key("x" * 2049)),
        put(key("x" * 2048)),
        put(key("é" * 1025)),
        put(key("x", "1" * 1025)),
        put(key("x", "1" * 1024)),
        get({"pk": text("a")}),
        get(key("a") | {"x": text("1")}),
        get({"pk": text("a"), "sk": number(1)}),
        get(key("", "1")),
        Ask("GetItem", {"TableName": "no-such-table", "Key": key("a")}),
    ],
    "an item has at most 400 KB": [
        put(key("big", "2") | {"b": text("x" * (_LIMIT - 9))}),
        put(key("big", "2") | {"b": text("x" * (_LIMIT - 8))}),
        put(key("big", "2") | {"b": text("é" * (_LIMIT // 2))}),
    ],
    "values have one known type": [
        _with("1", a={"SS": []}),
        _with("1", a={"SS": ["a", "a"]}),
        _with("1", a={"NS": ["1", "1.0"]}),
        _with("1", a={"SS": ["b", "a"]}),
        _with("1", a={"NS": ["2", "1.0"]}),
        get(key("value", "1")),
        _with("2", a=text("")),
        _with("3", a={"L": []}, m={"M": {}}, z={"NULL": True}, t={"BOOL": False}),
        _with("4", a={}),
        _with("4", a={"S": "a", "N": "1"}),
        _with("4", a={"NULL": False}),
        lax(_with("4", **{"": text("x")}), "accepts a name that is empty"),
    ],
    "writes cost by the larger of what was and what is, in steps of 1 KB": [
        put(key("cost", "1") | {"b": text("x" * (1024 - 8))}, **MEASURED),
        put(key("cost", "2") | {"b": text("x" * (1024 - 7))}, **MEASURED),
        put(key("cost", "2") | {"b": text("x" * 2500)}, **MEASURED),
        put(key("cost", "2"), **MEASURED),
        put(key("cost", "3") | {"n": number(12345), "l": {"L": [number(-1)]}}, **MEASURED),
        delete(key("cost", "1"), **MEASURED),
        delete(key("cost", "1"), **MEASURED),
    ],
    "a write says what was there when it is asked to": [
        put(key("old") | {"n": number(1)}),
        put(key("old") | {"n": number(2)}, ReturnValues="ALL_OLD"),
        put(key("old"), **condition("attribute_not_exists(pk)")),
        put(
            key("old"),
            **condition("attribute_not_exists(pk)"),
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        ),
        delete(key("old"), **condition("n = :n", {":n": number(9)})),
        delete(key("old"), **condition("n = :n", {":n": number(2)}), ReturnValues="ALL_OLD"),
        delete(key("old"), ReturnValues="ALL_OLD"),
        get(key("old")),
    ],
    "reads cost by what is read, in steps of 4 KB": [
        put(key("read") | {"b": text("x" * 4085)}),
        get(key("read"), **MEASURED),
        get(key("read"), ConsistentRead=True, **MEASURED),
        put(key("read") | {"b": text("x" * 4090)}),
        lax(get(key("read"), **MEASURED), _FLAT),
        lax(get(key("read"), ConsistentRead=True, **MEASURED), _FLAT),
        get(key("nothing"), ConsistentRead=True, **MEASURED),
        get(key("nothing"), **MEASURED),
    ],
    "several items are read at once, each once": [
        put(key("batch", "1")),
        put(key("batch", "2") | {"a": text("b")}),
        batch_get([key("batch", "1"), key("batch", "2"), key("none")], ConsistentRead=True),
        batch_get([key("batch", "1"), key("batch", "1")]),
        batch_get([]),
        batch_get([key("batch", str(number)) for number in range(101)]),
        batch_get([key("batch", str(number)) for number in range(1, 101)]),
        batch_get([key("batch", "1"), {"pk": text("batch")}]),
        batch_get([key("batch", "1"), key("batch", "")]),
        batch_get(
            [key("batch", "2")], ProjectionExpression="#p", ExpressionAttributeNames={"#p": "pk"}
        ),
        Ask("BatchGetItem", {"RequestItems": {}}),
        Ask("BatchGetItem", {"RequestItems": {"no-such-table": {"Keys": [key("a")]}}}),
    ],
    "a projection picks attributes, nested ones too": [
        put(key("pick") | {"m": {"M": _DEEP}, "l": {"L": [text("0"), text("1"), text("2")]}}),
        *(get(key("pick"), ProjectionExpression=paths) for paths in _PATHS),
        lax(get(key("pick"), ProjectionExpression=""), "takes it for none"),
        lax(get(key("pick"), ProjectionExpression="n,,m"), "takes it for n"),
        get(key("pick"), ProjectionExpression="n", ExpressionAttributeNames={"#p": "pk"}),
    ],
}
