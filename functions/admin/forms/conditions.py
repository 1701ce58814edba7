"""Fields that rules have in common: on what, when, for whom, and how much at most."""

from __future__ import annotations

from typing import get_args

from core.program.conditions import Festival
from core.program.limits import Per
from functions.admin.forms.field import Field, Group
from functions.admin.forms.kinds import Choice, Day, Flag, Lines, Money, Number, Select, Ticks

WEEKDAYS = tuple(str(day) for day in range(1, 8))
MONTHS = tuple(str(month) for month in range(1, 13))
FESTIVALS: tuple[Festival, ...] = get_args(Festival)
PERIODS: tuple[Per, ...] = get_args(Per)


def products(place: str, kinds: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """Products by id or by what they belong to, at "match" or "exclude"."""
    return (
        Field(f"{place}.products", Lines(ids=True), kinds=kinds),
        Field(f"{place}.collections", Lines(), kinds=kinds),
        Field(f"{place}.tags", Lines(), kinds=kinds),
        Field(f"{place}.vendors", Lines(), kinds=kinds),
        Field(f"{place}.sale_items", Flag(), kinds=kinds),
    )


WHEN = Group(
    "when",
    (
        Field("window.from", Day()),
        Field("window.until", Day()),
        Field("window.weekdays", Ticks(options=WEEKDAYS)),
        Field("window.month_days", Lines(ids=True, widget="text")),
        Field("window.festival", Select(options=FESTIVALS)),
        Field("window.days_before", Number()),
        Field("window.days_after", Number()),
    ),
)
FOR_WHOM = Field("tiers", Ticks(of="tiers"))
SEGMENTS = Field("segments", Ticks(of="segments"))


def together(kinds: tuple[str, ...] = ()) -> Group:
    """What all members together may have of a rule."""
    return Group(
        "together",
        (
            Field("cap_total", Number(), kinds=kinds),
            Field("budget.amount", Money(positive=True), head=True, kinds=kinds),
            Field("budget.per", Choice(options=PERIODS), "campaign", kinds=kinds),
        ),
    )
