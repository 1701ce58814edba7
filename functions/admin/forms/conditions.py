"""Fields that campaigns and bonuses have in common: on what, when and for whom."""

from __future__ import annotations

from functions.admin.forms.field import Field, Group
from functions.admin.forms.kinds import Day, Flag, Lines, Ticks

WEEKDAYS = tuple(str(day) for day in range(1, 8))
MONTHS = tuple(str(month) for month in range(1, 13))


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
    ),
)
FOR_WHOM = Field("tiers", Ticks(of="tiers"))
SEGMENTS = Field("segments", Ticks(of="segments"))
