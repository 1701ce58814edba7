"""Lucky draws, as a merchant writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, field_validator, model_validator

from core.program.documents.awards import AwardDocument, Entries, check_gift
from core.program.documents.base import Identifier, Names, Strict
from core.program.documents.rewards import RewardDocument

# For each the list of tickets is gone through once more.
_MOST_PRIZES = 500


class PrizeDocument(Strict):
    """`count` members win the award each."""

    name: Names
    count: Annotated[int, Field(ge=1, le=_MOST_PRIZES)] = 1
    award: AwardDocument


class DrawDocument(Strict):
    """`start` and `until` are the first and the last day, in the store's time zone, on which one
    can enter. `cost`: points for an entry, where it can be had for points, `limit_per_member` times
    at most by each member. `tier_entries`: entries that members of a tier have when entries
    close."""

    id: Identifier
    name: Names
    start: Annotated[str, Field(alias="from")]
    until: str
    tiers: Annotated[list[Identifier], Field(min_length=1, max_length=10)] | None = None
    cost: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    limit_per_member: Annotated[int, Field(ge=1, le=10_000)] | None = None
    tier_entries: Annotated[dict[Identifier, Entries], Field(min_length=1)] | None = None
    prizes: Annotated[list[PrizeDocument], Field(min_length=1, max_length=20)]

    @field_validator("start", "until")
    @classmethod
    def _day(cls, day: str) -> str:
        try:
            return date.fromisoformat(day).isoformat()
        except ValueError as error:
            raise ValueError(f"{day[:40]!r} is not a day; write it like 2027-02-06") from error

    @model_validator(mode="after")
    def _fits(self) -> DrawDocument:
        if self.until < self.start:
            raise ValueError("ends before it begins")
        if self.limit_per_member is not None and self.cost is None:
            raise ValueError("the limit is of entries for points; say what one costs")
        if sum(prize.count for prize in self.prizes) > _MOST_PRIZES:
            raise ValueError(f"there can be at most {_MOST_PRIZES} winners")
        return self


def check_draws(
    document: BaseModel,
    draws: Sequence[DrawDocument],
    tier_ids: set[str],
    rewards: Sequence[RewardDocument],
) -> None:
    """Raises ValueError unless draws have ids of their own, name tiers and rewards that there are,
    and every rule of the `document` that gives entries names a draw that there is."""
    known = {draw.id for draw in draws}
    if len(known) != len(draws):
        raise ValueError("two draws have the same id")
    for draw in draws:
        for tier_id in (*(draw.tiers or ()), *(draw.tier_entries or ())):
            if tier_id not in tier_ids:
                raise ValueError(f"the draw {draw.id!r} is for no tier {tier_id!r}")
        if draw.tiers and not set(draw.tiers).issuperset(draw.tier_entries or ()):
            raise ValueError(f"the draw {draw.id!r} gives entries to a tier that it is not for")
        for prize in draw.prizes:
            check_gift(f"the draw {draw.id!r}", prize.award.reward, rewards)
            if prize.award.draw is not None:
                raise ValueError(f"the draw {draw.id!r}: a prize cannot be an entry in a draw")
    for draw_id in _named(document):
        if draw_id not in known:
            raise ValueError(f"a rule gives entries in a draw that there is not: {draw_id!r}")


def _named(part: object) -> Iterator[str]:
    """The draws that any rule, wherever it stands, gives entries in."""
    if isinstance(part, BaseModel):
        draw_id = getattr(part, "draw", None)
        if isinstance(draw_id, str):
            yield draw_id
        for name in type(part).model_fields:
            yield from _named(getattr(part, name))
    elif isinstance(part, list):
        for one in part:
            yield from _named(one)
    elif isinstance(part, dict):
        for one in part.values():
            yield from _named(one)
