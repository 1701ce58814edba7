"""Rewards, as a merchant writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from core.ports import Combination
from core.program.documents.base import Identifier, Names, Strict, amount, day
from core.program.documents.batches import BatchDocument
from core.program.documents.batches import check as check_batches
from core.program.rewards import RewardKind

# Redemptions keep what they are restricted to; so many ids still fit into a row of 1 KB.
_MOST_IDS = 20
# The platforms' ids of products and collections are numbers; more digits than 2^63 has are a typo.
PlatformId = Annotated[str, Field(pattern=r"^[0-9]{1,19}$")]
_WORTH = ("fixed", "amount", "product", "donation", "store_credit", "gift_card", "bundle")
_NO_CODE = ("experience", "donation", "voucher", "goods")
_MONEY = ("store_credit", "gift_card")


class RewardDocument(Strict):
    """`start` and `until` are the first and the last day, in the store's time zone, on which the
    reward can be redeemed. `code_days`: days that its code lives, instead of the policy's.

    Of kind "amount", `points` are one step and `value` is what a step is worth; of kind "product",
    `value` is what one of the products costs and `price` what the member pays for it. Kind
    "bundle" is a product and `amount` off the order it is bought with. Goods may lie in
    `batches`."""

    id: Identifier
    kind: RewardKind
    name: Names
    points: Annotated[int, Field(ge=1, le=10_000_000)]
    value: str | None = None
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    min_points: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    max_points: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    price: str | None = None
    tiers: Annotated[list[Identifier], Field(max_length=10)] | None = None
    segments: Annotated[list[Identifier], Field(min_length=1, max_length=10)] | None = None
    start: Annotated[str | None, Field(alias="from")] = None
    until: str | None = None
    limit_per_member: Annotated[int, Field(ge=1, le=1000)] | None = None
    stock: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    minimum: str | None = None
    products: Annotated[list[PlatformId], Field(max_length=_MOST_IDS)] | None = None
    collections: Annotated[list[PlatformId], Field(max_length=_MOST_IDS)] | None = None
    combines: Annotated[list[Combination], Field(max_length=3)] | None = None
    code_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    amount: str | None = None
    batches: Annotated[list[BatchDocument], Field(min_length=1, max_length=20)] | None = None
    paused: bool | None = None

    @field_validator("start", "until")
    @classmethod
    def _day(cls, text: str | None) -> str | None:
        return text and day(text)

    @field_validator("minimum")
    @classmethod
    def _minimum(cls, minimum: str | None) -> str | None:
        return minimum and amount(minimum, least="0")

    @model_validator(mode="after")
    def _worth(self) -> RewardDocument:
        if self.kind in _WORTH:
            if self.value is None:
                article = "an" if self.kind == "amount" else "a"
                raise ValueError(f"{article} {self.kind} reward needs a value")
            amount(self.value, least="0.001")
        if self.kind == "percent" and self.percent is None:
            raise ValueError("a percent reward needs a percent")
        return self

    @model_validator(mode="after")
    def _steps(self) -> RewardDocument:
        bounds = [bound for bound in (self.min_points, self.max_points) if bound is not None]
        if bounds and self.kind != "amount":
            raise ValueError("min_points and max_points are for rewards of kind amount")
        if any(bound % self.points for bound in bounds):
            raise ValueError("min_points and max_points must be whole steps of points")
        if bounds != sorted(bounds):
            raise ValueError("max_points must be at least min_points")
        return self

    @model_validator(mode="after")
    def _product(self) -> RewardDocument:
        if self.kind in ("product", "bundle") and not self.products:
            raise ValueError(f"a {self.kind} reward needs products")
        if self.price is not None:
            if self.kind not in ("product", "bundle"):
                raise ValueError("a price is for rewards of kind product or bundle")
            if Decimal(amount(self.price, least="0")) >= Decimal(self.value or "0"):
                raise ValueError("the price must be less than the value")
        return self

    @model_validator(mode="after")
    def _beside(self) -> RewardDocument:
        if (self.amount is None) == (self.kind == "bundle"):
            raise ValueError("an amount belongs to a bundle, and a bundle needs one")
        if self.amount is not None:
            amount(self.amount, least="0.001")
        check_batches(self.kind, self.batches)
        return self

    @model_validator(mode="after")
    def _terms(self) -> RewardDocument:
        if self.start and self.until and self.until < self.start:
            raise ValueError("the reward ends before it begins")
        if self.products and self.collections:
            raise ValueError("name products or collections, not both")
        limits = self.minimum, self.products, self.collections, self.combines
        if self.kind in _NO_CODE and any(limits):
            raise ValueError(f"a {self.kind} reward makes no discount code; a cart cannot limit it")
        if self.kind in _MONEY and any(limits):
            raise ValueError("it is spent like money; no minimum, products or combination limit it")
        if self.kind == "free_shipping" and (self.products or self.collections):
            raise ValueError("free shipping is for the whole order; name no products for it")
        return self
