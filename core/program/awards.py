"""What a rule gives, as the deciding functions see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Award:
    """Points, a reward of the program for no points, entries in a draw, or several of them.
    `value_minor`: what the reward is worth here, in minor units, where that is not what the reward
    itself says; 0 where it is."""

    points: int = 0
    reward_id: str = ""
    value_minor: int = 0
    draw_id: str = ""
    entries: int = 0


NOTHING = Award()


def load_award(document: Mapping[str, Any]) -> Award:
    """The award of a valid rule's document."""
    return Award(
        points=document.get("points") or 0,
        reward_id=document.get("reward") or "",
        draw_id=document.get("draw") or "",
        entries=document.get("entries") or 0,
    )
