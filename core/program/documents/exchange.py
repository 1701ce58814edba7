"""Rates of exchange, as a merchant writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from core.program.documents.base import Currency, amount

_MOST_DECIMALS = 6


def _rate(text: str) -> str:
    amount(text, least="0")
    value = Decimal(text)
    if not 0 < value <= 10**6 or value * 10**_MOST_DECIMALS != int(value * 10**_MOST_DECIMALS):
        raise ValueError(
            "must be more than zero and at most 1,000,000, with at most six decimals: what one "
            "unit of the program's currency is worth"
        )
    return text


ExchangeDocument = Annotated[
    dict[Currency, Annotated[str, AfterValidator(_rate)]], Field(min_length=1, max_length=20)
]


def check_exchange(exchange: dict[str, str] | None, currency: str) -> None:
    """Raises ValueError for a rate of the program's own currency."""
    if currency in (exchange or {}):
        raise ValueError(f"{currency} is the program's own currency: leave its rate out")
