"""Rewards: what each gives, to whom, when, and what its code is good for."""

from __future__ import annotations

from functions.admin.forms.batches import Batches
from functions.admin.forms.field import Field, Group, Part
from functions.admin.forms.kinds import Day, Flag, Lines, Money, Names, Number, Ticks

_MONEY = (
    *("fixed", "amount", "product", "donation"),
    *("bundle", "store_credit", "gift_card"),
)
_CART = ("fixed", "percent", "amount", "product", "free_shipping", "bundle")
_ITEMS = ("product", "bundle")
_ENDS = ("experience", "goods", "store_credit", "gift_card")
_SOME_PRODUCTS = ("fixed", "percent", "amount")
REWARD_KINDS = (
    *(*_CART, "store_credit", "gift_card"),
    *("experience", "goods", "donation", "voucher"),
)

REWARDS = Part(
    "rewards",
    "rewards",
    (
        Group(
            "what",
            (
                Field("name", Names(), required=True),
                Field("points", Number(), required=True),
                Field("value", Money(positive=True), required=True, kinds=_MONEY),
                Field("percent", Number(), required=True, kinds=("percent",)),
                Field("products", Lines(ids=True), required=True, kinds=_ITEMS),
                Field("price", Money(), kinds=_ITEMS),
                Field("amount", Money(positive=True), required=True, kinds=("bundle",)),
                Field("min_points", Number(), kinds=("amount",)),
                Field("max_points", Number(), kinds=("amount",)),
            ),
            folded=False,
        ),
        Group("days", (Field("from", Day()), Field("until", Day()), Field("paused", Flag()))),
        Group(
            "limits",
            (
                Field("tiers", Ticks(of="tiers")),
                Field("segments", Ticks(of="segments")),
                Field("limit_per_member", Number()),
                Field("stock", Number()),
                Field("batches", Batches(), kinds=(*_ITEMS, "goods")),
            ),
        ),
        Group(
            "cart",
            (
                Field("minimum", Money(), kinds=_CART),
                Field("products", Lines(ids=True), kinds=_SOME_PRODUCTS),
                Field("collections", Lines(ids=True), kinds=_SOME_PRODUCTS),
                Field("combines", Ticks(options=("order", "product", "shipping")), kinds=_CART),
            ),
        ),
        Group("code", (Field("code_days", Number(), kinds=(*_CART, *_ENDS)),)),
    ),
    stem="reward",
    kinds=REWARD_KINDS,
)
