"""Multipliers and bonuses as the shopper's side is told of them."""

from __future__ import annotations

from typing import Any

from core.program.conditions import Conditions
from core.program.earning import Bonus, Multiplier
from core.program.model import Program
from functions.storefront.reward_shapes import name_of


def campaigns_json(program: Program, today: str) -> list[dict[str, Any]]:
    """What earns more than the rates, now or later, by the store's day; what is over is left out,
    and so is every condition that a rule does not have."""
    earning = program.earning
    found = [_multiplier(one) for one in earning.multipliers if _to_come(one.conditions, today)]
    return found + [_bonus(one) for one in earning.bonuses if _to_come(one.conditions, today)]


def _to_come(conditions: Conditions, today: str) -> bool:
    until = conditions.window.until_day
    return not until or until >= today


def _multiplier(rule: Multiplier) -> dict[str, Any]:
    factor = f"{rule.factor_milli / 1000:g}"
    return _with(rule, "multiplier", factor=factor, new_members=rule.new_members, cap=rule.cap)


def _bonus(rule: Bonus) -> dict[str, Any]:
    every = rule.every if rule.kind == "stamps" else None
    return _with(
        rule,
        rule.kind,
        points=rule.points,
        every=every,
        reward_id=rule.reward_id,
        percent=f"{rule.permille / 10:g}" if rule.permille else None,
        draw_id=rule.draw_id,
        entries=rule.entries,
    )


def _with(rule: Multiplier | Bonus, kind: str, **figures: Any) -> dict[str, Any]:
    window = rule.conditions.window
    conditions = {
        **figures,
        "from": window.from_day,
        "until": window.until_day,
        "weekdays": sorted(window.weekdays),
        "month_days": sorted(window.month_days),
        "tiers": sorted(rule.conditions.tiers),
        "segments": sorted(rule.conditions.segments),
        "products": sorted(rule.conditions.match.products),
        "sets": sorted(rule.conditions.match.sets),
    }
    return {
        "id": rule.id,
        "kind": kind,
        "name": name_of(rule.names),
        "names": dict(rule.names),
        **{name: figure for name, figure in conditions.items() if figure},
    }
