"""The order JSON of Shopify's webhooks reduced to a snapshot.

Amounts are the shop's own money (`*_set.shop_money`), never what the shopper's currency showed.
Some senders round ids above 2^53; `admin_graphql_api_id` then has them exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.errors import BadInput
from core.snapshot import CustomerRef, Line, OrderSnapshot, Refund, RefundLine
from integrations.context import StoreContext
from integrations.group_marks import link_of, tags_of
from integrations.own_codes import own_codes
from integrations.payload import (
    currency_code,
    email,
    identifier,
    minor,
    obj,
    objects,
    optional_identifier,
    text,
    unix_s,
    whole,
)
from integrations.shopify.particulars import referral_of
from integrations.shopify.payment import payment_state
from integrations.shopify.reduce import gid_number, what_stays, with_difference

Data = Mapping[str, Any]


def is_test(data: Data) -> bool:
    """Whether no money ever moves for this order."""
    return data.get("test") is True


def order_snapshot(data: Data, store: StoreContext, received_at_ms: int) -> OrderSnapshot:
    """The order as points see it; a test order is void. Raises BadInput."""
    order_id = exact_id(data, "order")
    currency = currency_code(data.get("currency"), store.currency)
    created = unix_s(data.get("created_at"), "created_at")
    changed = unix_s(data.get("updated_at"), "updated_at") or created
    if changed is None:
        raise BadInput("The order has neither updated_at nor created_at.")
    status = text(data.get("financial_status"), "financial_status").lower()
    included = data.get("taxes_included") is True
    items = objects(data.get("line_items"), "line_items")
    tips = {exact_id(item, "line_items") for item in items if _is_tip(item)}
    refunds = objects(data.get("refunds"), "refunds")
    returned = _returned(refunds)
    return OrderSnapshot(
        store_id=store.store_id,
        order_id=order_id,
        stamp_s=changed,
        received_at_ms=received_at_ms,
        placed_at_s=_placed(data, created, changed),
        state=payment_state(
            status,
            _gateways(data),
            cancelled=data.get("cancelled_at") is not None or is_test(data),
            overrides=store.payment_map,
        ),
        status=status,
        currency=currency,
        customer=_customer(data),
        lines=tuple(
            _line(item, currency, included, returned) for item in items if not _is_tip(item)
        ),
        refunds=tuple(_refund(refund, currency, included, tips) for refund in refunds),
        extras_minor=_extras(data, currency, included),
        codes=own_codes(
            item.get("code") for item in objects(data.get("discount_codes"), "discount_codes")
        ),
        shipping_minor=_shipping(data, currency, included),
        fulfilled=text(data.get("fulfillment_status"), "fulfillment_status").lower() == "fulfilled",
        tags=tags_of(data.get("tags")),
        group=link_of(data.get("note_attributes")),
        referral=referral_of(data, store),
    )


def exact_id(data: Data, what: str) -> str:
    """The id of `data` without the rounding that JSON numbers suffer. Raises BadInput."""
    stated = identifier(data.get("id"), f"{what}.id")
    if data.get("admin_graphql_api_id") is None:
        return stated
    exact = gid_number(data["admin_graphql_api_id"], f"{what}.admin_graphql_api_id")
    return exact if int(stated) in _as_double(int(exact)) else stated


def _as_double(number: int) -> tuple[int, int]:
    """What a sender that keeps numbers as doubles prints: the shortest digits, or all of them."""
    double = float(number)
    return int(Decimal(repr(double))), int(double)


def shop_money(data: Data, name: str, currency: str) -> int:
    """`data[name]` in the shop's own currency, minor units: from its `_set` where there is one."""
    money = obj(obj(data.get(f"{name}_set"), f"{name}_set").get("shop_money"), name)
    amount = money.get("amount")
    return minor(data.get(name) if amount is None else amount, currency, name)


def customer_ref(data: Data) -> CustomerRef:
    """A customer's id and own address."""
    return CustomerRef(customer_id=exact_id(data, "customer"), email=email(data.get("email")))


def _customer(data: Data) -> CustomerRef:
    customer = obj(data.get("customer"), "customer")
    if customer:
        # The order's own address may be somebody else's (a gift's recipient): not taken.
        return customer_ref(customer)
    return CustomerRef(email=email(data.get("email")) or email(data.get("contact_email")))


