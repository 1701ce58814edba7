"""What points are worth in money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from core.program.model import Program
from core.program.rewards import Reward


@dataclass(frozen=True, slots=True)
class Worth:
    """A reward and the minor units, in the program's currency, that it gives for a point."""

    reward: Reward
    per_point: Fraction

    def cost_minor(self, points: int) -> int:
        """Money that `points` cost when they are turned into this reward, rounded to the nearest
        minor unit."""
        return round(points * self.per_point)


def worths(rewards: Iterable[Reward]) -> list[Worth]:
    """Rewards that give an amount of money, most for a point first. What a percentage, free
    shipping or a gift is worth depends on the order, so these are left out."""
    found = [
        Worth(reward, Fraction(reward.value_minor, reward.points))
        for reward in rewards
        if reward.kind in ("fixed", "amount", "store_credit", "gift_card")
    ]
    return sorted(found, key=lambda worth: worth.per_point, reverse=True)


def best_worth(program: Program) -> Worth | None:
    """The most that a point can buy; None when no reward gives an amount of money."""
    return next(iter(worths(program.rewards)), None)


def points_per_minor(program: Program) -> Fraction:
    """Points for a minor unit of the program's currency, in a tier that multiplies by 1."""
    code = program.currency
    rates = (
        Fraction(rule.points, rule.per_minor[code])
        for rule in program.earning.rules
        if code in rule.per_minor
    )
    return sum(rates, Fraction(0))
