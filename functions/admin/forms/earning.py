"""How purchases earn points: the rates, what counts, campaigns and bonuses."""

from __future__ import annotations

from functions.admin.forms.conditions import FOR_WHOM, SEGMENTS, WHEN, products, together
from functions.admin.forms.field import Field, Group, Part
from functions.admin.forms.kinds import Choice, Each, Flag, Lines, Names, Number, Pick
from functions.admin.forms.rows import Amounts

_ABOUT_PRODUCTS = ("product", "first_from", "stamps")
_OFTEN = ("frequency",)
_GIFTS = ("first_order", "order_above", *_ABOUT_PRODUCTS, *_OFTEN)
_CASH_BACK = ("cash_back",)
BONUS_KINDS = (*_GIFTS, *_CASH_BACK)

RULES = Part(
    "rules",
    "earning.rules",
    (
        Group(
            "rate",
            (Field("points", Number(), required=True), Field("per", Amounts(), required=True)),
            folded=False,
        ),
        Group("where", (Field("stores", Lines(ids=True)),)),
    ),
    stem="rule",
    fresh={"kind": "per_amount"},
    least=1,
)

COUNTING = Part(
    "counting",
    "earning",
    (
        Group(
            "basis",
            (
                Field("basis.discounts", Choice(options=("after", "before")), "after"),
                Field("basis.tax", Flag(), False),
                Field("basis.shipping", Flag(), False),
                Field("minimum", Amounts()),
                Field("rounding", Choice(options=("down", "nearest", "up")), "down"),
            ),
            folded=False,
        ),
        Group(
            "hold",
            (
                Field("hold.days", Number(), head=True),
                Field("hold.after", Choice(options=("paid", "fulfilled")), "paid"),
            ),
        ),
        Group(
            "stacking",
            (Field("stacking", Choice(options=("best", "sum", "product")), "product"),),
        ),
        Group("exclude", (Field("exclude.gift_cards", Flag(), True), *products("exclude"))),
    ),
)

CAMPAIGNS = Part(
    "campaigns",
    "earning.multipliers",
    (
        Group(
            "what",
            (
                Field("name", Names(), required=True),
                Field("factor", Number(mode="decimal"), required=True),
            ),
            folded=False,
        ),
        WHEN,
        Group("match", products("match")),
        Group("whom", (FOR_WHOM, SEGMENTS, Field("new_members", Flag()), Field("cap", Number()))),
        together(),
    ),
    stem="campaign",
    fresh={"factor": "2"},
)

BONUSES = Part(
    "bonuses",
    "earning.bonuses",
    (
        Group(
            "what",
            (
                Field("name", Names(), required=True),
                Field("points", Number(), kinds=_GIFTS),
                Field("percent", Number(mode="decimal"), required=True, kinds=_CASH_BACK),
                Field("tier_percent", Each(of="tiers"), kinds=_CASH_BACK),
                Field("reward", Pick(of="rewards"), kinds=_GIFTS),
                Field("draw", Pick(of="draws"), kinds=_GIFTS),
                Field("entries", Number(), kinds=_GIFTS),
                Field("reward", Pick(of="rewards"), required=True, kinds=_CASH_BACK),
                Field("above", Amounts(), required=True, kinds=("order_above",)),
                Field("every", Number(), required=True, kinds=("stamps",)),
                Field("orders", Number(), required=True, kinds=_OFTEN),
                Field("within.days", Number(), kinds=_OFTEN),
                Field("within.months", Number(), kinds=_OFTEN),
            ),
            folded=False,
        ),
        Group("match", products("match", _ABOUT_PRODUCTS), folded=False),
        WHEN,
        Group(
            "whom",
            (
                FOR_WHOM,
                SEGMENTS,
                Field("times", Number(), kinds=("order_above", "product", "stamps", *_OFTEN)),
            ),
        ),
        together(_GIFTS),
    ),
    stem="bonus",
    kinds=BONUS_KINDS,
)
