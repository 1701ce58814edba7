"""What all members together may get from a rule, and an order's share of it.

What has been given is rolled up behind the orders (core/ledger/budgets.py), so an order looks at it
once: when it first has points to promise. How much was left then is frozen as the most that it may
ever have of the rule, and its share is promised from that moment on, while it waits for payment as
well. A share is kept among the order's grants under "rule id$period". Nothing is taken back from
it when others have used up the rest; what a cancelled order gives back, it may have again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from core.grants import SHARE, UNLIMITED, Grant, Grants, Kept
from core.program.earning import Bonus, Multiplier
from core.program.model import Program
from core.program.worth import best_worth

# A rule and a period of its budget; "" for all that it ever gave.
Key = tuple[str, str]
Spent = Callable[[Sequence[Key]], Mapping[Key, int]]
WARNED_AT_PERCENT = 80


def nothing_spent(keys: Sequence[Key]) -> Mapping[Key, int]:
    """Where nobody has had anything yet."""
    return {}


@dataclass(frozen=True, slots=True)
class Purse:
    """What one order may have. `before`: what it holds. `spent`: points that all members together
    have of rules and periods."""

    program: Program
    day: date
    before: Grants
    spent: Spent

    def share(self, rule: Multiplier | Bonus) -> tuple[str, Grant] | None:
        """The name of an order's share of a rule, and the share with nothing in it yet; None for a
        rule without a limit for all."""
        if rule.limit is None:
            return None
        period = rule.limit.period(self.day)
        name = f"{rule.id}{SHARE}{period}"
        old = self.before.get(name)
        if old is not None and old.most is not None:
            return name, Grant(0, old.most)
        return name, Grant(0, self._left(rule, period))

    def _left(self, rule: Multiplier | Bonus, period: str) -> int:
        bounds = bounds_of(self.program, rule, period)
        spent = self.spent(list(dict.fromkeys(bound.key for bound in bounds)))
        left = (bound.most - spent.get(bound.key, 0) for bound in bounds)
        return max(0, min(left, default=UNLIMITED))


@dataclass(frozen=True, slots=True)
class Bound:
    """The most points that `key` may come to. `budget_minor`: of a budget, what it is in money;
    None for a number of points in total."""

    key: Key
    most: int
    budget_minor: int | None


def bounds_of(program: Program, rule: Multiplier | Bonus, period: str) -> list[Bound]:
    """What bounds a rule in a period of its budget. Points of a budget are counted at the most
    that one can buy: that the budget is kept whatever members choose."""
    limit, worth = rule.limit, best_worth(program)
    found = []
    if limit is not None and limit.points is not None:
        found.append(Bound((rule.id, ""), limit.points, None))
    if limit is not None and limit.budget_minor is not None and worth is not None:
        most = int(limit.budget_minor / worth.per_point)
        found.append(Bound((rule.id, period), most, limit.budget_minor))
    return found


def promised(grants: Grants) -> dict[str, Grant]:
    """Of what an order would hold if it were paid, what it is promised before."""
    return {name: one for name, one in grants.items() if SHARE in name}


def moved(before: Kept, after: Kept) -> list[list[str | int]]:
    """By how many points an order's shares have changed: [rule id, period, points]."""
    points = {name: grant.now for name, grant in after if SHARE in name}
    for name, grant in before:
        if SHARE in name:
            points[name] = points.get(name, 0) - grant.now
    return [[*name.split(SHARE, 1), change] for name, change in sorted(points.items()) if change]


def add(sums: dict[Key, int], why: Mapping[str, Any]) -> None:
    """Add to what rules have given in all and in periods what an entry says of it."""
    for rule_id, period, points in why.get("budgets", ()):
        for key in {(rule_id, ""), (rule_id, period)}:
            sums[key] = sums.get(key, 0) + points


@dataclass(frozen=True, slots=True)
class Usage:
    """How far a bound is used up."""

    rule: Multiplier | Bonus
    bound: Bound
    spent: int

    @property
    def percent(self) -> int:
        return self.spent * 100 // self.bound.most if self.bound.most else 100

    @property
    def state(self) -> Literal["open", "near", "spent"]:
        """near: at 80 % or more."""
        if self.percent >= 100:
            return "spent"
        return "near" if self.percent >= WARNED_AT_PERCENT else "open"


def limited(program: Program) -> list[Multiplier | Bonus]:
    """The rules of which all members together may have only so much."""
    rules: list[Multiplier | Bonus] = [*program.earning.multipliers, *program.earning.bonuses]
    return [one for one in rules if one.limit is not None]


def bounds_on(program: Program, day: date) -> list[tuple[Multiplier | Bonus, Bound]]:
    """Every bound of a program that holds on a day, with its rule."""
    return [
        (rule, bound)
        for rule in limited(program)
        if rule.limit is not None
        for bound in bounds_of(program, rule, rule.limit.period(day))
    ]


def usages(program: Program, sums: Mapping[Key, int]) -> list[Usage]:
    """How far the bounds of these rules and periods are used up, by what they have come to."""
    found: dict[Bound, Usage] = {}
    for rule in limited(program):
        periods = [period for rule_id, period in sums if rule_id == rule.id]
        for period in periods:
            if rule.limit is not None and rule.limit.has(period):
                for bound in bounds_of(program, rule, period):
                    found[bound] = Usage(rule, bound, sums.get(bound.key, 0))
    return list(found.values())
