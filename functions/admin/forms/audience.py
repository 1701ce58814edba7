"""What is asked of shoppers, who is in which segment, and what is for some members alone."""

from __future__ import annotations

from functions.admin.forms.choosing import Conditions, Options, Prose
from functions.admin.forms.conditions import FOR_WHOM, WHEN, products
from functions.admin.forms.conditions import SEGMENTS as IN_SEGMENTS
from functions.admin.forms.field import Field, Group, Part
from functions.admin.forms.kinds import Choice, Flag, Kind, Lines, Names, Number, Pick, Ticks

_NAME = Field("name", Names(), required=True)
# Of profile fields and product sets: they stand on members' rows.
_SHORT = 8

PROFILE = Part(
    "profile",
    "profile",
    (
        Group(
            "what",
            (_NAME, Field("options", Options(), required=True), Field("many", Flag(), False)),
            folded=False,
        ),
    ),
    stem="asked",
    id_length=_SHORT,
)

PRODUCT_SETS = Part(
    "product_sets",
    "product_sets",
    (
        Group(
            "what",
            (
                _NAME,
                Field("products", Lines(ids=True)),
                *(Field(name, Lines()) for name in ("collections", "tags", "vendors")),
            ),
            folded=False,
        ),
    ),
    stem="set",
    id_length=_SHORT,
)

SEGMENTS = Part(
    "segments",
    "segments",
    (
        Group("what", (_NAME,), folded=False),
        Group("all", (Field("all", Conditions()),), folded=False),
        Group("any", (Field("any", Conditions()),)),
    ),
    stem="segment",
)

CONTENT = Part(
    "content",
    "content",
    (
        Group(
            "what",
            (
                _NAME,
                Field("text", Prose(), required=True, kinds=("article",)),
                Field("url", Kind(), required=True, kinds=("file",)),
            ),
            folded=False,
        ),
        Group(
            "for",
            (
                Field("for.tiers", Ticks(of="tiers")),
                Field("for.segments", Ticks(of="segments")),
                Field("for.points", Number()),
                Field("for.owns", Pick(of="product_sets")),
                Field("for.need", Choice(options=("all", "any")), "all"),
            ),
            folded=False,
        ),
    ),
    stem="content",
    kinds=("article", "file"),
)

SALES = Part(
    "sales",
    "sales",
    (
        Group("what", (_NAME, Field("percent", Number(), required=True)), folded=False),
        Group("whom", (FOR_WHOM, IN_SEGMENTS), folded=False),
        Group("match", products("match")),
        WHEN,
    ),
    stem="sale",
)
