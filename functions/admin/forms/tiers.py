"""Tiers: how each is reached and what it gives, and the rules by which they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.admin.forms.conditions import MONTHS
from functions.admin.forms.field import Document, Field, Group, Part
from functions.admin.forms.kinds import Choice, Flag, Kind, Lines, Money, Names, Number, Ticks
from functions.admin.forms.rows import Texts


def _kind_of(document: Document, row: Mapping[str, Any]) -> str:
    """The lowest tier is everybody's: it needs nothing, and is entered by an event only where the
    rules say so."""
    if not document["tiers"] or document["tiers"][0].get("id") != row.get("id"):
        return "higher"
    rules = document.get("tier_rules") or {}
    return "entered" if rules.get("entry") == "first_paid_order" else "lowest"


_HIGHER = ("higher",)
_ENTERED = ("higher", "entered")

TIERS = Part(
    "tiers",
    "tiers",
    (
        Group(
            "what",
            (
                Field("name", Names(), required=True),
                Field("multiplier", Number(mode="decimal"), "1"),
            ),
            folded=False,
        ),
        Group(
            "reached",
            (
                Field("from", Money(), "0", kinds=_HIGHER),
                Field("points", Number(), kinds=_HIGHER),
                Field("orders", Number(), kinds=_HIGHER),
                Field("participation", Number(), kinds=_HIGHER),
                Field("need", Choice(options=("all", "any")), "all", kinds=_HIGHER),
            ),
            folded=False,
        ),
        Group(
            "membership",
            (
                Field("membership.products", Lines(ids=True), kinds=_HIGHER, head=True),
                Field("membership.months", Number(), 12, kinds=_HIGHER),
            ),
        ),
        Group(
            "entry_reward",
            (
                Field("entry_reward.points", Number(), kinds=_ENTERED, head=True),
                Field("entry_reward.after_days", Number(), 0, kinds=_ENTERED),
            ),
        ),
        Group(
            "perks",
            (
                Field("perks.discount_percent", Number()),
                Field("perks.free_shipping", Flag()),
                Field("perks.early_access", Flag()),
                Field("perks.priority", Flag()),
                Field("perks.exclusive_products", Lines(ids=True)),
                Field("perks.birthday_gift", Names()),
                Field("perks.texts", Texts(most=10)),
                Field("perks.tag", Kind()),
            ),
        ),
    ),
    stem="tier",
    kinds_by=_kind_of,
    fresh={"multiplier": "1"},
    ordered=True,
    least=1,
)

_ROLLING = ("rolling",)

TIER_RULES = Part(
    "tier_rules",
    "tier_rules",
    (
        Group(
            "window",
            (
                Field(
                    "window", Choice(options=("rolling", "calendar_year", "lifetime")), "rolling"
                ),
                Field("months", Number(), 12, kinds=_ROLLING),
                Field("entry", Choice(options=("joining", "first_paid_order")), "joining"),
            ),
            folded=False,
        ),
        Group(
            "down",
            (
                Field("down", Choice(options=("straight", "one_step", "never")), "straight"),
                Field("reviews", Ticks(options=MONTHS), kinds=_ROLLING),
                Field("grace_days", Number(), 0),
            ),
            folded=False,
        ),
    ),
    switch="window",
)
