"""An order from the Admin GraphQL API, put into the form of the webhooks.

One reduction (order.py) then reads both, so a fetched order cannot differ from a delivered one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from integrations.payload import obj, objects
from integrations.shopify.reduce import gid_number

Data = Mapping[str, Any]


def as_webhook(order: Data, lines: Iterable[Data], refunds: Iterable[Data]) -> dict[str, Any]:
    """The webhook's JSON of `order`, with all its `lines`, and its `refunds` as `refund_form`
    gives them. Raises BadInput."""
    customer = obj(order.get("customer"), "customer")
    tip = _amount(order, "totalTipReceivedSet")
    return {
        "id": gid_number(order.get("id"), "order.id"),
        "test": order.get("test"),
        "created_at": order.get("createdAt"),
        "processed_at": order.get("processedAt"),
        "updated_at": order.get("updatedAt"),
        "cancelled_at": order.get("cancelledAt"),
        "financial_status": order.get("displayFinancialStatus"),
        "fulfillment_status": order.get("displayFulfillmentStatus"),
        "currency": order.get("currencyCode"),
        "taxes_included": order.get("taxesIncluded"),
        "email": order.get("email"),
        "payment_gateway_names": order.get("paymentGatewayNames"),
        "discount_codes": [{"code": code} for code in order.get("discountCodes") or ()],
        "tags": order.get("tags"),
        "note_attributes": [
            {"name": one.get("key"), "value": one.get("value")}
            for one in objects(order.get("customAttributes"), "customAttributes")
        ],
        "customer": {
            "id": gid_number(customer.get("id"), "customer.id"),
            "email": obj(customer.get("defaultEmailAddress"), "email").get("emailAddress"),
        }
        if customer
        else None,
        "total_tip_received": tip,
        "shipping_lines": [
            {"price": _amount(line, "discountedPriceSet"), "tax_lines": _taxes(line)}
            for line in nodes(order, "shippingLines")
        ],
        "line_items": [_line(line, tip) for line in lines],
        "refunds": list(refunds),
    }


def refund_form(refund: Data, lines: Iterable[Data]) -> dict[str, Any]:
    """The webhook's JSON of one refund with all its `lines`."""
    return {
        "id": gid_number(refund.get("id"), "refund.id"),
        "order_adjustments": [
            {"amount": _amount(node, "amountSet")} for node in nodes(refund, "orderAdjustments")
        ],
        "refund_shipping_lines": [
            {"subtotal_amount": _amount(node, "subtotalAmountSet")}
            for node in nodes(refund, "refundShippingLines")
        ],
        "refund_line_items": [
            {
                "quantity": line.get("quantity"),
                "subtotal": _amount(line, "subtotalSet"),
                "total_tax": _amount(line, "totalTaxSet"),
                "line_item_id": gid_number(
                    obj(line.get("lineItem"), "lineItem").get("id"), "lineItem.id"
                ),
            }
            for line in lines
        ],
    }


def nodes(data: Data, name: str) -> list[dict[str, Any]]:
    """The nodes of a connection."""
    return objects(obj(data.get(name), name).get("nodes"), name)


def _line(line: Data, tip: Any) -> dict[str, Any]:
    price = _amount(line, "originalUnitPriceSet")
    form = {
        "id": gid_number(line.get("id"), "line.id"),
        "quantity": line.get("quantity"),
        "current_quantity": line.get("currentQuantity"),
        "gift_card": line.get("isGiftCard"),
        "product_id": _number(line, "product"),
        "variant_id": _number(line, "variant"),
        "price": price,
        "discount_allocations": [
            {"amount": _amount(part, "allocatedAmountSet")}
            for part in objects(line.get("discountAllocations"), "discountAllocations")
        ],
        "tax_lines": _taxes(line),
    }
    # GraphQL does not mark the line of a tip as webhooks do: it is the one that is no product,
    # neither taxed nor shipped, and costs what the order says was tipped.
    plain = not (line.get("product") or line.get("taxable") or line.get("requiresShipping"))
    if plain and price == tip and line.get("quantity") == 1:
        form["tip_payment_gateway"] = None
    return form


def _taxes(data: Data) -> list[dict[str, Any]]:
    return [
        {"price": _amount(tax, "priceSet")} for tax in objects(data.get("taxLines"), "taxLines")
    ]


def _amount(data: Data, name: str) -> Any:
    return obj(obj(data.get(name), name).get("shopMoney"), name).get("amount")


def _number(line: Data, name: str) -> str | None:
    resource = obj(line.get(name), name)
    return gid_number(resource.get("id"), name) if resource else None
