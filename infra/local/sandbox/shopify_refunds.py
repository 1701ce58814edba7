"""Refunds in Shopify: a refund with lines, shipping or an adjustment; the order follows."""

from __future__ import annotations

from collections.abc import Sequence

from core.money import to_major, to_minor
from infra.local.sandbox import shopify_json, shopify_orders, shopify_payloads
from infra.local.sandbox.db import Document
from infra.local.sandbox.pricing import pieces_of
from infra.local.sandbox.sandbox import Sandbox


def refund_lines(
    sandbox: Sandbox,
    order_id: int | str,
    quantities: dict[str, int],
    reason: str = "",
    *,
    shipping: bool = False,
    cancel: bool = False,
) -> Document:
    """Give back pieces of lines (line id -> quantity), their tax, and the shipping if asked."""
    with sandbox.db.change():
        order = shopify_orders.existing(sandbox, order_id)
        lines = [
            _refund_line(sandbox, order, line, quantity, cancel)
            for line in order["line_items"]
            if (quantity := min(quantities.get(str(line["id"]), 0), line["current_quantity"])) > 0
        ]
        back = _shipping_back(sandbox, order) if shipping else []
        # What was given back before without naming lines cannot be given back again.
        left = to_minor(order["current_total_price"], order["currency"])
        excess = sum(_amounts(order["currency"], lines, back, ())) - left
        other = [_discrepancy(sandbox, order, -excess)] if excess > 0 else []
        return _post(sandbox, order, reason, lines=lines, shipping=back, adjustments=other)


def refund_amount(sandbox: Sandbox, order_id: int | str, amount: int, reason: str = "") -> Document:
    """Give back an amount (minor units) that names no line: a discrepancy to the lines."""
    with sandbox.db.change():
        order = shopify_orders.existing(sandbox, order_id)
        adjustment = _discrepancy(sandbox, order, amount)
        return _post(sandbox, order, reason, adjustments=[adjustment])


def refund_all(
    sandbox: Sandbox, order_id: int | str, reason: str = "", *, cancel: bool = False
) -> Document:
    order = shopify_orders.existing(sandbox, order_id)
    left = {str(line["id"]): int(line["current_quantity"]) for line in order["line_items"]}
    return refund_lines(sandbox, order_id, left, reason, shipping=True, cancel=cancel)


def line_net(order: Document, line: Document) -> int:
    """A line's price after all discounts, before tax."""
    currency = order["currency"]
    allocations = sum(to_minor(a["amount"], currency) for a in line["discount_allocations"])
    return to_minor(line["price"], currency) * int(line["quantity"]) - allocations


def _refund_line(
    sandbox: Sandbox, order: Document, line: Document, quantity: int, cancel: bool
) -> Document:
    currency = order["currency"]
    before = line["quantity"] - line["current_quantity"]
    net = pieces_of(line_net(order, line), before, quantity, line["quantity"])
    tax = sum(to_minor(t["price"], currency) for t in line["tax_lines"])
    tax = pieces_of(tax, before, quantity, line["quantity"])
    line["current_quantity"] -= quantity
    return {
        "id": shopify_json.new_id(sandbox, "RefundLineItem"),
        "quantity": quantity,
        "line_item_id": line["id"],
        "location_id": None,
        "restock_type": "cancel" if cancel else "return",
        # JSON numbers here, strings everywhere else: so does Shopify.
        "subtotal": float(to_major(net, currency)),
        "total_tax": float(to_major(tax, currency)),
        "subtotal_set": shopify_json.money_set(net, currency),
        "total_tax_set": shopify_json.money_set(tax, currency),
        "line_item": dict(line),
    }


def _shipping_back(sandbox: Sandbox, order: Document) -> list[Document]:
    """The shipping's refund, once. Since 2024-10 it is no order adjustment any more."""
    currency = order["currency"]
    if not order["shipping_lines"] or any(r["refund_shipping_lines"] for r in order["refunds"]):
        return []
    paid = order["shipping_lines"][0]
    net = to_minor(paid["discounted_price"], currency)
    tax = sum(to_minor(t["price"], currency) for t in paid["tax_lines"])
    document: Document = {
        "id": shopify_json.new_id(sandbox, "RefundShippingLine"),
        "shipping_line_id": paid["id"],
    }
    shopify_json.with_amounts(document, currency, subtotal_amount=net, tax_amount=tax)
    return [document] if net else []


