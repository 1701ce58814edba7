"""What is doubtful about multipliers and bonuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations, product
from typing import Any

from core.program.conditions import load_conditions
from core.program.linting.base import Case, Finding, quoted, warning
from core.program.linting.segments import may_meet
from core.program.saying.base import all_of

_Row = Mapping[str, Any]
# Days without an end.
_ALWAYS = "9999-12-31"


def factor_under_one(case: Case) -> Iterator[Finding]:
    """A multiplier that takes points away."""
    for index, row in enumerate(case.document["earning"].get("multipliers", ())):
        if Decimal(row["factor"]) < 1:
            name = quoted(row["name"])
            yield warning(
                "multiplier_under_one",
                f"earning.multipliers.{index}.factor",
                f"{name['en']} makes points fewer, because it multiplies them by {row['factor']}.",
                f"{name['zh-Hant']}的倍數是 {row['factor']}，會讓點數變少。",
            )


def overlaps(case: Case) -> Iterator[Finding]:
    """Two multipliers, or two bonuses of one kind, that one order can have at once."""
    earning = case.document["earning"]
    best = earning.get("stacking") == "best"
    for part, alike in (("multipliers", lambda one, other: not best), ("bonuses", _same_kind)):
        rows = list(enumerate(earning.get(part, ())))
        for (_, one), (index, other) in combinations(rows, 2):
            if alike(one, other) and meet(one, other) and may_meet(case, one, other):
                name, too = quoted(one["name"]), quoted(other["name"])
                yield warning(
                    "overlap",
                    f"earning.{part}.{index}",
                    f"{name['en']} and {too['en']} can hold for the same purchase, which then "
                    "gets both.",
                    f"{name['zh-Hant']}與{too['zh-Hant']}可能同時適用於同一筆消費，兩者都會給。",
                )


def excluded_products(case: Case) -> Iterator[Finding]:
    """A rule for products that earn nothing."""
    excluded = set(case.document["earning"]["exclude"]["products"])
    for part in ("multipliers", "bonuses"):
        for index, row in enumerate(case.document["earning"].get(part, ())):
            lost = sorted(excluded & _products(row))
            if lost:
                name, ids = quoted(row["name"]), all_of(lost)
                yield warning(
                    "excluded_products",
                    f"earning.{part}.{index}.match.products",
                    f"{name['en']} names products that earn no points: {ids['en']}.",
                    f"{name['zh-Hant']}所列的商品不累點：{ids['zh-Hant']}。",
                )


def _same_kind(one: _Row, other: _Row) -> bool:
    return bool(one["kind"] == other["kind"])


def meet(one: _Row, other: _Row) -> bool:
    """Whether days, products and tiers of two rules have something in common."""
    windows = [row.get("window") or {} for row in (one, other)]
    latest = max(window.get("from") or "" for window in windows)
    soonest = min(window.get("until") or _ALWAYS for window in windows)
    sets = (
        [_products(row) for row in (one, other)],
        [set(row.get("tiers") or ()) for row in (one, other)],
        [set(window.get("weekdays") or ()) for window in windows],
        [set(window.get("month_days") or ()) for window in windows],
    )
    always = ((latest, soonest),)
    mine, yours = (load_conditions(row).window.spans or always for row in (one, other))
    shared = any(
        max(latest, this[0], that[0]) <= min(soonest, this[1], that[1])
        for this, that in product(mine, yours)
    )
    return shared and all(not a or not b or a & b for a, b in sets)


def _products(row: _Row) -> set[str]:
    return set((row.get("match") or {}).get("products") or ())
