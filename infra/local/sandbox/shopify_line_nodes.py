"""Lines, refunds, shipping and taxes of an order as GraphQL shows them."""

from __future__ import annotations

from typing import Any

from core.money import to_minor
from infra.local.sandbox import shopify_refunds
from infra.local.sandbox.db import Document
from infra.local.sandbox.shopify_json import bag, gid, utc

Node = dict[str, Any]


def line_node(order: Document, line: Document) -> Node:
    currency = order["currency"]
    unit, net = to_minor(line["price"], currency), shopify_refunds.line_net(order, line)
    full = unit * line["quantity"]

    def discounted(withCodeDiscounts: bool = False) -> Node:
        return bag(net if withCodeDiscounts else full, currency)

    product, variant = line["product_id"], line["variant_id"]
    return {
        "__typename": "LineItem",
        "id": line["admin_graphql_api_id"],
        "name": line["name"],
        "title": line["title"],
        "sku": line["sku"],
        "quantity": line["quantity"],
        "currentQuantity": line["current_quantity"],
        "refundableQuantity": line["current_quantity"],
        "isGiftCard": line["gift_card"],
        "taxable": line["taxable"],
        "requiresShipping": line["requires_shipping"],
        "vendor": line["vendor"],
        "variantTitle": line["variant_title"],
        "originalUnitPriceSet": bag(unit, currency),
        "originalTotalSet": bag(full, currency),
        "discountedTotalSet": discounted,
        "totalDiscountSet": bag(full - net, currency),
        "discountAllocations": [
            {
                "__typename": "DiscountAllocation",
                "allocatedAmountSet": bag(to_minor(a["amount"], currency), currency),
            }
            for a in line["discount_allocations"]
        ],
        "taxLines": lambda first=None: [tax_node(t, currency) for t in line["tax_lines"]][:first],
        "product": product and _product(product, line),
        "variant": variant and _variant(variant),
    }


def _product(number: int, line: Document) -> Node:
    node = {"__typename": "Product", "id": gid("Product", number)}
    return {**node, "isGiftCard": line["gift_card"]}


def _variant(number: int) -> Node:
    return {"__typename": "ProductVariant", "id": gid("ProductVariant", number)}


def refund_node(order: Document, refund: Document) -> Node:
    currency = order["currency"]
    lines = {line["id"]: line for line in order["line_items"]}
    amount = sum(to_minor(t["amount"], currency) for t in refund["transactions"])
    return {
        "__typename": "Refund",
        "id": refund["admin_graphql_api_id"],
        "legacyResourceId": str(refund["id"]),
        "createdAt": utc(refund["created_at"]),
        "processedAt": utc(refund["processed_at"]),
        "updatedAt": utc(refund["processed_at"]),
        "note": refund["note"],
        "totalRefundedSet": bag(amount, currency),
        "refundLineItems": [
            {
                "__typename": "RefundLineItem",
                "id": gid("RefundLineItem", line["id"]),
                "quantity": line["quantity"],
                "restockType": line["restock_type"].upper(),
                "restocked": True,
                "lineItem": line_node(order, lines[line["line_item_id"]]),
                "subtotalSet": bag(to_minor(line["subtotal"], currency), currency),
                "totalTaxSet": bag(to_minor(line["total_tax"], currency), currency),
            }
            for line in refund["refund_line_items"]
            if line["line_item_id"] in lines
        ],
        "orderAdjustments": [
            {
                "__typename": "OrderAdjustment",
                "id": gid("OrderAdjustment", a["id"]),
                "reason": "REFUND_DISCREPANCY",
                "amountSet": bag(to_minor(a["amount"], currency), currency),
                "taxAmountSet": bag(to_minor(a["tax_amount"], currency), currency),
            }
            for a in refund["order_adjustments"]
        ],
        "refundShippingLines": [
            {
                "__typename": "RefundShippingLine",
                "id": gid("RefundShippingLine", s["id"]),
                "subtotalAmountSet": bag(to_minor(s["subtotal_amount"], currency), currency),
                "taxAmountSet": bag(to_minor(s["tax_amount"], currency), currency),
            }
            for s in refund.get("refund_shipping_lines", [])
        ],
        "transactions": [
            {
                "__typename": "OrderTransaction",
                "id": t["admin_graphql_api_id"],
                "kind": t["kind"].upper(),
                "status": t["status"].upper(),
                "gateway": t["gateway"],
                "test": t["test"],
                "amountSet": bag(to_minor(t["amount"], currency), currency),
            }
            for t in refund["transactions"]
        ],
    }


def shipping_node(order: Document, line: Document) -> Node:
    currency = order["currency"]
    return {
        "__typename": "ShippingLine",
        "id": gid("ShippingLine", line["id"]),
        "title": line["title"],
        "code": line["code"],
        "isRemoved": line["is_removed"],
        "originalPriceSet": bag(to_minor(line["price"], currency), currency),
        "discountedPriceSet": bag(to_minor(line["discounted_price"], currency), currency),
        "currentDiscountedPriceSet": bag(to_minor(line["discounted_price"], currency), currency),
        "taxLines": [tax_node(tax, currency) for tax in line["tax_lines"]],
    }


def tax_node(line: Document, currency: str) -> Node:
    return {
        "__typename": "TaxLine",
        "title": line["title"],
        "rate": line["rate"],
        "ratePercentage": line["rate"] * 100,
        "priceSet": bag(to_minor(line["price"], currency), currency),
    }
