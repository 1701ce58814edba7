"""Query and Scan: order, pages, edges."""

from __future__ import annotations

from tests.integration.ledger.contract.asks import (
    MEASURED,
    Ask,
    key,
    lax,
    number,
    put,
    query,
    scan,
    text,
)

_P = {":p": text("q")}
_KEPT = [
    *(put(key("q", f"E#{sequence:02d}") | {"n": number(sequence)}) for sequence in range(10)),
    put(key("q", "MEMBER")),
]
_ENTRIES = "pk = :p AND begins_with(sk, :s)"
_OF_ENTRIES = _P | {":s": text("E#")}


def _from(sort_key: str, **more: str) -> dict[str, object]:
    return {"ExclusiveStartKey": key("q", sort_key), **more}


SCENARIOS: dict[str, list[Ask]] = {
    "a query follows the sort key": [
        *_KEPT,
        query("pk = :p", _P, **MEASURED),
        query("pk = :p", _P, ConsistentRead=True, **MEASURED),
        query("pk = :p", _P, ScanIndexForward=False),
        query("pk = :p", {":p": text("nobody")}),
        *(
            query(f"pk = :p AND sk {operator} :a", _P | {":a": text("E#05")})
            for operator in ("<", "<=", ">", ">=", "=")
        ),
        query("pk = :p AND sk BETWEEN :a AND :b", _P | {":a": text("E#03"), ":b": text("E#05")}),
        query("sk = :a AND pk = :p", _P | {":a": text("E#05")}),
        query(":p = pk", _P),
        query("(pk = :p) AND (sk > :a)", _P | {":a": text("E#08")}),
        query("pk = :p", _P, ProjectionExpression="sk"),
        query("pk = :p", _P, Select="COUNT"),
    ],
    "a page ends at its limit and the next begins behind it": [
        *_KEPT,
        query(_ENTRIES, _OF_ENTRIES, Limit=3),
        query(_ENTRIES, _OF_ENTRIES, Limit=3, ScanIndexForward=False),
        query(_ENTRIES, _OF_ENTRIES, Limit=10),
        query("pk = :p", _P, Limit=11),
        query("pk = :p", _P, Limit=12),
        query("pk = :p", _P, **_from("E#04")),
        query("pk = :p", _P, **_from("E#04x"), ScanIndexForward=False, Limit=2),
        query("pk = :p", _P, Limit=0),
        query("pk = :p", _P, Limit=-1),
        query("pk = :p", _P, ExclusiveStartKey=key("other", "E#04")),
        query("pk = :p", _P, ExclusiveStartKey={"pk": text("q")}),
        query("pk = :p AND sk > :a", _P | {":a": text("E#05")}, **_from("E#02")),
        query("pk = :p AND sk < :a", _P | {":a": text("E#05")}, **_from("E#07")),
    ],
    "a page ends behind the item that makes it more than 1 MB": [
        *(put(key("huge", str(number)) | {"b": text("x" * 390_000)}) for number in range(4)),
        lax(
            query("pk = :p", {":p": text("huge")}, ProjectionExpression="sk", **MEASURED),
            "ends before it, and counts what is left after the projection",
        ),
        query(
            "pk = :p",
            {":p": text("huge")},
            ProjectionExpression="sk",
            ExclusiveStartKey=key("huge", "2"),
        ),
    ],
    "a filter takes away what was read and paid for": [
        *_KEPT,
        query("pk = :p", _P | {":n": number(5)}, FilterExpression="n > :n", **MEASURED),
        query("pk = :p", _P | {":n": number(5)}, FilterExpression="n > :n", Limit=3),
        lax(
            query("pk = :p", _P | {":n": text("5")}, FilterExpression="sk > :n"),
            "filters by keys",
        ),
    ],
    "a query names one partition and a range of it": [
        *_KEPT,
        query("pk = :p AND sk BETWEEN :a AND :b", _P | {":a": text("5"), ":b": text("3")}),
        lax(query("pk = :p AND sk <> :a", _P | {":a": text("E#05")}), "ignores it"),
        query("pk > :p", _P),
        query("sk = :p", _P),
        query("pk = :p AND n = :n", _P | {":n": number(1)}),
        lax(query("pk = :p OR sk = :a", _P | {":a": text("E#05")}), "ignores it"),
        query("pk = :p AND sk = :a AND sk = :a", _P | {":a": text("E#05")}),
        query("pk = :p", {":p": number(1)}),
        query("pk = :p", {":p": text("")}),
        query("pk = :p AND sk = :a", _P | {":a": text("")}),
        query("pk = :p AND begins_with(sk, :a)", _P | {":a": text("")}),
        query("pk = :p", _P | {":x": text("1")}),
        query("pk = :p"),
        query("pk = :p", _P, IndexName="other"),
        query("attribute_exists(pk)", _P),
        query("pk = sk"),
        query("pk IN (:p)", _P),
        lax(query("NOT pk = :p", _P), "finds nothing"),
        Ask("Query", {"TableName": "{table}"}),
    ],
    "a scan reads all, or one of several parts": [
        *_KEPT,
        scan(FilterExpression="begins_with(pk, :p)", ExpressionAttributeValues=_P),
        scan(
            FilterExpression="begins_with(pk, :p)",
            ExpressionAttributeValues=_P,
            ProjectionExpression="pk, sk",
            ConsistentRead=True,
        ),
        scan(Select="COUNT", Segment=0, TotalSegments=1),
        scan(Segment=0),
        scan(Segment=2, TotalSegments=2),
        scan(TotalSegments=2),
        scan(Limit=0),
    ],
}
