"""Tiers, as a merchant writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator

from core.program.documents.base import Identifier, Names, Strict, amount


class TierDocument(Strict):
    id: Identifier
    name: Names
    start: Annotated[str, Field(alias="from")]
    multiplier: str = "1"

    @field_validator("start")
    @classmethod
    def _start(cls, start: str) -> str:
        return amount(start, least="0")

    @field_validator("multiplier")
    @classmethod
    def _multiplier(cls, multiplier: str) -> str:
        amount(multiplier, least="0")
        value = Decimal(multiplier)
        if value > 100 or value * 1000 != int(value * 1000):
            raise ValueError("must be at most 100, with at most three decimals")
        return multiplier
