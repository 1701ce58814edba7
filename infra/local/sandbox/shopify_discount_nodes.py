"""Discount codes as GraphQL shows them."""

from __future__ import annotations

from typing import Any

from core.money import to_major, to_minor
from infra.local.sandbox import shopify_json
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.shopify_discounts import status
from infra.local.sandbox.shopify_nodes import customer_node


def node(sandbox: Sandbox, discount: Document) -> dict[str, Any]:
    """The DiscountCodeNode that GraphQL shows."""
    currency = sandbox.store("shopify").currency
    code = {
        "__typename": "DiscountRedeemCode",
        "id": shopify_json.gid("DiscountRedeemCode", discount["id"]),
        "code": discount["code"],
        "asyncUsageCount": discount["used"],
    }
    shown: dict[str, Any] = {
        "__typename": discount["shape"],
        "title": discount["title"],
        "status": status(sandbox, discount),
        "startsAt": shopify_json.utc_of(shopify_json.seconds(discount["starts_at"])),
        "endsAt": discount["ends_at"]
        and shopify_json.utc_of(shopify_json.seconds(discount["ends_at"])),
        "usageLimit": discount["usage_limit"],
        "appliesOncePerCustomer": discount["once_per_customer"],
        "asyncUsageCount": discount["used"],
        "codes": [code],
        "codesCount": {"__typename": "Count", "count": 1, "precision": "EXACT"},
        "combinesWith": {
            "__typename": "DiscountCombinesWith",
            "orderDiscounts": bool(discount["combines"].get("orderDiscounts")),
            "productDiscounts": bool(discount["combines"].get("productDiscounts")),
            "shippingDiscounts": bool(discount["combines"].get("shippingDiscounts")),
        },
        "context": _context(sandbox, discount),
        "tags": discount["tags"],
        "createdAt": shopify_json.utc_of(shopify_json.seconds(discount["created_at"])),
        "updatedAt": shopify_json.utc_of(shopify_json.seconds(discount["updated_at"])),
    }
    if discount["shape"] == "DiscountCodeBasic":
        shown["customerGets"] = _gets(discount["value"], currency)
        shown["discountClasses"] = ["ORDER"]
    else:
        shown["discountClasses"] = ["SHIPPING"]
    number = discount["id"]
    return {
        "__typename": "DiscountCodeNode",
        "id": shopify_json.gid("DiscountCodeNode", number),
        "codeDiscount": shown,
    }


def _gets(value: dict[str, Any], currency: str) -> dict[str, Any]:
    if value.get("percentage") is not None:
        shown = {"__typename": "DiscountPercentage", "percentage": value["percentage"]}
    else:
        amount = to_major(to_minor(value["discountAmount"]["amount"], currency), currency)
        shown = {
            "__typename": "DiscountAmount",
            "amount": {"__typename": "MoneyV2", "amount": amount, "currencyCode": currency},
            "appliesOnEachItem": bool(value["discountAmount"].get("appliesOnEachItem")),
        }
    items = {"__typename": "AllDiscountItems", "allItems": True}
    return {"__typename": "DiscountCustomerGets", "value": shown, "items": items}


def _context(sandbox: Sandbox, discount: Document) -> dict[str, Any]:
    if discount["customers"] is None:
        return {"__typename": "DiscountBuyerSelectionAll", "all": "ALL"}
    bound = [sandbox.db.get("shopify/customer", number) for number in discount["customers"]]
    customers = [customer_node(sandbox, customer) for customer in bound if customer]
    return {"__typename": "DiscountCustomers", "customers": customers}
