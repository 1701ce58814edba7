"""Tiers, as a merchant writes them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from core.program.documents.base import Identifier, Names, Strict, amount, factor_text


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
        return factor_text(multiplier)
