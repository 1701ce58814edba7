"""Cancelling in Shopify."""

from __future__ import annotations

from infra.local.sandbox import shopify_json, shopify_orders, shopify_refunds
from infra.local.sandbox.sandbox import Sandbox


def cancel(sandbox: Sandbox, order_id: int | str, reason: str = "customer") -> None:
    """Cancel; what was paid is refunded first, as the cancel dialogue does by default."""
    with sandbox.db.change():
        order = shopify_orders.existing(sandbox, order_id)
        if order["financial_status"] in ("paid", "partially_refunded"):
            shopify_refunds.refund_all(sandbox, order_id, "order cancelled", cancel=True)
            order = shopify_orders.existing(sandbox, order_id)
        else:
            order["financial_status"] = "voided"
            for line in order["line_items"]:
                line.update(current_quantity=0, fulfillable_quantity=0)
        order["cancelled_at"] = shopify_json.moment(sandbox)
        order["closed_at"] = order["cancelled_at"]
        order["cancel_reason"] = reason
        shopify_orders.save(sandbox, order, "orders/cancelled")
