"""Transactions: all or nothing, reasons in order, once for each token."""

from __future__ import annotations

from typing import Any

from tests.integration.ledger.contract.asks import (
    MEASURED,
    TABLE,
    Ask,
    Fields,
    condition,
    delete,
    get,
    key,
    lax,
    number,
    put,
    scan,
    text,
    transact,
)

_ONE = {":a": number(1)}


def _put(sk: str, more: Fields | None = None, **fields: Any) -> tuple[str, Fields]:
    return "Put", {"Item": key("t", sk) | (more or {}), **fields}


def _delete(sk: str, **fields: Any) -> tuple[str, Fields]:
    return "Delete", {"Key": key("t", sk), **fields}


def _check(sk: str, expression: str) -> tuple[str, Fields]:
    return "ConditionCheck", {"Key": key("t", sk), **condition(expression)}


def _update(sk: str, expression: str, values: Fields) -> tuple[str, Fields]:
    fields = {"UpdateExpression": expression, "ExpressionAttributeValues": values}
    return "Update", {"Key": key("t", sk), **fields}


_NEW = condition("attribute_not_exists(pk)")
_FIRST = put(key("t", "1") | {"n": number(1)})

SCENARIOS: dict[str, list[Ask]] = {
    "all is written": [
        transact(_put("1", {"n": number(1)}), _put("2"), **MEASURED),
        transact(_check("1", "attribute_exists(pk)"), _put("3"), _delete("2"), **MEASURED),
        transact(_delete("2"), _delete("nothing"), **MEASURED),
        transact(_put("1", {"b": text("x" * 3000)}), **MEASURED),
        transact(_update("4", "SET n = :a", _ONE), **MEASURED),
        scan(),
    ],
    "nothing is written when one condition does not hold, and the reasons are in order": [
        _FIRST,
        transact(_put("2"), _put("1", **_NEW), _put("3")),
        transact(_put("1", ReturnValuesOnConditionCheckFailure="ALL_OLD", **_NEW), _put("3")),
        transact(_check("1", "attribute_not_exists(pk)"), _put("5")),
        transact(_delete("1", **_NEW), _put("5", **condition("attribute_exists(pk)"))),
        get(key("t", "2")),
        get(key("t", "3")),
        get(key("t", "5")),
    ],
    "an item is in a transaction once": [
        transact(_put("1"), _delete("1")),
        transact(_check("1", "attribute_not_exists(pk)"), _put("1")),
        get(key("t", "1")),
        lax(
            Ask(
                "TransactWriteItems",
                {
                    "TransactItems": [
                        {
                            "Put": {"TableName": TABLE, "Item": key("t", "1")},
                            "Delete": {"TableName": TABLE, "Key": key("t", "1")},
                        }
                    ]
                },
            ),
            "takes the first",
        ),
    ],
    "a transaction has 1 to 100 items of 4 MB together": [
        transact(),
        transact(*(_put(f"m{count}") for count in range(101))),
        transact(*(_put(f"m{count}") for count in range(100)), **MEASURED),
        transact(*(_put(f"h{count}", {"b": text("x" * 390_000)}) for count in range(11))),
        get(key("t", "h0")),
    ],
    "what is malformed spoils all of it": [
        transact(_put("7"), ("Put", {"Item": key("t", "")})),
        transact(_put("7"), _put("8", {"b": text("x" * (400 * 1024))})),
        transact(_put("7"), _put("8", **condition("n = :q"))),
        transact(_put("7"), _check("8", "")),
        transact(("Put", {"Item": key("t", "7"), "TableName": "no-such-table"})),
        get(key("t", "7")),
        get(key("t", "8")),
        lax(transact(_put("7"), ("Put", {"Item": {"pk": text("t")}})), "writes it"),
        lax(transact(_update("1", "SET pk = :a", {":a": text("1")})), "writes it"),
        lax(
            transact(_put("1"), _update("2", "SET n = n + :a", {":a": text("1")})),
            "adds texts, or cancels",
        ),
    ],
    "the same token is the same transaction": [
        transact(_put("1", {"n": number(1)}), ClientRequestToken="first", **MEASURED),
        put(key("t", "1") | {"n": number(2)}),
        transact(_put("1", {"n": number(1)}), ClientRequestToken="first", **MEASURED),
        get(key("t", "1")),
        transact(_put("1", {"n": number(3)}), ClientRequestToken="first"),
        transact(_put("1", **_NEW), ClientRequestToken="second"),
        delete(key("t", "1")),
        transact(_put("1", **_NEW), ClientRequestToken="second"),
        transact(_put("1", **_NEW), ClientRequestToken="second"),
    ],
    "several items are read as of one moment": [
        _FIRST,
        Ask(
            "TransactGetItems",
            {
                "TransactItems": [
                    {"Get": {"TableName": TABLE, "Key": key("t", sk)}} for sk in ("1", "none")
                ],
                **MEASURED,
            },
        ),
    ],
}
