"""Referral, as a merchant writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from core.program.documents.awards import AwardDocument, check_gift
from core.program.documents.base import Identifier, Names, Strict, amount
from core.program.documents.rewards import RewardDocument
from core.program.referral import Period


class ReferralCapDocument(Strict):
    """So many friends count for one member in each month or year of the calendar, or ever."""

    times: Annotated[int, Field(ge=1, le=10_000)]
    per: Period = "ever"


class ReferralDocument(Strict):
    id: Identifier
    name: Names
    referrer: AwardDocument
    friend: AwardDocument | None = None
    friend_at: Literal["link", "order"] | None = None
    cap: ReferralCapDocument | None = None
    minimum: str | None = None

    @field_validator("minimum")
    @classmethod
    def _minimum(cls, minimum: str | None) -> str | None:
        return minimum and amount(minimum, least="0.01")

    @model_validator(mode="after")
    def _at_the_link(self) -> ReferralDocument:
        if self.friend_at and self.friend is None:
            raise ValueError("friend_at says when the friend is given something: say what")
        # Whoever opens accounts could fill one with points, without ever ordering anything.
        if self.friend_at == "link" and self.friend and self.friend.points is not None:
            raise ValueError("a friend who comes by the link gets a reward: points need an order")
        return self


def check_referral(
    referral: ReferralDocument | None, rule_ids: Iterable[str], rewards: Sequence[RewardDocument]
) -> None:
    """Raises ValueError unless the rule's id is its own, and what it gives can be given."""
    if referral is None:
        return
    if referral.id in rule_ids:
        raise ValueError(f"a multiplier or bonus has the id of the referral: {referral.id!r}")
    for award in (referral.referrer, referral.friend):
        if award is not None:
            check_gift(referral.id, award.reward, rewards)
