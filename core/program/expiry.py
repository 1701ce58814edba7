"""When points end, as the deciding functions see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from core import calendar
from core import lots as lot


@dataclass(frozen=True, slots=True)
class Expiry:
    """`months` after which points end; None: they do not."""

    months: int | None

    def last_day(self, earned_at_s: int, tz: ZoneInfo) -> str:
        """The last day of points earned then. Lots end with a month, so a member has at most one
        lot a month."""
        if self.months is None:
            return lot.NEVER
        month = calendar.month(earned_at_s, tz)
        return calendar.last_day(calendar.add_months(month, self.months))


def load_expiry(document: Mapping[str, Any]) -> Expiry:
    """The valid document's part `expiry`."""
    return Expiry(document["months"] if document["kind"] == "months" else None)
