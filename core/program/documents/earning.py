"""How points are earned, as a merchant writes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from core.money import to_minor
from core.program.documents.base import Currency, Identifier, Strict, amount


class RuleDocument(Strict):
    id: Identifier
    kind: Literal["per_amount"]
    points: Annotated[int, Field(ge=1, le=100_000)]
    per: Annotated[dict[Currency, str], Field(min_length=1)]

    @field_validator("per")
    @classmethod
    def _positive(cls, per: dict[str, str]) -> dict[str, str]:
        for code, figure in per.items():
            amount(figure, least="0")
            if to_minor(figure, code) < 1:
                raise ValueError(f"the amount in {code} must be more than zero")
        return per


class ExcludeDocument(Strict):
    gift_cards: bool = True
    products: list[Annotated[str, Field(min_length=1, max_length=40)]] = Field(default_factory=list)


class EarningDocument(Strict):
    rules: Annotated[list[RuleDocument], Field(min_length=1, max_length=20)]
    exclude: ExcludeDocument = ExcludeDocument()
    rounding: Literal["down"] = "down"
