"""Tiers, as a merchant writes them."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from core.program.documents.base import Identifier, Names, Strict, amount, factor_text

_Month = Annotated[int, Field(ge=1, le=12)]


class MembershipDocument(Strict):
    """A product that, once paid, gives the tier for so many months."""

    products: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=40)]], Field(min_length=1, max_length=20)
    ]
    months: Annotated[int, Field(ge=1, le=60)] = 12


class EntryRewardDocument(Strict):
    """Points for entering the tier, `after_days` days later, once."""

    points: Annotated[int, Field(ge=1, le=1_000_000)]
    after_days: Annotated[int, Field(ge=0, le=90)] = 0


class PerksDocument(Strict):
    """What the tier gives besides points. The store's copy of the balance carries it, with `tag`,
    which names the tier's members to the store's own discounts, themes and flows."""

    discount_percent: Annotated[int, Field(ge=1, le=100)] | None = None
    free_shipping: Literal[True] | None = None
    early_access: Literal[True] | None = None
    exclusive_products: (
        Annotated[
            list[Annotated[str, Field(min_length=1, max_length=40)]],
            Field(min_length=1, max_length=50),
        ]
        | None
    ) = None
    birthday_gift: Names | None = None
    priority: Literal[True] | None = None
    tag: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")] | None = None
    texts: Annotated[list[Names], Field(min_length=1, max_length=10)] | None = None


class TierDocument(Strict):
    id: Identifier
    name: Names
    start: Annotated[str, Field(alias="from")] = "0"
    points: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    orders: Annotated[int, Field(ge=1, le=10_000)] | None = None
    participation: Annotated[int, Field(ge=1, le=10_000)] | None = None
    need: Literal["all", "any"] | None = None
    multiplier: str = "1"
    membership: MembershipDocument | None = None
    entry_reward: EntryRewardDocument | None = None
    perks: PerksDocument | None = None

    @field_validator("start")
    @classmethod
    def _start(cls, start: str) -> str:
        return amount(start, least="0")

    @field_validator("multiplier")
    @classmethod
    def _multiplier(cls, multiplier: str) -> str:
        return factor_text(multiplier)

    @property
    def thresholds(self) -> tuple[Decimal, ...]:
        """Spend, points, orders and participation; 0 for what does not count."""
        counts = (self.points, self.orders, self.participation)
        return Decimal(self.start), *(Decimal(one or 0) for one in counts)


class TierRulesDocument(Strict):
    """How tiers are entered, kept and lost."""

    window: Literal["rolling", "calendar_year", "lifetime"] = "rolling"
    months: _Month = 12
    entry: Literal["joining", "first_paid_order"] = "joining"
    down: Literal["straight", "one_step", "never"] = "straight"
    reviews: Annotated[list[_Month], Field(min_length=1, max_length=12)] | None = None
    grace_days: Annotated[int, Field(ge=0, le=31)] = 0

    @model_validator(mode="after")
    def _dated(self) -> TierRulesDocument:
        if self.reviews is not None and self.window != "rolling":
            raise ValueError("only a rolling window has review months of its own")
        return self


def check_ranks(tiers: list[TierDocument], rules: TierRulesDocument | None) -> None:
    """Raises ValueError unless the tiers stand in a row, lowest first, and can be told apart."""
    lowest = tiers[0]
    if any(lowest.thresholds) or any(not _above(low, high) for low, high in pairwise(tiers)):
        raise ValueError("tiers begin at 0 and each next one begins higher")
    if lowest.membership is not None:
        raise ValueError("tiers: the lowest needs no membership, everybody has it")
    if lowest.entry_reward is not None and (rules is None or rules.entry == "joining"):
        raise ValueError(
            "tiers: the lowest has an entry reward only when it is entered by the first paid order"
        )


def _above(low: TierDocument, high: TierDocument) -> bool:
    pairs = list(zip(low.thresholds, high.thresholds, strict=True))
    if any(before > after > 0 for before, after in pairs):
        return False
    told_apart = any(after > before for before, after in pairs)
    return told_apart or (high.membership is not None and not any(high.thresholds))
