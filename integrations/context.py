"""What a parser must know of the store whose delivery it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core.identity import Ledger

Platform = Literal["shopify", "woocommerce"]


@dataclass(frozen=True, slots=True)
class StoreContext:
    """One installed store, without its credentials.

    `currency` (ISO 4217) stands in where a delivery names none; `timezone` is an IANA name.
    `payment_map` is the merchant's edit of when an order counts as paid:
    {"statuses": {status: state}, "methods": {payment method: {status: state}}}.
    `ledger`: makes digests of particulars; without it none are made.
    """

    store_id: str
    platform: Platform
    currency: str = "USD"
    timezone: str = "UTC"
    payment_map: Mapping[str, Any] = field(default_factory=dict)
    ledger: Ledger | None = None
