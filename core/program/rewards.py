"""Rewards, as the deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.money import to_minor
from core.ports import ANY_CART, CodeKind, CodeTerms


@dataclass(frozen=True, slots=True)
class Reward:
    """One reward. `tiers` may redeem it, all where empty; from `first_day` to `last_day` ("" for no
    bound, else "2026-12-31", the store's days); `per_member` times at most, None for any number.
    `code_days`: how long its code lives, None for as long as the program says."""

    id: str
    kind: CodeKind
    names: Mapping[str, str]
    points: int
    value_minor: int
    percent: int
    tiers: tuple[str, ...] = ()
    first_day: str = ""
    last_day: str = ""
    per_member: int | None = None
    code_days: int | None = None
    terms: CodeTerms = ANY_CART

    @property
    def counter(self) -> str:
        """The member's counter of it."""
        return f"reward:{self.id}"


def load_rewards(documents: Sequence[Mapping[str, Any]], currency: str) -> tuple[Reward, ...]:
    """The valid document's part `rewards`."""
    return tuple(
        Reward(
            id=reward["id"],
            kind=reward["kind"],
            names=reward["name"],
            points=reward["points"],
            value_minor=to_minor(reward.get("value"), currency),
            percent=reward.get("percent") or 0,
            tiers=tuple(reward.get("tiers", ())),
            first_day=reward.get("from") or "",
            last_day=reward.get("until") or "",
            per_member=reward.get("limit_per_member"),
            code_days=reward.get("code_days"),
            terms=CodeTerms(
                minimum_minor=to_minor(reward.get("minimum"), currency),
                products=tuple(reward.get("products", ())),
                collections=tuple(reward.get("collections", ())),
                combines=tuple(reward.get("combines", ())),
            ),
        )
        for reward in documents
    )
