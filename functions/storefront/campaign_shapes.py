"""Multipliers and bonuses as the shopper's side is told of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from core.program.earning import Bonus, Multiplier
from core.program.model import Program
from functions.storefront.reward_shapes import name_of
from functions.storefront.window_shapes import window_json


def campaigns_json(program: Program, today: str) -> list[dict[str, Any]]:
    """What earns more than the rates, now or later, by the store's day; what is over is left out,
    and so is every condition that a rule does not have."""
    earning = program.earning
    rules: list[Multiplier | Bonus] = [*earning.multipliers, *earning.bonuses]
    return [
        _multiplier(one, today) if isinstance(one, Multiplier) else _bonus(one, today)
        for one in rules
        if not one.conditions.window.over(today)
    ]


def _multiplier(rule: Multiplier, today: str) -> dict[str, Any]:
    factor = f"{rule.factor_milli / 1000:g}"
    figures = {"factor": factor, "new_members": rule.new_members, "cap": rule.cap}
    return _with(rule, "multiplier", today, **figures)


def _bonus(rule: Bonus, today: str) -> dict[str, Any]:
    every = rule.every if rule.kind == "stamps" else None
    orders = rule.every if rule.kind == "frequency" else None
    within = {name: n for name, n in asdict(rule.within).items() if n}
    figures: dict[str, Any] = {
        "points": rule.points,
        "every": every,
        "orders": orders,
        "within": within,
    }
    figures["reward_id"] = rule.reward_id
    figures["percent"] = f"{rule.permille / 10:g}" if rule.permille else None
    figures |= {"draw_id": rule.draw_id, "entries": rule.entries}
    return _with(rule, rule.kind, today, **figures)


def _with(rule: Multiplier | Bonus, kind: str, today: str, **figures: Any) -> dict[str, Any]:
    conditions = {
        **figures,
        **window_json(rule.conditions.window, today),
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
