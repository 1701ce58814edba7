"""Reading what a store sent: every surprise is a BadInput that says what is wrong.

Amounts stay exact (JSON fractions become Decimal) and nothing here trusts a type.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NoReturn

from core.errors import BadInput
from core.money import to_minor
from core.placeholders import real

MAX_DEPTH = 32
MAX_TEXT = 320
MAX_ITEMS = 2000
_MAX_WHOLE = 10**9
# 2000-01-01 to 2079-12-31: the books keep months of this century, and count years ahead. A store
# whose clock is wrong must not have its orders refused for it.
_FIRST_S, _LAST_S = 946_684_800, 3_471_292_799

_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_DIGITS = re.compile(r"[0-9]{1,20}", re.ASCII)
# Control characters and lone surrogates: no queue or table would carry them.
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


def load_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Raises BadInput: not UTF-8, not JSON, too deep, no object."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("The body is not UTF-8.") from error
    _check_depth(body)
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise BadInput("The body is not JSON.") from error
    if not isinstance(data, dict):
        raise BadInput("The body is not a JSON object.")
    return data


def obj(value: Any, what: str) -> dict[str, Any]:
    """`value` as an object; null is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadInput(f"{what} is not an object.")
    return value


def objects(value: Any, what: str) -> list[dict[str, Any]]:
    """`value` as a list of objects; null is an empty one. Raises BadInput for one that is longer
    than any order's: what it means would fit into no message and no row."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadInput(f"{what} is not a list.")
    if len(value) > MAX_ITEMS:
        raise BadInput(f"{what} has more than {MAX_ITEMS} items.", code="too_large")
    return [obj(item, what) for item in value]


def text(value: object, what: str) -> str:
    """`value` as a stripped string; null is "". Raises BadInput when it cannot be stored."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{what} is not a string.")
    value = value.strip()
    if len(value) > MAX_TEXT:
        raise BadInput(f"{what} is longer than {MAX_TEXT} characters.")
    if _NO_TEXT.search(value):
        raise BadInput(f"{what} holds characters that no text has.")
    return value


def email(value: Any) -> str | None:
    """As stated_email; None for a placeholder too, which is nobody's address."""
    return real(stated_email(value))


def stated_email(value: Any) -> str | None:
    """An address stripped and lower-cased, placeholder or not; None for none, and for what cannot
    be one: an order must not be refused for a mistyped address."""
    if value is not None and not isinstance(value, str):
        raise BadInput("email is not a string.")
    address = (value or "").strip().lower()
    possible = "@" in address and len(address) <= MAX_TEXT and not _NO_TEXT.search(address)
    return address if possible else None


def identifier(value: Any, what: str) -> str:
    """A positive whole number, sent as a number or as digits, as a string of digits."""
    found = optional_identifier(value, what)
    if found is None:
        raise BadInput(f"{what} is missing.")
    return found


def optional_identifier(value: Any, what: str) -> str | None:
    """As identifier; null, "" and 0 (both platforms' "nobody") are None."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadInput(f"{what} is not an id.")
    digits = value if isinstance(value, str) else str(value) if 0 <= value < 10**20 else ""
    if not _DIGITS.fullmatch(digits):
        raise BadInput(f"{what} is not an id.")
    return str(int(digits)) if int(digits) else None


def whole(value: Any, what: str) -> int:
    """A count; null is 0. Plugins that sell by weight send fractions: these are cut off."""
    if value is None or value == "":
        return 0
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise BadInput(f"{what} is not a number.")
    try:
        number = Decimal(value)
    except (ArithmeticError, ValueError) as error:
        raise BadInput(f"{what} is not a number.") from error
    # Compared before it becomes an int: 1e999999 has a million digits, and takes minutes.
    if not number.is_finite() or number.copy_abs() > _MAX_WHOLE:
        raise BadInput(f"{what} is out of range.")
    return int(number)


def minor(value: Any, currency: str, what: str) -> int:
    """An amount in major units (string or number) as minor units of `currency`."""
    if isinstance(value, dict | list):
        raise BadInput(f"{what} is not an amount of money.")
    return to_minor(value, currency)


def currency_code(value: Any, default: str) -> str:
    """An ISO 4217 code; `default` for null."""
    code = text(value, "currency").upper() or default
    if not _CURRENCY.fullmatch(code):
        raise BadInput("currency is not an ISO 4217 code.")
    return code


def unix_s(value: Any, what: str) -> int | None:
    """An ISO 8601 time as unix seconds, UTC where it names no zone; None for null. A time that no
    order of ours can have (year 1, year 9999) counts as the nearest that one can."""
    stated = text(value, what)
    if not stated:
        return None
    try:
        moment = datetime.fromisoformat(stated)
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as error:
        raise BadInput(f"{what} is not an ISO 8601 time.") from error
    return max(_FIRST_S, min(int(seconds // 1), _LAST_S))


def _check_depth(body: bytes) -> None:
    # Before the parser sees it: how deep that may recurse depends on the interpreter. Without
    # escapes every quote begins or ends a string. Outside of strings a backslash is no JSON, so
    # what follows one there never reaches the parser, however it is counted here.
    plain = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    brackets = b"".join(plain.split(b'"')[::2]).translate(None, _NO_BRACKETS)
    # Each round takes off one level or two, so what is gone by then was not too deep.
    rest = brackets
    for _ in range(MAX_DEPTH // 2):
        rest = rest.replace(b"[]", b"").replace(b"{}", b"")
    if not rest:
        return
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise BadInput(f"The body is nested deeper than {MAX_DEPTH} levels.")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
