"""Discount codes as a shop keeps them, and whether its cart takes one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["fixed", "percent", "free_shipping"]
Why = Literal["unknown", "inactive", "used", "somebody_else", "expired"]


@dataclass(slots=True)
class Code:
    """One code. `mark` says whose it is, as the platform keeps that (a coupon's meta, a discount's
    title); "" for a stranger's. `bound_to` is an address (WooCommerce) or a customer's id
    (Shopify), None for anybody. `used_by` has one name per use that counts."""

    number: int
    code: str
    mark: str
    kind: Kind
    value_minor: int
    percent: int
    bound_to: str | None
    starts_s: int
    ends_s: int | None
    used_by: list[str] = field(default_factory=list)
    limit: int = 1

    @property
    def used(self) -> int:
        return len(self.used_by)

    def status(self, now_s: float) -> Literal["EXPIRED", "SCHEDULED", "ACTIVE"]:
        if self.ends_s is not None and self.ends_s <= now_s:
            return "EXPIRED"
        return "SCHEDULED" if self.starts_s > now_s else "ACTIVE"

    def refuses(self, names: set[str], now_s: float) -> Why | None:
        """Why a shopper known by `names` cannot use it now; None when nothing is in the way."""
        status = self.status(now_s)
        if status != "ACTIVE":
            return "expired" if status == "EXPIRED" else "inactive"
        if self.used >= self.limit:
            return "used"
        if self.bound_to is not None and self.bound_to not in names:
            return "somebody_else"
        return None
