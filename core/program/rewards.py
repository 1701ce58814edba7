"""Rewards, as the deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.money import to_minor
from core.ports import RewardKind


@dataclass(frozen=True, slots=True)
class Reward:
    id: str
    kind: RewardKind
    names: Mapping[str, str]
    points: int
    value_minor: int
    percent: int


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
        )
        for reward in documents
    )
