"""What all members together may get from a rule: points in total, and money for a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from core.money import to_minor

Per = Literal["day", "month", "year", "campaign"]

# How much of "2026-11-29" names the period.
_NAMED_BY: Mapping[Per, int] = {"day": 10, "month": 7, "year": 4, "campaign": 0}


@dataclass(frozen=True, slots=True)
class Limit:
    """`points`: in total; None for no such limit. `budget_minor`: what the points of a period may
    be worth, in minor units of the program's currency; None for no budget."""

    points: int | None
    budget_minor: int | None
    per: Per

    def period(self, day: date) -> str:
        """The period of the budget that an order of that day belongs to, as "2026-11"; "" where
        the whole campaign is one."""
        return day.isoformat()[: _NAMED_BY[self.per]]

    def has(self, period: str) -> bool:
        """Whether that is a period of this budget."""
        return len(period) == _NAMED_BY[self.per]


def load_limit(document: Mapping[str, Any], currency: str) -> Limit | None:
    """The limit of a valid rule's document; None for a rule without. `currency`: the program's."""
    budget = document.get("budget")
    if budget is None and document.get("cap_total") is None:
        return None
    return Limit(
        points=document.get("cap_total"),
        budget_minor=to_minor(budget["amount"], currency) if budget else None,
        per=budget["per"] if budget else "campaign",
    )
