"""Receipts of a shop whose till Regulars does not hear of: what staff type in counts as an order,
so rates, campaigns, tiers, refunds and every law hold for it as they are."""

from __future__ import annotations

import re

from core.errors import BadInput
from core.snapshot import CustomerRef, Line, OrderSnapshot

_PREFIX = "receipt-"
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{0,29}", re.ASCII)
_MOST_MINOR = 10**10


def number_of(text: str) -> str:
    """A receipt's number in the form in which it is unique: AB-123 is ab-123 and "AB 123" is not.
    Raises BadInput."""
    number = text.strip().upper()
    if not _NUMBER.fullmatch(number):
        raise BadInput(
            "A receipt's number is made of letters, digits and hyphens, at most 30.",
            code="bad_receipt_number",
        )
    return number


def order_id(number: str) -> str:
    """The order that a receipt is."""
    return _PREFIX + number


def receipt_number(order: str) -> str | None:
    """The number of the receipt that an order is; None for a store's own order."""
    return order.removeprefix(_PREFIX) if order.startswith(_PREFIX) else None


def snapshot(
    store_id: str,
    number: str,
    customer: CustomerRef,
    amount_minor: int,
    currency: str,
    *,
    at_ms: int,
    placed_at_ms: int,
    undone: bool = False,
) -> OrderSnapshot:
    """The order that a receipt is, as of `at_ms`. The amount, in minor units, is what was paid for
    merchandise. Raises BadInput for one that no receipt has."""
    if not 0 < amount_minor <= _MOST_MINOR:
        raise BadInput("Type what was paid, more than nothing.", code="bad_amount")
    return OrderSnapshot(
        store_id=store_id,
        order_id=order_id(number),
        stamp_s=at_ms // 1000,
        received_at_ms=at_ms,
        placed_at_s=placed_at_ms // 1000,
        state="void" if undone else "paid",
        status="undone" if undone else "receipt",
        currency=currency,
        customer=customer,
        lines=(Line("1", "", "", 1, amount_minor),),
        fulfilled=True,
    )
