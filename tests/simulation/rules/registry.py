"""What may happen. A rule takes the world and does one thing to it, choosing by `world.rng`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.world import World

Rule = Callable[["World"], None]

RULES: dict[str, Rule] = {}
WEIGHTS: dict[str, int] = {}


def rule(weight: int) -> Callable[[Rule], Rule]:
    """Let it happen, `weight` times as often as a rule of weight 1."""

    def add(function: Rule) -> Rule:
        name = function.__name__
        assert name not in RULES, name
        RULES[name] = function
        WEIGHTS[name] = weight
        return function

    return add