def _discrepancy(sandbox: Sandbox, order: Document, amount: int) -> Document:
    document: Document = {
        "id": shopify_json.new_id(sandbox, "OrderAdjustment"),
        "order_id": order["id"],
        "kind": "refund_discrepancy",
        "reason": "Refund discrepancy",
    }
    # Signed as the shop's books are: what goes to the shopper is negative.
    shopify_json.with_amounts(document, order["currency"], amount=-amount, tax_amount=0)
    return document


def _post(
    sandbox: Sandbox,
    order: Document,
    reason: str,
    *,
    lines: Sequence[Document] = (),
    shipping: Sequence[Document] = (),
    adjustments: Sequence[Document] = (),
) -> Document:
    currency, now = order["currency"], shopify_json.moment(sandbox)
    net, tax, other = _amounts(currency, lines, shipping, adjustments)
    amount = net + tax + other
    if not 0 < amount <= to_minor(order["current_total_price"], currency):
        raise ValueError("a refund is more than nothing and at most what is left of the total")
    number = shopify_json.new_id(sandbox, "Refund")
    refund: Document = {
        "id": number,
        "order_id": order["id"],
        "created_at": now,
        "note": reason or None,
        "user_id": None,
        "processed_at": now,
        "duties": [],
        "total_duties_set": shopify_json.money_set(0, currency),
        "return": None,
        "refund_shipping_lines": list(shipping),
        "restock": True,
        "admin_graphql_api_id": shopify_json.gid("Refund", number),
        "order_adjustments": list(adjustments),
        "refund_line_items": list(lines),
        "transactions": [_transaction(sandbox, order, amount)],
    }
    order["refunds"].append(refund)
    _follow(order, net, tax, amount)
    order["updated_at"] = now
    sandbox.db.put(shopify_orders.KIND, order["id"], order)
    event = shopify_payloads.new_event(sandbox)
    shopify_payloads.announce(sandbox, "refunds/create", refund, event, order["id"])
    shopify_payloads.announce(sandbox, "orders/updated", order, event)
    return refund


def _amounts(
    currency: str,
    lines: Sequence[Document],
    shipping: Sequence[Document],
    adjustments: Sequence[Document],
) -> tuple[int, int, int]:
    """(merchandise, tax, everything else) that goes back, in minor units."""
    net = sum(to_minor(line["subtotal"], currency) for line in lines)
    tax = sum(to_minor(line["total_tax"], currency) for line in lines)
    tax += sum(to_minor(line["tax_amount"], currency) for line in shipping)
    other = sum(to_minor(line["subtotal_amount"], currency) for line in shipping)
    other -= sum(to_minor(a["amount"], currency) for a in adjustments)
    return net, tax, other


def _follow(order: Document, net: int, tax: int, amount: int) -> None:
    """The order's `current_*` fall; its original figures stay."""
    currency = order["currency"]
    for name, minor in (("subtotal_price", net), ("total_tax", tax), ("total_price", amount)):
        left = to_minor(order[f"current_{name}"], currency) - minor
        shopify_json.with_amounts(order, currency, **{f"current_{name}": left})
    gone = to_minor(order["current_total_price"], currency) == 0
    order["financial_status"] = "refunded" if gone else "partially_refunded"


def _transaction(sandbox: Sandbox, order: Document, amount: int) -> Document:
    number = shopify_json.new_id(sandbox, "OrderTransaction")
    return {
        "id": number,
        "order_id": order["id"],
        "kind": "refund",
        "gateway": order["payment_gateway_names"][0],
        "status": "success",
        "message": None,
        "created_at": shopify_json.moment(sandbox),
        "test": False,
        "amount": to_major(amount, order["currency"]),
        "currency": order["currency"],
        "admin_graphql_api_id": shopify_json.gid("OrderTransaction", number),
    }
