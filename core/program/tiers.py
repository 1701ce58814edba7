"""Tiers, as the deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.money import to_minor

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tier:
    """Held from `from_minor` of spend in the program's currency; multiplies by
    `multiplier_milli` / 1000."""

    id: str
    names: Names
    from_minor: int
    multiplier_milli: int


def load_tiers(documents: Sequence[Mapping[str, Any]], currency: str) -> tuple[Tier, ...]:
    """The valid document's part `tiers`, lowest first."""
    return tuple(
        Tier(
            id=tier["id"],
            names=tier["name"],
            from_minor=to_minor(tier["from"], currency),
            multiplier_milli=int(Decimal(tier["multiplier"]) * 1000),
        )
        for tier in documents
    )
