"""Shopify's webhook JSON of an order, in the shape that API 2026-10 sends."""

from __future__ import annotations

import secrets
from typing import Any

from core.money import to_major
from infra.local.sandbox.db import Document
from infra.local.sandbox.pricing import Priced, PricedLine
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.shopify_json import (
    address,
    gid,
    moment,
    money_set,
    new_id,
    with_amounts,
)


def order(sandbox: Sandbox, priced: Priced, buyer: Document | None, gateway: str) -> Document:
    """A new order of that cart, unpaid."""
    number = new_id(sandbox, "Order")
    count = sandbox.db.next_id("shopify_order_number", 1)
    currency, now = priced.currency, moment(sandbox)
    email = buyer["email"] if buyer else None
    zero = money_set(0, currency)
    lines = [_line(sandbox, line, priced) for line in priced.lines]
    document: Document = {
        "id": number,
        "admin_graphql_api_id": gid("Order", number),
        "app_id": 580111,
        "browser_ip": "203.0.113.9",
        "buyer_accepts_marketing": False,
        "cancel_reason": None,
        "cancelled_at": None,
        "cart_token": None,
        "checkout_id": new_id(sandbox, "Checkout"),
        "checkout_token": secrets.token_hex(16),
        "client_details": None,
        "closed_at": None,
        "company": None,
        "confirmation_number": secrets.token_hex(5).upper()[:9],
        "confirmed": True,
        "contact_email": email,
        "created_at": now,
        "currency": currency,
        "current_total_additional_fees_set": None,
        "current_total_duties_set": None,
        "customer_locale": "en",
        "device_id": None,
        "discount_codes": [_code(priced, index) for index in range(len(priced.codes))],
        "duties_included": False,
        "email": email,
        "estimated_taxes": False,
        "financial_status": "pending",
        "fulfillment_status": None,
        "landing_site": None,
        "location_id": None,
        "name": f"#{1000 + count}",
        "note": None,
        "note_attributes": [],
        "number": count,
        "order_number": 1000 + count,
        "order_status_url": "https://example.myshopify.com/1/orders/x/authenticate?key=x",
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        "payment_gateway_names": [gateway],
        "phone": None,
        "presentment_currency": currency,
        "processed_at": now,
        "referring_site": None,
        "source_name": "web",
        "tags": "",
        "tax_exempt": False,
        "tax_lines": [_tax(priced.tax, currency)] if priced.tax else [],
        "taxes_included": False,
        "test": False,
        "token": secrets.token_hex(16),
        "total_cash_rounding_payment_adjustment_set": zero,
        "total_cash_rounding_refund_adjustment_set": zero,
        "total_outstanding": to_major(priced.total, currency),
        "total_shipping_price_set": money_set(priced.shipping_full, currency),
        "total_tip_received": "0.00",
        "total_weight": 0,
        "updated_at": now,
        "user_id": None,
        "billing_address": address(buyer) if buyer else None,
        "customer": {k: v for k, v in buyer.items() if k != "addresses"} if buyer else None,
        "discount_applications": [_application(code, currency) for code in priced.codes],
        "fulfillments": [],
        "line_items": lines,
        "payment_terms": None,
        "refunds": [],
        "shipping_address": address(buyer) if buyer else None,
        "shipping_lines": _shipping(sandbox, priced),
        "returns": [],
        "line_item_groups": [],
    }
    free = priced.shipping_full - priced.shipping
    after_discounts = sum(line.total for line in priced.lines)
    amounts = {
        "subtotal_price": after_discounts,
        "total_discounts": priced.discount + free,
        "total_price": priced.total,
        "total_tax": priced.tax,
    }
    with_amounts(document, currency, total_line_items_price=priced.subtotal, **amounts)
    with_amounts(document, currency, **{f"current_{k}": v for k, v in amounts.items()})
    document["current_shipping_price_set"] = money_set(priced.shipping, currency)
    return document


