"""When a WooCommerce order counts as paid.

The most specific rule wins: the merchant's map for the payment method, ours for cash on
delivery, the merchant's map of statuses, ours. A status nobody mapped (a pick-up plugin's, say)
is paid when the order's own dates prove it, and otherwise "unmapped": it never takes points back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.snapshot import PaymentState
from integrations.payment_map import first_state, rules

STATUSES: dict[str, PaymentState] = {
    "pending": "pending",
    "on-hold": "pending",
    "processing": "paid",
    "completed": "paid",
    "cancelled": "void",
    "failed": "void",
    "refunded": "void",
    "trash": "void",
}
# WooCommerce sets `processing` and the paid date when the courier is still on the way.
CASH_ON_DELIVERY: dict[str, PaymentState] = {"processing": "pending"}

_WORDS = re.compile(r"[^a-z0-9]+")


def payment_state(
    status: str,
    method: str,
    *,
    paid: bool,
    completed: bool,
    overrides: Mapping[str, Any] | None = None,
) -> PaymentState:
    """The state that `status` means for an order paid by `method`.

    `paid`, `completed`: whether the order has a date_paid / a date_completed.
    """
    overrides = overrides or {}
    cod = is_cash_on_delivery(method)
    state = first_state(
        status,
        (
            rules(rules(overrides.get("methods")).get(method)),
            CASH_ON_DELIVERY if cod else {},
            rules(overrides.get("statuses")),
            STATUSES,
        ),
    )
    return state or ("paid" if (completed if cod else paid) else "unmapped")


def is_cash_on_delivery(method: str) -> bool:
    """WooCommerce's own "cod", and plugins' variants of it ("wooecp_cod", "cod-express")."""
    return "cod" in _WORDS.split(method.lower())


def is_mapped(status: str, overrides: Mapping[str, Any] | None = None) -> bool:
    """Whether somebody said what `status` means; store health lists those where nobody did."""
    return first_state(status, (rules((overrides or {}).get("statuses")), STATUSES)) is not None
