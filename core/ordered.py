"""An order as the shopper meets it again: what it gave, and from when that can be used."""

from __future__ import annotations

from core.order import OrderState
from core.wording import Text

# What is said of an order of which no entry says more: it was over before it could earn.
_WITHOUT_ENTRY: dict[str, Text] = {
    "pending": {
        "en": "This order is waiting for payment.",
        "zh-Hant": "這筆訂單等待付款中。",
        "zh-Hans": "该订单正在等待付款。",
        "ja": "このご注文はお支払い待ちです。",
    },
    "paid": {
        "en": "This order has been counted.",
        "zh-Hant": "這筆訂單已計入。",
        "zh-Hans": "该订单已计入。",
        "ja": "このご注文は反映済みです。",
    },
    "void": {
        "en": "This order was cancelled or fully refunded, so it earns no points.",
        "zh-Hant": "這筆訂單已取消或全額退款，因此沒有點數。",
        "zh-Hans": "该订单已取消或全额退款，因此没有积分。",
        "ja": "このご注文はキャンセルまたは全額返金されたため、ポイントは付きません。",
    },
}


def state_of(order: OrderState) -> str:
    """pending, paid or void: what is deleted is void, a status that nobody mapped is what was known
    before it."""
    if order.deleted:
        return "void"
    return order.state if order.state in _WITHOUT_ENTRY else "pending"


def usable_from(order: OrderState) -> str | None:
    """The first day on which held points can be used; None where they can be used already, or
    nobody knows the day yet."""
    waits = order.pending and state_of(order) == "paid"
    return order.release_on or None if waits else None


def text_without_entry(order: OrderState) -> Text:
    """A sentence for an order that no entry explains."""
    return _WITHOUT_ENTRY[state_of(order)]
