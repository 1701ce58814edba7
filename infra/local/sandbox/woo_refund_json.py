"""WooCommerce's JSON of refunds: everything in it is negative but the amount."""

from __future__ import annotations

from core.money import to_minor
from infra.local.sandbox.db import Document
from infra.local.sandbox.woo_json import formatter


def guess_refunds(order: Document) -> list[Document]:
    """The /refunds form of a recorded order's summaries: a refund that is worth a whole number
    of one line's pieces is taken to be that line's, others name no line."""
    currency = order["currency"]
    refunds = []
    for summary in order.get("refunds", []):
        amount = -to_minor(summary["total"], currency)
        tax = -to_minor(summary.get("total_tax"), currency)
        pieces: dict[str, tuple[int, int]] = {}
        for line in order["line_items"]:
            total = to_minor(line["total"], currency)
            for quantity in range(1, line["quantity"] + 1):
                if total * quantity == (amount - tax) * line["quantity"] and not pieces:
                    pieces[str(line["id"])] = (quantity, amount - tax)
        refunds.append(refund(order, summary["id"], amount, tax, summary["reason"], pieces))
    return refunds


def refund(
    order: Document,
    refund_id: int,
    amount: int,
    tax: int,
    reason: str,
    pieces: dict[str, tuple[int, int]],
    shipping: tuple[int, int] = (0, 0),
    first_item_id: int = 900001,
) -> Document:
    """One refund in the form of GET orders/N/refunds. `pieces`: (quantity, net) per line id;
    `shipping`: (net, tax). Everything in it is negative but the amount."""
    money = formatter(order["currency"])
    lines: list[Document] = []
    for line in order["line_items"]:
        if str(line["id"]) not in pieces:
            continue
        quantity, net = pieces[str(line["id"])]
        line_total = to_minor(line["total"], order["currency"])
        line_tax = to_minor(line["total_tax"], order["currency"])
        own_tax = round(line_tax * net / line_total) if line_total else 0
        lines.append(
            {
                **{k: line[k] for k in ("name", "product_id", "variation_id", "tax_class")},
                "id": first_item_id + len(lines),
                "quantity": -quantity,
                "subtotal": money(-net),
                "subtotal_tax": money(-own_tax),
                "total": money(-net),
                "total_tax": money(-own_tax),
                "taxes": [{"id": 1, "total": money(-own_tax), "subtotal": money(-own_tax)}],
                "meta_data": [refunded_item(line["id"])],
                "sku": line["sku"],
                "price": line["price"],
            }
        )
    shipping_lines: list[Document] = []
    if shipping[0] and order["shipping_lines"]:
        paid = order["shipping_lines"][0]
        shipping_lines = [
            {
                **paid,
                "id": first_item_id + len(lines),
                "total": money(-shipping[0]),
                "total_tax": money(-shipping[1]),
                "meta_data": [refunded_item(paid["id"])],
            }
        ]
    return {
        "id": refund_id,
        "parent_id": order["id"],
        "date_created": order["date_modified"],
        "date_created_gmt": order["date_modified_gmt"],
        "amount": money(amount),
        "reason": reason,
        "refunded_by": 1,
        "refunded_payment": False,
        "meta_data": [],
        "line_items": lines,
        "shipping_lines": shipping_lines,
        "tax_lines": [],
        "fee_lines": [],
        "_tax": money(-tax),
    }


def refunded_item(item: int) -> Document:
    text = str(item)
    name = "_refunded_item_id"
    return {"id": 0, "key": name, "value": text, "display_key": name, "display_value": text}
