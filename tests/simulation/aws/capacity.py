"""Capacity units, as DynamoDB charges them."""

from __future__ import annotations

from typing import Any

_WRITE_BYTES = 1024
_READ_BYTES = 4096


def read_units(size: int, consistent: bool) -> float:
    """Reading `size` bytes: at least one unit, half of it when eventually consistent."""
    units = max(1, -(-size // _READ_BYTES))
    return float(units) if consistent else units / 2


def write_units(old_size: int, new_size: int) -> float:
    """Writing an item: by the larger of what was there and what is."""
    return float(max(1, -(-max(old_size, new_size) // _WRITE_BYTES)))


def consumed(
    request: dict[str, Any],
    answer: dict[str, Any],
    units: dict[str, float],
    *,
    several: bool = False,
    also: str | None = None,
) -> dict[str, Any]:
    """The answer with what it cost, where the request asks for that. `several`: the operation
    answers with a list of tables. `also`: WriteCapacityUnits or ReadCapacityUnits, which
    transactions tell as well."""
    asked = request.get("ReturnConsumedCapacity", "NONE")
    if asked == "NONE":
        return answer
    tables = []
    for name, of_table in units.items():
        table: dict[str, Any] = {"TableName": name, "CapacityUnits": of_table}
        if also is not None:
            table[also] = of_table
        if asked == "INDEXES":
            table["Table"] = {"CapacityUnits": of_table}
        tables.append(table)
    answer["ConsumedCapacity"] = tables if several else tables[0]
    return answer
