"""Computing an order's points again from what its entry keeps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def replayed(why: Any) -> int:
    """The points that an entry's figures give, by grade-school arithmetic."""
    rate = sum((Fraction(points, per) for _, points, per in why["rules"]), Fraction(0))
    tier = Fraction(why["multiplier_milli"], 1000)
    parts = why.get("parts", [[why["basis_minor"], str(tier), []]])
    exact = sum((minor * Fraction(factor) for minor, factor, _ in parts), Fraction(0)) * rate
    whole = {
        "down": int(exact),
        "nearest": int(exact + Fraction(1, 2)),
        "up": -int(-exact // 1),
    }[why.get("rounding", "down")]
    capped: int = sum(points for _, _, points in why.get("capped", ()))
    bonuses: int = sum(points * times for _, points, times in why.get("bonuses", ()))
    return whole + capped + bonuses
