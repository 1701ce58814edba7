"""An order as the shopper meets it again: what it gave, and from when that can be used."""

from __future__ import annotations

from core.order import OrderState
from core.wording import Text, say

STATES = ("pending", "paid", "void")


def state_of(order: OrderState) -> str:
    """pending, paid or void: what is deleted is void, a status that nobody mapped is what was known
    before it."""
    if order.deleted:
        return "void"
    return order.state if order.state in STATES else "pending"


def usable_from(order: OrderState) -> str | None:
    """The first day on which held points can be used; None where they can be used already, or
    nobody knows the day yet."""
    waits = order.pending and state_of(order) == "paid"
    return order.release_on or None if waits else None


def text_without_entry(order: OrderState) -> Text:
    """A sentence for an order that no entry explains: it was over before it could earn."""
    return say(f"ordered.{state_of(order)}")
