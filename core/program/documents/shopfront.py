"""What a store tells its shoppers about the program, and the ways by which they come to it, as a
merchant writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from core.program.documents.awards import AwardDocument, check_gift
from core.program.documents.base import Identifier, Names, Strict, day
from core.program.shopfront import CommunityKind

# Shown to anybody as a link: an address that a browser runs nothing of.
Address = Annotated[str, Field(pattern=r"^https://[!-~]{1,500}$")]
_Paragraphs = Annotated[
    dict[str, Annotated[str, Field(min_length=1, max_length=2000)]], Field(min_length=1)
]
_Questions = Annotated[
    dict[str, Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1)
]
_Tiers = Annotated[list[Identifier], Field(min_length=1, max_length=10)]


class _DatedDocument(Strict):
    start: Annotated[str | None, Field(alias="from")] = None
    until: str | None = None

    @field_validator("start", "until")
    @classmethod
    def _day(cls, text: str | None) -> str | None:
        return text and day(text)

    @model_validator(mode="after")
    def _ends(self) -> _DatedDocument:
        if self.start and self.until and self.until < self.start:
            raise ValueError("ends before it begins")
        return self


class NewsDocument(_DatedDocument):
    """News of the store, for everybody or for members of some tiers."""

    id: Identifier
    name: Names
    text: _Paragraphs
    url: Address | None = None
    tiers: _Tiers | None = None


class CommunityDocument(Strict):
    """Where members meet, for everybody or for members of some tiers."""

    id: Identifier
    kind: CommunityKind
    name: Names
    url: Address
    tiers: _Tiers | None = None


class ChannelDocument(_DatedDocument):
    """A way by which people come to the program: a counter, a poster, a partner brand. Its id
    stands in its links and codes. `award`: for who joins by it, besides what signing up gives."""

    id: Identifier
    name: Names
    award: AwardDocument | None = None


class QuestionDocument(Strict):
    """A question (`name`) and its answer (`text`)."""

    id: Identifier
    name: _Questions
    text: _Paragraphs


class LookDocument(Strict):
    """How the pages about the program look. `name`: what the program is called; `color`: of
    buttons; `radius`: of corners, in pixels; `join_url`: where accounts are made, where that is not
    the platform's usual place."""

    name: Names | None = None
    color: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    radius: Annotated[int, Field(ge=0, le=32)] | None = None
    logo: Address | None = None
    join_url: Address | None = None


def check_shopfront(program: Any, tiers: set[str]) -> None:
    """Raises ValueError unless ids are each one's own, and tiers and rewards that are named are
    there."""
    for what, rows in (
        ("pieces of news", program.news),
        ("community links", program.community),
        ("channels", program.channels),
        ("questions", program.questions),
    ):
        _check_ids(what, rows or ())
    for row in (*(program.news or ()), *(program.community or ())):
        if not tiers.issuperset(row.tiers or ()):
            raise ValueError(f"{row.id} names a tier that there is not")
    for channel in program.channels or ():
        check_gift(channel.id, channel.award.reward if channel.award else None, program.rewards)


def _check_ids(what: str, rows: Sequence[Any]) -> None:
    ids = [row.id for row in rows]
    if len(set(ids)) != len(ids):
        raise ValueError(f"two {what} have the same id")
