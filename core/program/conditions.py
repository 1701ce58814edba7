"""When, on what and for whom a rule holds: what multipliers and bonuses have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from core.catalogue import Sets
from core.program.products import load_sets
from core.snapshot import Line

Festival = Literal[
    "lunar_new_year", "lantern", "dragon_boat", "qixi", "ghost", "mid_autumn", "double_ninth"
]
Span = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Window:
    """Days of the store's calendar, both ends included; "" for an open end. Of those only the
    named weekdays (1 is Monday) and days of the month, where any are named. `spans`: first and
    last days around a festival, in order; where it is named, only these."""

    from_day: str
    until_day: str
    weekdays: frozenset[int]
    month_days: frozenset[int]
    festival: str = ""
    spans: tuple[Span, ...] = ()

    def covers(self, day: date) -> bool:
        shown = day.isoformat()
        return (
            self.from_day <= shown
            and (not self.until_day or shown <= self.until_day)
            and (not self.weekdays or day.isoweekday() in self.weekdays)
            and (not self.month_days or day.day in self.month_days)
            and (not self.festival or any(one <= shown <= last for one, last in self.spans))
        )

    def to_come(self, today: str) -> list[Span]:
        """Of a festival's days those that are not over, by the store's day."""
        return [span for span in self.spans if span[1] >= today]

    def over(self, today: str) -> bool:
        """Whether none of its days is today or later, by the store's day."""
        ended = bool(self.until_day) and self.until_day < today
        return ended or (bool(self.festival) and not self.to_come(today))


@dataclass(frozen=True, slots=True)
class Match:
    """Which lines of an order a rule is about; every line when nothing is named. `sets`: those of
    core/catalogue.py that a product may belong to instead of being named."""

    products: frozenset[str]
    sets: Sets

    @property
    def everything(self) -> bool:
        return not self.products and not self.sets

    def takes(self, line: Line, sets: Sets) -> bool:
        """Whether the rule is about a line whose product belongs to these sets."""
        return self.everything or line.product_id in self.products or bool(sets & self.sets)


@dataclass(frozen=True, slots=True)
class Conditions:
    """`tiers`: held when the order was placed; `segments`: the member was in one of them when it
    was first decided; any when empty."""

    window: Window
    match: Match
    tiers: frozenset[str]
    segments: frozenset[str] = frozenset()

    def hold(self, day: date, tier_id: str, segments: frozenset[str] = frozenset()) -> bool:
        """Whether an order placed that day by a member of that tier, who is in these segments, is
        meant at all."""
        return (
            self.window.covers(day)
            and (not self.tiers or tier_id in self.tiers)
            and (not self.segments or not self.segments.isdisjoint(segments))
        )


def load_conditions(document: Mapping[str, Any]) -> Conditions:
    """The conditions of a valid rule's document."""
    window = document.get("window") or {}
    match = document.get("match") or {}
    return Conditions(
        window=Window(
            from_day=window.get("from", ""),
            until_day=window.get("until", ""),
            weekdays=frozenset(window.get("weekdays", ())),
            month_days=frozenset(window.get("month_days", ())),
            festival=window.get("festival", ""),
            spans=_spans(window),
        ),
        match=Match(products=frozenset(match.get("products", ())), sets=load_sets(match)),
        tiers=frozenset(document.get("tiers", ())),
        segments=frozenset(document.get("segments") or ()),
    )


def _spans(window: Mapping[str, Any]) -> tuple[Span, ...]:
    before, after = (timedelta(window.get(name) or 0) for name in ("days_before", "days_after"))
    days = [date.fromisoformat(day) for day in window.get("dates") or ()]
    return tuple(((day - before).isoformat(), (day + after).isoformat()) for day in days)