def _code(priced: Priced, index: int) -> Document:
    code = priced.codes[index]
    amount = priced.code_amount(code.code)
    if code.free_shipping:
        amount += priced.shipping_full - priced.shipping
    kinds = {"fixed": "fixed_amount", "percent": "percentage", "none": "shipping"}
    amount_text = to_major(amount, priced.currency)
    return {"code": code.code, "amount": amount_text, "type": kinds[code.kind]}


def _application(code: Any, currency: str) -> Document:
    shipping = code.kind == "none"
    percent = code.kind == "percent" or shipping
    value = str(code.percent) if code.kind == "percent" else "100.0"
    return {
        "target_type": "shipping_line" if shipping else "line_item",
        "type": "discount_code",
        "value": value if percent else to_major(code.value_minor, currency),
        "value_type": "percentage" if percent else "fixed_amount",
        "allocation_method": "each" if shipping else "across",
        "target_selection": "all",
        "code": code.code,
    }


def _tax(minor: int, currency: str) -> Document:
    return {
        "channel_liable": False,
        "price": to_major(minor, currency),
        "price_set": money_set(minor, currency),
        "rate": 0.05,
        "title": "VAT",
    }


def _line(sandbox: Sandbox, line: PricedLine, priced: Priced) -> Document:
    item, currency, number = line.item, priced.currency, new_id(sandbox, "LineItem")
    codes = [code.code for code in priced.codes]
    return {
        "id": number,
        "admin_graphql_api_id": gid("LineItem", number),
        "attributed_staffs": [],
        "current_quantity": item.quantity,
        "fulfillable_quantity": item.quantity,
        "fulfillment_service": "gift_card" if item.gift_card else "manual",
        "fulfillment_status": None,
        "gift_card": item.gift_card,
        "grams": 0,
        "name": item.name,
        "price": to_major(item.unit_minor, currency),
        "price_set": money_set(item.unit_minor, currency),
        "product_exists": True,
        "product_id": item.product_id,
        "properties": [],
        "quantity": item.quantity,
        "requires_shipping": not item.gift_card,
        "sales_line_item_group_id": None,
        "sku": item.sku,
        "taxable": not item.gift_card,
        "title": item.name,
        # Code discounts are in the allocations; this stays zero, as in real deliveries.
        "total_discount": to_major(0, currency),
        "total_discount_set": money_set(0, currency),
        "variant_id": item.variant_id,
        "variant_inventory_management": "shopify",
        "variant_title": None,
        "vendor": sandbox.store("shopify").name,
        "tax_lines": [_tax(line.total_tax, currency)] if line.total_tax else [],
        "duties": [],
        "discount_allocations": [
            {
                "amount": to_major(amount, currency),
                "amount_set": money_set(amount, currency),
                "discount_application_index": codes.index(code),
            }
            for code, amount in line.discounts.items()
        ],
    }


def _shipping(sandbox: Sandbox, priced: Priced) -> list[Document]:
    if not priced.shipping_full:
        return []
    currency = priced.currency
    document: Document = {
        "id": new_id(sandbox, "ShippingLine"),
        "carrier_identifier": None,
        "code": "Standard",
        "is_removed": False,
        "phone": None,
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": "Standard",
        "tax_lines": [_tax(priced.shipping_tax, currency)] if priced.shipping_tax else [],
        "discount_allocations": [],
    }
    free = priced.shipping_full - priced.shipping
    if free:
        document["discount_allocations"] = [
            {
                "amount": to_major(free, currency),
                "amount_set": money_set(free, currency),
                "discount_application_index": index,
            }
            for index, code in enumerate(priced.codes)
            if code.free_shipping
        ][:1]
    with_amounts(document, currency, price=priced.shipping_full, discounted_price=priced.shipping)
    document["current_discounted_price_set"] = money_set(priced.shipping, currency)
    return [document]
