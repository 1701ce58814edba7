"""Attribute values as they are on the wire: {"S": "text"}. Checked, measured, compared."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from tests.simulation.aws.errors import invalid

Value = dict[str, Any]
Item = dict[str, Value]

_PLAIN = re.compile(r"0|-?[1-9][0-9]{0,37}")
_MAX_DIGITS = 38
_MAX_DEPTH = 32
# Enough for every digit of any number that DynamoDB keeps, so that nothing is rounded on the way.
EXACT = Context(prec=300)


def item_size(item: Item) -> int:
    """Bytes that DynamoDB counts for an item; checks it and brings its numbers to the form that
    DynamoDB keeps."""
    size = 0
    for name, value in item.items():
        size += len(name) if name.isascii() else len(name.encode())
        if not name:
            raise invalid("Empty attribute name")
        if len(value) == 1 and "S" in value:  # by far the most, and the cheapest to tell
            text = value["S"]
            size += len(text) if text.isascii() else len(text.encode())
        else:
            size += value_size(value)
    return size


def value_size(value: Value, depth: int = 0) -> int:
    """Bytes of one value. Raises ValidationException for what is none."""
    if len(value) != 1:
        raise invalid(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
            "the supported datatypes"
            if value
            else "Supplied AttributeValue is empty, must contain exactly one of the supported "
            "datatypes"
        )
    ((kind, content),) = value.items()
    measure = _SIZES.get(kind)
    if measure is None:
        raise invalid(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
        )
    if depth > _MAX_DEPTH:
        raise invalid("Nesting Levels have exceeded supported limits")
    return measure(value, content, depth)


def _text_size(value: Value, content: str, depth: int) -> int:
    return len(content) if content.isascii() else len(content.encode())


def _number_size(value: Value, content: str, depth: int) -> int:
    if not _PLAIN.fullmatch(content):
        content = value["N"] = canonical(content)
    digits = content.lstrip("-").replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1 + content.startswith("-")


def _bytes_size(value: Value, content: str, depth: int) -> int:
    return len(base64.b64decode(content))


def _one(value: Value, content: Any, depth: int) -> int:
    return 1


def _null_size(value: Value, content: Any, depth: int) -> int:
    if content is not True:
        raise invalid(
            "One or more parameter values were invalid: Null attribute value types must have the "
            "value of true"
        )
    return 1


def _list_size(value: Value, content: list[Value], depth: int) -> int:
    return 3 + sum(1 + value_size(one, depth + 1) for one in content)


def _map_size(value: Value, content: Item, depth: int) -> int:
    return 3 + sum(
        1 + len(name.encode()) + value_size(one, depth + 1) for name, one in content.items()
    )


def _set_size(value: Value, content: list[str], depth: int) -> int:
    (kind,) = value
    if not content:
        raise invalid("One or more parameter values were invalid: An string set  may not be empty")
    ones: list[Value] = [{kind[0]: one} for one in content]
    size = sum(map(value_size, ones))
    value[kind] = [one[kind[0]] for one in ones]  # the numbers among them are canonical now
    if len(set(value[kind])) != len(ones):
        raise invalid(
            "One or more parameter values were invalid: Input collection "
            f"[{', '.join(content)}] contains duplicates."
        )
    return size


_SIZES: dict[str, Callable[[Value, Any, int], int]] = {
    "S": _text_size,
    "N": _number_size,
    "B": _bytes_size,
    "BOOL": _one,
    "NULL": _null_size,
    "L": _list_size,
    "M": _map_size,
    "SS": _set_size,
    "NS": _set_size,
    "BS": _set_size,
}


def canonical(number: str) -> str:
    """A number as DynamoDB gives it back: no exponent, no needless zeros."""
    try:
        parsed = Decimal(number)
    except InvalidOperation:
        parsed = Decimal("NaN")
    if not parsed.is_finite():
        raise invalid(
            f"The parameter cannot be converted to a numeric value: {number}"
            if number
            else "The parameter cannot be converted to a numeric value"
        )
    parsed = parsed.normalize(EXACT) if parsed else Decimal(0)
    if len(parsed.as_tuple().digits) > _MAX_DIGITS:
        raise invalid("Attempting to store more than 38 significant digits in a Number")
    if parsed and not -130 <= parsed.adjusted() <= 125:
        over = parsed.adjusted() > 125
        raise invalid(
            "Number overflow. Attempting to store a number with magnitude larger than supported "
            "range"
            if over
            else "Number underflow. Attempting to store a number with magnitude smaller than "
            "supported range"
        )
    return f"{parsed:f}"


def equal(one: Value, other: Value) -> bool:
    """Whether two values are the same; the order of a set does not matter."""
    if one == other:
        return True
    ((kind, left),) = one.items()
    if kind not in other:
        return False
    right = other[kind]
    if kind in ("SS", "NS", "BS"):
        return set(left) == set(right)
    if kind == "L":
        return len(left) == len(right) and all(map(equal, left, right))
    if kind == "M":
        return left.keys() == right.keys() and all(equal(left[name], right[name]) for name in left)
    return False


def order(one: Value, other: Value) -> int | None:
    """Below, at or above zero as `one` is less, equal or more; None where they have no order."""
    for kind in ("S", "N", "B"):
        if kind in one:
            if kind not in other:
                return None
            left, right = one[kind], other[kind]
            if kind == "N":
                left, right = Decimal(left), Decimal(right)
            elif kind == "B":
                left, right = base64.b64decode(left), base64.b64decode(right)
            return int(left > right) - int(left < right)
    return None
