"""When a rule holds, as the shopper's side is told of it."""

from __future__ import annotations

from typing import Any

from core.program.conditions import Window

# Whose days of a festival are told.
_YEARS = 3


def window_json(window: Window, today: str) -> dict[str, Any]:
    """The days of a rule, of a festival's those that are not over by the store's day; what it does
    not say is empty."""
    return {
        "from": window.from_day,
        "until": window.until_day,
        "weekdays": sorted(window.weekdays),
        "month_days": sorted(window.month_days),
        "festival": window.festival,
        "festival_days": [
            {"from": first, "until": last} for first, last in window.to_come(today)[:_YEARS]
        ],
    }
