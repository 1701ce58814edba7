"""Members' events and surveys, as a merchant writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from core.program.documents.awards import AwardDocument
from core.program.documents.base import Identifier, Names, Strict, day
from core.program.events import QuestionKind

_Text = Annotated[
    dict[str, Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1)
]
_Tiers = Annotated[list[Identifier], Field(max_length=10)]
_Segments = Annotated[list[Identifier], Field(min_length=1, max_length=10)]


class EventDocument(Strict):
    """`at`: when it begins, by the store's clock, like 2026-12-24T19:00."""

    id: Identifier
    name: Names
    at: str
    place: _Text | None = None
    tiers: _Tiers | None = None
    segments: _Segments | None = None
    capacity: Annotated[int, Field(ge=1, le=100_000)] | None = None
    award: AwardDocument | None = None

    @field_validator("at")
    @classmethod
    def _at(cls, at: str) -> str:
        try:
            moment = datetime.fromisoformat(at)
        except ValueError as error:
            raise ValueError("must be a day and a time, written like 2026-12-24T19:00") from error
        if moment.tzinfo is not None or len(at) < len("2026-12-24T19:00"):
            raise ValueError("must be a day and a time of the store, like 2026-12-24T19:00")
        return moment.isoformat(timespec="minutes")


class OptionDocument(Strict):
    id: Identifier
    text: _Text


class QuestionDocument(Strict):
    """`several`: any number of the options. `scale`: from 1 to 5."""

    id: Identifier
    text: _Text
    kind: QuestionKind
    options: Annotated[list[OptionDocument], Field(min_length=2, max_length=20)] | None = None
    required: Literal[True] | None = None

    @model_validator(mode="after")
    def _choices(self) -> QuestionDocument:
        if (self.kind in ("choice", "several")) != (self.options is not None):
            raise ValueError("options belong to a choice, and only there")
        ids = [one.id for one in self.options or ()]
        if len(set(ids)) != len(ids):
            raise ValueError("two options have the same id")
        return self


class SurveyDocument(Strict):
    id: Identifier
    name: Names
    questions: Annotated[list[QuestionDocument], Field(min_length=1, max_length=20)]
    tiers: _Tiers | None = None
    segments: _Segments | None = None
    start: Annotated[str | None, Field(alias="from")] = None
    until: str | None = None
    award: AwardDocument | None = None

    @field_validator("start", "until")
    @classmethod
    def _day(cls, text: str | None) -> str | None:
        return text and day(text)

    @model_validator(mode="after")
    def _coherent(self) -> SurveyDocument:
        ids = [one.id for one in self.questions]
        if len(set(ids)) != len(ids):
            raise ValueError("two questions have the same id")
        if self.start and self.until and self.until < self.start:
            raise ValueError("the survey ends before it begins")
        return self
