"""Orders, refunds, customers and the shop as GraphQL shows them, made from the stored JSON."""

from __future__ import annotations

from typing import Any

from core.money import to_minor
from infra.local.sandbox import shopify_credit, shopify_orders
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.shopify_json import bag, gid, utc
from infra.local.sandbox.shopify_line_nodes import line_node, refund_node, shipping_node, tax_node

Node = dict[str, Any]


def shop_node(sandbox: Sandbox) -> Node:
    store = sandbox.store("shopify")
    return {
        "__typename": "Shop",
        "id": gid("Shop", 548380009),
        "name": store.name,
        "currencyCode": store.currency,
        "ianaTimezone": store.timezone,
        "myshopifyDomain": store.shop_domain,
        "email": "owner@example.com",
        "contactEmail": "owner@example.com",
        "taxesIncluded": False,
        "url": f"https://{store.shop_domain}",
        "primaryDomain": {
            "__typename": "Domain",
            "host": store.shop_domain,
            "url": f"https://{store.shop_domain}",
        },
        "plan": {"__typename": "ShopPlan", "partnerDevelopment": True, "shopifyPlus": False},
    }


def customer_node(sandbox: Sandbox, customer: Document) -> Node:
    def metafield(key: str, namespace: str | None = None) -> Node | None:
        saved = sandbox.db.get("shopify/metafield", f"{customer['id']}/{namespace}/{key}")
        return metafield_node(saved) if saved else None

    email = customer["email"]
    return {
        "__typename": "Customer",
        "id": gid("Customer", customer["id"]),
        "legacyResourceId": str(customer["id"]),
        "email": email,
        "defaultEmailAddress": email
        and {
            "__typename": "CustomerEmailAddress",
            "emailAddress": email,
            "validFormat": True,
            "marketingState": "NOT_SUBSCRIBED",
        },
        "firstName": customer["first_name"],
        "lastName": customer["last_name"],
        "displayName": f"{customer['first_name']} {customer['last_name']}".strip() or email,
        "state": customer["state"].upper(),
        "verifiedEmail": customer["verified_email"],
        "createdAt": utc(customer["created_at"]),
        "updatedAt": utc(customer["updated_at"]),
        "tags": [],
        "metafield": metafield,
        "storeCreditAccounts": lambda query=None, **page: [
            shopify_credit.account_node(one)
            for one in shopify_credit.accounts(sandbox, customer["id"])
        ],
    }


def metafield_node(saved: Document) -> Node:
    return {"__typename": "Metafield", **saved}


def order_node(sandbox: Sandbox, order: Document) -> Node:
    currency = order["currency"]
    named = order["customer"]
    customer = named and (sandbox.db.get(shopify_orders.CUSTOMER, named["id"]) or named)
    node: Node = {
        "__typename": "Order",
        "id": order["admin_graphql_api_id"],
        "legacyResourceId": str(order["id"]),
        "name": order["name"],
        "number": order["order_number"],
        "email": order["email"],
        "createdAt": utc(order["created_at"]),
        "processedAt": utc(order["processed_at"]),
        "updatedAt": utc(order["updated_at"]),
        "cancelledAt": utc(order["cancelled_at"]),
        "cancelReason": order["cancel_reason"] and order["cancel_reason"].upper(),
        "closedAt": utc(order["closed_at"]),
        "closed": order["closed_at"] is not None,
        "confirmed": order["confirmed"],
        "test": order["test"],
        "currencyCode": currency,
        "presentmentCurrencyCode": order["presentment_currency"],
        "displayFinancialStatus": order["financial_status"].upper(),
        "displayFulfillmentStatus": (order["fulfillment_status"] or "unfulfilled").upper(),
        "fullyPaid": to_minor(order["total_outstanding"], currency) == 0,
        "unpaid": order["financial_status"] in ("pending", "voided"),
        "paymentGatewayNames": order["payment_gateway_names"],
        "taxesIncluded": order["taxes_included"],
        "edited": False,
        "note": order["note"],
        "tags": [tag for tag in order["tags"].split(", ") if tag],
        "customAttributes": [
            {"key": one["name"], "value": one["value"]} for one in order["note_attributes"]
        ],
        "sourceName": order["source_name"],
        "discountCode": order["discount_codes"][0]["code"] if order["discount_codes"] else None,
        "discountCodes": [code["code"] for code in order["discount_codes"]],
        "customer": customer and customer_node(sandbox, customer),
        "lineItems": [line_node(order, line) for line in order["line_items"]],
        "refunds": lambda first=None: [refund_node(order, r) for r in order["refunds"]][:first],
        "shippingLines": lambda includeRemovals=False, **page: [
            shipping_node(order, line) for line in order["shipping_lines"]
        ],
        "shippingLine": shipping_node(order, order["shipping_lines"][0])
        if order["shipping_lines"]
        else None,
        "taxLines": [tax_node(line, currency) for line in order["tax_lines"]],
    }
    for name in _ORDER_AMOUNTS:
        node[name] = bag(to_minor(order[_ORDER_AMOUNTS[name]], currency), currency)
    refunded = sum(
        to_minor(t["amount"], currency)
        for refund in order["refunds"]
        for t in refund["transactions"]
        if t["kind"] == "refund" and t["status"] == "success"
    )
    shipping = order["total_shipping_price_set"]["shop_money"]["amount"]
    node["totalRefundedSet"] = bag(refunded, currency)
    node["totalShippingPriceSet"] = bag(to_minor(shipping, currency), currency)
    node["totalTipReceivedSet"] = bag(to_minor(order["total_tip_received"], currency), currency)
    return node


_ORDER_AMOUNTS = {
    "subtotalPriceSet": "subtotal_price",
    "totalDiscountsSet": "total_discounts",
    "totalPriceSet": "total_price",
    "totalTaxSet": "total_tax",
    "totalOutstandingSet": "total_outstanding",
    "currentSubtotalPriceSet": "current_subtotal_price",
    "currentTotalPriceSet": "current_total_price",
    "currentTotalTaxSet": "current_total_tax",
    "currentTotalDiscountsSet": "current_total_discounts",
    "originalTotalPriceSet": "total_price",
}
