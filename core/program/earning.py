"""How points are earned, as the deciding functions see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.money import to_minor


@dataclass(frozen=True, slots=True)
class EarningRule:
    """`points` for every `per_minor[currency]` of the basis."""

    id: str
    points: int
    per_minor: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Earning:
    """The earning rules of one version, and what no rule counts."""

    rules: tuple[EarningRule, ...]
    exclude_gift_cards: bool
    excluded_products: frozenset[str]


def load_earning(document: Mapping[str, Any]) -> Earning:
    """The valid document's part `earning`."""
    return Earning(
        rules=tuple(
            EarningRule(
                id=rule["id"],
                points=rule["points"],
                per_minor={code: to_minor(per, code) for code, per in rule["per"].items()},
            )
            for rule in document["rules"]
        ),
        exclude_gift_cards=document["exclude"]["gift_cards"],
        excluded_products=frozenset(document["exclude"]["products"]),
    )
