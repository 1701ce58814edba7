"""When a Shopify order counts as paid.

The merchant's map for a payment gateway wins, then the merchant's map of statuses, then ours.
Cash on delivery needs no rule: Shopify keeps such an order `pending` until somebody marks it paid.
A status nobody mapped is "unmapped": the order keeps the points it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.snapshot import PaymentState
from integrations.payment_map import first_state, rules

STATUSES: dict[str, PaymentState] = {
    "pending": "pending",
    "authorized": "pending",
    "partially_paid": "pending",
    # The authorization ran out; the merchant may still collect the money.
    "expired": "pending",
    "paid": "paid",
    "partially_refunded": "paid",
    "refunded": "void",
    "voided": "void",
}


def payment_state(
    status: str,
    gateways: Sequence[str],
    *,
    cancelled: bool,
    overrides: Mapping[str, Any] | None = None,
) -> PaymentState:
    """The state that the financial `status` means; a cancelled order is void whatever it says.

    `gateways`: the order's payment_gateway_names, compared without regard to case.
    """
    if cancelled:
        return "void"
    overrides = overrides or {}
    used = {gateway.lower() for gateway in gateways}
    by_method = [
        rules(states)
        for method, states in rules(overrides.get("methods")).items()
        if str(method).lower() in used
    ]
    state = first_state(status, (*by_method, rules(overrides.get("statuses")), STATUSES))
    return state or "unmapped"


def is_mapped(status: str, overrides: Mapping[str, Any] | None = None) -> bool:
    """Whether somebody said what `status` means; store health lists those where nobody did."""
    return first_state(status, (rules((overrides or {}).get("statuses")), STATUSES)) is not None
