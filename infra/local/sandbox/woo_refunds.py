"""Refunds in WooCommerce: the order's `refunds[]` grows and the order is saved."""

from __future__ import annotations

from core.money import to_minor
from infra.local.sandbox import woo_json, woo_orders, woo_refund_json
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
) -> Document:
    """Give back pieces of lines (line id -> quantity), their tax, and the shipping if asked."""
    document = _existing(sandbox, order_id)
    order = document["order"]
    currency = order["currency"]
    left = remaining(document)
    pieces: dict[str, tuple[int, int]] = {}
    amount = tax = 0
    for line in order["line_items"]:
        quantity = min(quantities.get(str(line["id"]), 0), left[str(line["id"])])
        if quantity <= 0:
            continue
        before = line["quantity"] - left[str(line["id"])]
        net = pieces_of(to_minor(line["total"], currency), before, quantity, line["quantity"])
        line_tax = to_minor(line["total_tax"], currency)
        line_tax = pieces_of(line_tax, before, quantity, line["quantity"])
        pieces[str(line["id"])] = (quantity, net)
        amount, tax = amount + net + line_tax, tax + line_tax
    back = (0, 0)
    returned = any(past["shipping_lines"] for past in document["refunds"])
    if shipping and order["shipping_lines"] and not returned:
        back = (
            to_minor(order["shipping_total"], currency),
            to_minor(order["shipping_tax"], currency),
        )
        amount, tax = amount + sum(back), tax + back[1]
    # What was given back before without naming lines cannot be given back again.
    amount = min(amount, amount_left(order))
    return _post(sandbox, order_id, amount, tax, reason, pieces, back)


def refund_amount(sandbox: Sandbox, order_id: int | str, amount: int, reason: str = "") -> Document:
    """Give back an amount (minor units) that names no line; it holds no tax."""
    return _post(sandbox, order_id, amount, 0, reason, {}, (0, 0))


def refund_all(sandbox: Sandbox, order_id: int | str, reason: str = "") -> Document:
    document = _existing(sandbox, order_id)
    return refund_lines(sandbox, order_id, remaining(document), reason, shipping=True)


def delete_refund(sandbox: Sandbox, order_id: int | str, refund_id: int) -> None:
    """Take a refund back. Sends nothing and moves no stamp: so does WooCommerce."""
    with sandbox.db.change():
        document = _existing(sandbox, order_id)
        for owner in (document, document["order"]):
            owner["refunds"] = [past for past in owner["refunds"] if past["id"] != refund_id]
        sandbox.db.put(woo_orders.KIND, order_id, document)


def remaining(document: Document) -> dict[str, int]:
    """How many pieces of each line have not come back."""
    left = {str(line["id"]): int(line["quantity"]) for line in document["order"]["line_items"]}
    for refund in document["refunds"]:
        for line in refund["line_items"]:
            left[str(line["meta_data"][0]["value"])] += line["quantity"]
    return left


def amount_left(order: Document) -> int:
    """What of the order's total has not been given back, in minor units."""
    past = sum(to_minor(refund["total"], order["currency"]) for refund in order["refunds"])
    return to_minor(order["total"], order["currency"]) + past


def _existing(sandbox: Sandbox, order_id: int | str) -> Document:
    document = woo_orders.load(sandbox, order_id)
    if document is None:
        raise KeyError(f"no order {order_id}")
    return document


def _post(
    sandbox: Sandbox,
    order_id: int | str,
    amount: int,
    tax: int,
    reason: str,
    pieces: dict[str, tuple[int, int]],
    shipping: tuple[int, int],
) -> Document:
    with sandbox.db.change():
        document = _existing(sandbox, order_id)
        order = document["order"]
        left = amount_left(order)
        if not 0 < amount <= left:
            raise ValueError("a refund is more than nothing and at most what is left of the total")
        refund_id = sandbox.db.next_id("woo", 101)
        item_id = sandbox.db.next_id("woo_item", 1001)
        for _ in pieces:
            sandbox.db.next_id("woo_item", 1001)
        refund = woo_refund_json.refund(
            order, refund_id, amount, tax, reason, pieces, shipping, first_item_id=item_id
        )
        woo_json.stamp(sandbox, refund, "date_created", sandbox.now())
        summary = {
            "id": refund_id,
            "reason": reason,
            "total": woo_orders.money(order, -amount),
            "total_tax": woo_orders.money(order, -tax),
        }
        document["refunds"].append(refund)
        order["refunds"].append(summary)
        if amount == left:
            order["status"] = "refunded"
        woo_orders.save_refunded(sandbox, document)
    return refund
