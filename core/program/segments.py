"""Segments and the product sets that they ask for, as the deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.money import to_minor
from core.program.conditions import Match
from core.program.products import load_sets

Names = Mapping[str, str]
ConditionKind = Literal["profile", "tier", "recency", "orders", "spend", "owns"]


@dataclass(frozen=True, slots=True)
class ProductSet:
    """Products of which a member's pieces are counted, as long as they stay bought."""

    id: str
    names: Names
    match: Match

    @property
    def counter(self) -> str:
        """The member's counter of it, and an order's grant."""
        return f"own:{self.id}"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is true of a member or not; `inverted`: the other way round.

    profile: one of the options `of` is among the answers to the field `about`. tier: held is one of
    the tiers `of`. recency: a paid order in the current month or the `months` before it. orders,
    spend: so many paid orders, or so much in minor units of the program's currency, in that time
    (ever, where `months` is None). owns: so many pieces of the product set `about`. "So many" is
    `least` or more and `most` or less; None for no bound."""

    kind: ConditionKind
    inverted: bool = False
    about: str = ""
    of: frozenset[str] = frozenset()
    least: int = 0
    most: int | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Members of whom all of the conditions are true, or any of them (`any_of`)."""

    id: str
    names: Names
    conditions: tuple[Condition, ...]
    any_of: bool

    @property
    def asks_ever(self) -> bool:
        """Whether it asks for what was bought longer ago than months are kept."""
        return any(
            one.kind in ("orders", "spend") and one.months is None for one in self.conditions
        )


def load_product_sets(documents: Sequence[Mapping[str, Any]] | None) -> tuple[ProductSet, ...]:
    """The valid document's part `product_sets`."""
    return tuple(
        ProductSet(
            id=one["id"],
            names=one["name"],
            match=Match(products=frozenset(one.get("products", ())), sets=load_sets(one)),
        )
        for one in documents or ()
    )


def load_segments(
    documents: Sequence[Mapping[str, Any]] | None, currency: str
) -> tuple[Segment, ...]:
    """The valid document's part `segments`. Documents of earlier releases have none."""
    return tuple(
        Segment(
            id=one["id"],
            names=one["name"],
            conditions=tuple(
                _condition(condition, currency) for condition in one.get("all") or one["any"]
            ),
            any_of=not one.get("all"),
        )
        for one in documents or ()
    )


def _condition(document: Mapping[str, Any], currency: str) -> Condition:
    kind: ConditionKind = document["kind"]
    least, most = document.get("least"), document.get("most")
    if kind == "spend":
        least, most = to_minor(least, currency), to_minor(most, currency) if most else None
    if kind == "recency":
        least = 1
    if kind == "owns" and least is None and most is None:
        least = 1
    return Condition(
        kind=kind,
        inverted=document.get("not") or False,
        about=document.get("field") or document.get("set") or "",
        of=frozenset(document.get("options") or document.get("tiers") or ()),
        least=int(least or 0),
        most=None if most is None else int(most),
        months=document.get("months"),
    )
