"""Group purchases, as a merchant writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from core.program.documents.awards import AwardDocument, check_gift
from core.program.documents.base import Identifier, Names, Strict, amount
from core.program.documents.products import Name, ProductsDocument
from core.program.documents.rewards import RewardDocument


def _day(day: str | None) -> str | None:
    if day is None:
        return None
    try:
        found = date.fromisoformat(day)
    except ValueError as error:
        raise ValueError(f"{day[:40]!r} is not a day; write it like 2027-02-06") from error
    if not 2000 <= found.year <= 2999:
        raise ValueError(f"{day} is too far away")
    return found.isoformat()


class TargetDocument(Strict):
    """So many pieces, or so much money in the program's currency, net of returns."""

    units: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    amount: str | None = None

    @field_validator("amount")
    @classmethod
    def _amount(cls, figure: str | None) -> str | None:
        return None if figure is None else amount(figure, least="1")

    @model_validator(mode="after")
    def _one(self) -> TargetDocument:
        if (self.units is None) == (self.amount is None):
            raise ValueError("the target is a number of pieces or an amount, one of the two")
        return self


class EarlyBirdDocument(Strict):
    """What orders up to a day get at once, or the price that the store takes until then."""

    until: str
    award: AwardDocument | None = None
    price: str | None = None

    _check_until = field_validator("until")(_day)

    @field_validator("price")
    @classmethod
    def _price(cls, figure: str | None) -> str | None:
        return None if figure is None else amount(figure, least="0")

    @model_validator(mode="after")
    def _something(self) -> EarlyBirdDocument:
        if self.award is None and self.price is None:
            raise ValueError("say what early birds get: an award, a price, or both")
        return self


class OrganiserDocument(Strict):
    """What the organiser gets: once when the target is reached, or for each piece when the event
    has ended. Who it is, is no part of the program."""

    award: AwardDocument
    per: Literal["once", "unit"] = "once"

    @model_validator(mode="after")
    def _points(self) -> OrganiserDocument:
        if self.per == "unit" and self.award.reward is not None:
            raise ValueError("an organiser gets points for each piece, no reward")
        return self


class GroupDocument(Strict):
    """One event. `until` may be published later, which extends it: its id tells that it is the
    same."""

    id: Identifier
    name: Names
    preview: str | None = None
    start: Annotated[str, Field(alias="from")]
    until: str
    settle_days: Annotated[int, Field(ge=0, le=60)] | None = None
    target: TargetDocument
    match: ProductsDocument | None = None
    tag: Name | None = None
    link: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{1,39}$")] | None = None
    award: AwardDocument
    early_bird: EarlyBirdDocument | None = None
    organiser: OrganiserDocument | None = None
    lost: Literal["keep", "take_back"] | None = None
    missed_award: AwardDocument | None = None

    _check_days = field_validator("preview", "start", "until")(_day)

    @model_validator(mode="after")
    def _days(self) -> GroupDocument:
        if self.until < self.start:
            raise ValueError("ends before it begins")
        if self.preview is not None and self.preview > self.start:
            raise ValueError("the preview begins after the event")
        if self.early_bird and not self.start <= self.early_bird.until <= self.until:
            raise ValueError("early birds order while the event lasts")
        return self

    @property
    def awards(self) -> Iterator[AwardDocument]:
        """All that it may give."""
        for part in (self.early_bird, self.organiser, self):
            if part is not None and part.award is not None:
                yield part.award
        if self.missed_award is not None:
            yield self.missed_award


def check_groups(groups: Sequence[GroupDocument], rewards: Sequence[RewardDocument]) -> None:
    """Raises ValueError for events of one id, or a reward that cannot be given."""
    ids = [one.id for one in groups]
    if len(set(ids)) != len(ids):
        raise ValueError("two groups have the same id")
    for group in groups:
        for award in group.awards:
            check_gift(group.id, award.reward, rewards)
