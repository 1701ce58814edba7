"""When points end, as the deciding functions see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from core import calendar
from core import lots as lot

Kind = Literal["none", "months", "yearly", "inactivity"]
_KINDS: tuple[Kind, ...] = ("none", "months", "yearly", "inactivity")


@dataclass(frozen=True, slots=True)
class Expiry:
    """none: points do not end. months: so many after they were earned. yearly: with the first
    `month` that is at least `months` away. inactivity: `months` after the last purchase.

    `remind_days`: how long before their end the member is reminded of points; None: not at all.
    """

    kind: Kind
    months: int
    month: int
    remind_days: int | None

    @property
    def renews(self) -> bool:
        """Whether a purchase keeps all of a member's points for another while."""
        return self.kind == "inactivity"

    def last_day(self, earned_at_s: int, tz: ZoneInfo) -> str:
        """The last day of points earned then. Lots end with a month, so a member has at most one
        lot a month."""
        if self.kind == "none":
            return lot.NEVER
        least = calendar.add_months(calendar.month(earned_at_s, tz), self.months)
        if self.kind == "yearly":
            least = calendar.add_months(least, (self.month - int(least[5:])) % 12)
        return calendar.last_day(least)


def load_expiry(document: Mapping[str, Any]) -> Expiry:
    """The valid document's part `expiry`."""
    return Expiry(
        # A kind of a later release is one that ends nothing here.
        kind=document["kind"] if document["kind"] in _KINDS else "none",
        months=document.get("months") or 0,
        month=document.get("month") or 12,
        remind_days=document.get("remind_days"),
    )
