"""What every part of a program document is made of."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.money import to_minor

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
StoreId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]
Names = Annotated[
    dict[str, Annotated[str, Field(min_length=1, max_length=80)]], Field(min_length=1)
]

# Of all that Decimal would take (1e9, 1_000, other alphabets' digits, NaN) only what people write.
_PLAIN = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)


class Strict(BaseModel):
    """A part that takes no fields but its own."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def amount(text: str, *, least: str) -> str:
    """The text of an amount in major units. Raises ValueError for what is none, or too small."""
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not an amount; write it like 12.50")
    if not Decimal(least) <= Decimal(text) <= 10**9:
        raise ValueError(f"must be at least {least} and at most 1,000,000,000")
    return text


def day(text: str) -> str:
    """The text of a day. Raises ValueError for what is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError("must be a day, written like 2026-12-31") from error


def positive(amounts: dict[str, str]) -> dict[str, str]:
    """Amounts by currency, each at least one minor unit. Raises ValueError."""
    for code, figure in amounts.items():
        amount(figure, least="0")
        if to_minor(figure, code) < 1:
            raise ValueError(f"the amount in {code} must be more than zero")
    return amounts


def factor_text(factor: str) -> str:
    """The text of a factor of points. Raises ValueError."""
    amount(factor, least="0")
    value = Decimal(factor)
    if value > 100 or value * 1000 != int(value * 1000):
        raise ValueError("must be at most 100, with at most three decimals")
    return factor


def percent_text(percent: str) -> str:
    """The text of a percentage. Raises ValueError."""
    amount(percent, least="0")
    value = Decimal(percent)
    if value > 100 or value * 10 != int(value * 10):
        raise ValueError("must be at most 100, with at most one decimal")
    return percent
