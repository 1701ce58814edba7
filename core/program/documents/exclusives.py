"""Content and sales for some members, as a merchant writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.program.documents.base import Identifier, Names, Strict
from core.program.documents.conditions import ConditionalDocument
from core.program.documents.profile import ShortId
from core.program.exclusives import ContentKind

_Texts = Annotated[
    dict[str, Annotated[str, Field(min_length=1, max_length=5000)]], Field(min_length=1)
]


class AudienceDocument(Strict):
    """Whom content is for: by all that is named, or any (`need`). `points`: earned in all."""

    tiers: Annotated[list[Identifier], Field(min_length=1, max_length=10)] | None = None
    segments: Annotated[list[Identifier], Field(min_length=1, max_length=10)] | None = None
    points: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    owns: ShortId | None = None
    need: Literal["all", "any"] | None = None


class ContentDocument(Strict):
    """An article has a text, a file the address where it lies."""

    id: Identifier
    name: Names
    kind: ContentKind
    text: _Texts | None = None
    url: Annotated[str, Field(pattern=r"^https://[!-~]{1,500}$")] | None = None
    whom: Annotated[AudienceDocument | None, Field(alias="for")] = None

    @model_validator(mode="after")
    def _whole(self) -> ContentDocument:
        if (self.kind == "article") != (self.text is not None):
            raise ValueError("an article has a text, and nothing else has")
        if (self.kind == "file") != (self.url is not None):
            raise ValueError("a file has a url, and nothing else has")
        return self


class SaleDocument(ConditionalDocument):
    """`percent` off what `match` names (everything without it), as the store takes it off."""

    percent: Annotated[int, Field(ge=1, le=100)]

    @model_validator(mode="after")
    def _somebody(self) -> SaleDocument:
        if not self.tiers and not self.segments:
            raise ValueError("a members-only sale is for some tiers or segments; name them")
        return self
