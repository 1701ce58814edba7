"""How points are earned, as a merchant writes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from core.program.documents.awards import Entries, check_entries
from core.program.documents.base import (
    Currency,
    Identifier,
    StoreId,
    Strict,
    factor_text,
    percent_text,
    positive,
)
from core.program.documents.conditions import LimitedDocument
from core.program.documents.products import ProductsDocument
from core.program.earning import BonusKind

# A transaction that counts what an order got of all of them must fit into what DynamoDB takes.
MOST_LIMITED = 20


class RuleDocument(Strict):
    id: Identifier
    kind: Literal["per_amount"]
    points: Annotated[int, Field(ge=1, le=100_000)]
    per: Annotated[dict[Currency, str], Field(min_length=1)]
    stores: Annotated[list[StoreId], Field(min_length=1, max_length=50)] | None = None

    @field_validator("per")
    @classmethod
    def _positive(cls, per: dict[str, str]) -> dict[str, str]:
        return positive(per)


class ExcludeDocument(ProductsDocument):
    gift_cards: bool = True


class BasisDocument(Strict):
    """What of an order counts."""

    discounts: Literal["after", "before"] = "after"
    tax: bool = False
    shipping: bool = False


class MultiplierDocument(LimitedDocument):
    factor: str
    new_members: bool = False
    cap: Annotated[int, Field(ge=1, le=10_000_000)] | None = None

    @field_validator("factor")
    @classmethod
    def _factor(cls, factor: str) -> str:
        return factor_text(factor)


class WithinDocument(Strict):
    """So many days, or so many months: one of both."""

    days: Annotated[int, Field(ge=1, le=366)] | None = None
    months: Annotated[int, Field(ge=1, le=12)] | None = None

    @model_validator(mode="after")
    def _one(self) -> WithinDocument:
        if (self.days is None) == (self.months is None):
            raise ValueError("say within how many days, or within how many months")
        return self


class BonusDocument(LimitedDocument):
    kind: BonusKind
    points: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    reward: Identifier | None = None
    draw: Identifier | None = None
    entries: Entries | None = None
    percent: str | None = None
    tier_percent: dict[Identifier, str] | None = None
    above: dict[Currency, str] | None = None
    every: Annotated[int, Field(ge=2, le=1000)] | None = None
    times: Annotated[int, Field(ge=1, le=1000)] | None = None
    orders: Annotated[int, Field(ge=2, le=10)] | None = None
    within: WithinDocument | None = None

    @field_validator("above")
    @classmethod
    def _above(cls, above: dict[str, str] | None) -> dict[str, str] | None:
        return above and positive(above)

    @field_validator("percent")
    @classmethod
    def _percent(cls, percent: str | None) -> str | None:
        return percent and percent_text(percent)

    @field_validator("tier_percent")
    @classmethod
    def _percents(cls, percents: dict[str, str] | None) -> dict[str, str] | None:
        return percents and {tier: percent_text(one) for tier, one in percents.items()}

    @model_validator(mode="after")
    def _gives(self) -> BonusDocument:
        if self.points is None and self.reward is None and self.draw is None:
            raise ValueError("say what is given: points, a reward, or draw entries")
        check_entries(self.draw, self.entries)
        if (self.kind == "cash_back") != (self.percent is not None):
            raise ValueError("a percentage belongs to cash back, and only there")
        other = self.points or self.draw
        if self.kind == "cash_back" and (other or not self.reward or self.times):
            raise ValueError("cash back is paid as a reward of store credit, each time; name it")
        if self.points is None and (self.cap_total or self.budget):
            raise ValueError("what all members together may have is counted in points; give some")
        if self.tier_percent and self.kind != "cash_back":
            raise ValueError("percentages by tier belong to cash back, and only there")
        return self

    @model_validator(mode="after")
    def _fits(self) -> BonusDocument:
        if (self.kind == "order_above") != bool(self.above):
            raise ValueError("the amount belongs to a bonus for orders above it, and only there")
        if (self.kind == "stamps") != (self.every is not None):
            raise ValueError("the number of pieces belongs to a stamp card, and only there")
        often = self.kind == "frequency"
        if often != (self.orders is not None):
            raise ValueError("the number of orders belongs to frequent orders, and only there")
        if often != (self.within is not None):
            raise ValueError("the time that orders come in belongs to frequent orders alone")
        about_products = self.kind in ("product", "first_from", "stamps")
        if about_products != bool(self.match and self.match.names_any):
            raise ValueError("products belong to a bonus for products, and only there")
        if self.times is not None and self.kind in ("first_order", "first_from"):
            raise ValueError("a first time happens once")
        return self


class HoldDocument(Strict):
    days: Annotated[int, Field(ge=1, le=365)]
    after: Literal["paid", "fulfilled"] = "paid"


class EarningDocument(Strict):
    """What came after the first release is None where it is not used: a document of then comes back
    from the validation as it was."""

    rules: Annotated[list[RuleDocument], Field(min_length=1, max_length=20)]
    exclude: ExcludeDocument = ExcludeDocument()
    rounding: Literal["down", "nearest", "up"] = "down"
    basis: BasisDocument | None = None
    minimum: dict[Currency, str] | None = None
    stacking: Literal["best", "sum", "product"] | None = None
    multipliers: Annotated[list[MultiplierDocument], Field(max_length=50)] | None = None
    bonuses: Annotated[list[BonusDocument], Field(max_length=50)] | None = None
    hold: HoldDocument | None = None

    @field_validator("minimum")
    @classmethod
    def _minimum(cls, minimum: dict[str, str] | None) -> dict[str, str] | None:
        return minimum and positive(minimum)

    @model_validator(mode="after")
    def _ids(self) -> EarningDocument:
        # Members' rows count by these, so a multiplier and a bonus may not share one either.
        ids = [one.id for one in (*(self.multipliers or ()), *(self.bonuses or ()))]
        if len(set(ids)) != len(ids):
            raise ValueError("two multipliers or bonuses have the same id")
        return self

    @model_validator(mode="after")
    def _limits(self) -> EarningDocument:
        rules = (*(self.multipliers or ()), *(self.bonuses or ()))
        if sum(1 for one in rules if one.budget or one.cap_total) > MOST_LIMITED:
            raise ValueError(f"at most {MOST_LIMITED} rules may have a total or a budget")
        return self