def _placed(data: Data, created: int | None, changed: int) -> int:
    """When the shopper ordered. Imports keep it in processed_at, before their creation here."""
    placed = [t for t in (unix_s(data.get("processed_at"), "processed_at"), created) if t]
    return min(placed, default=changed)


def _gateways(data: Data) -> list[str]:
    names = data.get("payment_gateway_names") or []
    if not isinstance(names, list):
        raise BadInput("payment_gateway_names is not a list.")
    return [name for name in names if isinstance(name, str)]


def _is_tip(item: Data) -> bool:
    # Only tips have this key at all; its value may be null.
    return "tip_payment_gateway" in item


def _tax(data: Data, currency: str) -> int:
    return sum(
        shop_money(tax, "price", currency) for tax in objects(data.get("tax_lines"), "tax_lines")
    )


def _discounts(data: Data, currency: str) -> int:
    # The sum of the allocations: `total_discount` leaves out the order's own discounts.
    return sum(
        shop_money(part, "amount", currency)
        for part in objects(data.get("discount_allocations"), "discount_allocations")
    )


def _line(item: Data, currency: str, included: bool, returned: Counter[str]) -> Line:
    line_id = exact_id(item, "line_items")
    quantity = whole(item.get("quantity"), "quantity")
    listed = shop_money(item, "price", currency) * quantity
    tax, paid = _tax(item, currency), listed - _discounts(item, currency)
    net = paid - tax if included else paid
    if included and paid > 0:  # what was never charged was not taxed: as much of it is tax
        listed = listed * net // paid
    # current_quantity is less both for what was refunded (listed as refunds) and for what an
    # edit took off the order (listed nowhere): the latter was never bought.
    left = item.get("current_quantity")
    now = quantity if left is None else whole(left, "current_quantity")
    removed = max(0, quantity - now - returned[line_id])
    return Line(
        line_id=line_id,
        product_id=optional_identifier(item.get("product_id"), "product_id") or "",
        variant_id=optional_identifier(item.get("variant_id"), "variant_id") or "",
        quantity=max(0, quantity - removed),
        net_minor=max(0, what_stays(net, quantity, removed)),
        gift_card=item.get("gift_card") is True,
        list_minor=max(0, what_stays(listed, quantity, removed)),
        tax_minor=max(0, what_stays(tax, quantity, removed)),
    )


def _refund_items(refund: Data) -> list[dict[str, Any]]:
    return objects(refund.get("refund_line_items"), "refund_line_items")


def _refunded_line_id(item: Data) -> str:
    line = obj(item.get("line_item"), "line_item")
    return exact_id(line or {"id": item.get("line_item_id")}, "refund_line_items.line_item")


def _returned(refunds: list[dict[str, Any]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for refund in refunds:
        for item in _refund_items(refund):
            counts[_refunded_line_id(item)] += whole(item.get("quantity"), "quantity")
    return counts


def _refund(refund: Data, currency: str, included: bool, tips: set[str]) -> Refund:
    lines: list[RefundLine] = []
    total = 0
    for item in _refund_items(refund):
        net = shop_money(item, "subtotal", currency)
        if included:
            net -= shop_money(item, "total_tax", currency)
        total += net
        line_id = _refunded_line_id(item)
        if line_id not in tips:
            lines.append(RefundLine(line_id, net, whole(item.get("quantity"), "quantity")))
    difference = 0
    for adjustment in objects(refund.get("order_adjustments"), "order_adjustments"):
        # Signed as the shop's books are: what goes to the shopper is negative.
        given = -shop_money(adjustment, "amount", currency)
        total += given
        if adjustment.get("kind") != "shipping_refund":  # before 2024-10 shipping came here
            difference += given
    for shipping in objects(refund.get("refund_shipping_lines"), "refund_shipping_lines"):
        total += shop_money(shipping, "subtotal_amount", currency)
    return Refund(
        refund_id=exact_id(refund, "refunds"),
        net_minor=max(0, total),
        lines=with_difference(lines, difference),
    )


def _extras(data: Data, currency: str, included: bool) -> int:
    """Shipping, and tips."""
    tips = shop_money(data, "total_tip_received", currency)
    return max(0, tips + _shipping(data, currency, included))


def _shipping(data: Data, currency: str, included: bool) -> int:
    """Shipping less its discounts and included tax."""
    cost = 0
    for line in objects(data.get("shipping_lines"), "shipping_lines"):
        cost += shop_money(line, "price", currency) - _discounts(line, currency)
        if included:
            cost -= _tax(line, currency)
    return max(0, cost)
