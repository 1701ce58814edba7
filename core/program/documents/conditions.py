"""When, on what and for whom a rule holds, as a merchant writes it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator, model_validator

from core.program.conditions import Festival
from core.program.documents.base import Identifier, Names, Strict
from core.program.documents.limits import BudgetDocument
from core.program.documents.products import ProductsDocument
from core.program.festivals import days_of


class WindowDocument(Strict):
    """Days of the store's calendar, the last one included. `dates`: the festival's days, filled in
    whenever the day of validation is known, whatever they were; without a festival they go."""

    start: Annotated[str | None, Field(alias="from")] = None
    until: str | None = None
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(default_factory=list)
    month_days: list[Annotated[int, Field(ge=1, le=31)]] = Field(default_factory=list)
    festival: Festival | None = None
    days_before: Annotated[int, Field(ge=0, le=60)] | None = None
    days_after: Annotated[int, Field(ge=0, le=60)] | None = None
    dates: Annotated[list[str], Field(max_length=20)] | None = None

    @field_validator("start", "until")
    @classmethod
    def _day(cls, day: str | None) -> str | None:
        if day is None:
            return None
        try:
            return date.fromisoformat(day).isoformat()
        except ValueError as error:
            raise ValueError(f"{day[:40]!r} is not a day; write it like 2027-02-06") from error

    @field_validator("dates")
    @classmethod
    def _days(cls, days: list[str] | None) -> list[str] | None:
        return days and [cls._day(day) or "" for day in days]

    @model_validator(mode="after")
    def _festive(self, info: ValidationInfo) -> WindowDocument:
        today = (info.context or {}).get("today")
        if self.festival is None:
            if self.days_before or self.days_after:
                raise ValueError("days before and after belong to a festival; name one")
            self.days_before = self.days_after = self.dates = None
        elif today is not None:
            self.dates = days_of(self.festival, today, self.days_after or 0)
        elif not self.dates:
            raise ValueError("the days of a festival are filled in when a program is published")
        return self

    @model_validator(mode="after")
    def _ends(self) -> WindowDocument:
        if self.start and self.until and self.until < self.start:
            raise ValueError("ends before it begins")
        return self


class ConditionalDocument(Strict):
    """What rules about some orders have in common."""

    id: Identifier
    name: Names
    window: WindowDocument | None = None
    match: ProductsDocument | None = None
    tiers: list[Identifier] = Field(default_factory=list, max_length=10)
    segments: Annotated[list[Identifier], Field(min_length=1, max_length=10)] | None = None


class LimitedDocument(ConditionalDocument):
    """What multipliers and bonuses have in common."""

    cap_total: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    budget: BudgetDocument | None = None
