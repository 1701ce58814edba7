"""Rewards, as a merchant writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.program.documents.base import Identifier, Names, Strict, amount


class RewardDocument(Strict):
    id: Identifier
    kind: Literal["fixed", "percent", "free_shipping"]
    name: Names
    points: Annotated[int, Field(ge=1, le=10_000_000)]
    value: str | None = None
    percent: Annotated[int, Field(ge=1, le=100)] | None = None

    @model_validator(mode="after")
    def _worth(self) -> RewardDocument:
        if self.kind == "fixed":
            if self.value is None:
                raise ValueError("a fixed reward needs a value")
            amount(self.value, least="0.001")
        if self.kind == "percent" and self.percent is None:
            raise ValueError("a percent reward needs a percent")
        return self
