"""When, on what and for whom a rule holds, as a merchant writes it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from core.program.documents.base import Identifier, Names, Strict
from core.program.documents.products import ProductsDocument


class WindowDocument(Strict):
    """Days of the store's calendar, the last one included."""

    start: Annotated[str | None, Field(alias="from")] = None
    until: str | None = None
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(default_factory=list)
    month_days: list[Annotated[int, Field(ge=1, le=31)]] = Field(default_factory=list)

    @field_validator("start", "until")
    @classmethod
    def _day(cls, day: str | None) -> str | None:
        if day is None:
            return None
        try:
            return date.fromisoformat(day).isoformat()
        except ValueError as error:
            raise ValueError(f"{day[:40]!r} is not a day; write it like 2027-02-06") from error

    @model_validator(mode="after")
    def _ends(self) -> WindowDocument:
        if self.start and self.until and self.until < self.start:
            raise ValueError("ends before it begins")
        return self


class ConditionalDocument(Strict):
    """What multipliers and bonuses have in common."""

    id: Identifier
    name: Names
    window: WindowDocument | None = None
    match: ProductsDocument | None = None
    tiers: list[Identifier] = Field(default_factory=list, max_length=10)
    segments: Annotated[list[Identifier], Field(min_length=1, max_length=10)] | None = None
