"""Shopify's webhook JSON as API 2026-10 sends it: what is read, and every personal field.

The rest is left out: a world of 200,000 deliveries pays for each byte.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulation.shops.people import BROWSER_IP, Person
from tests.simulation.shops.pricing import major
from tests.simulation.shops.products import Product
from tests.simulation.shops.records import CASH, Line, Order, Refund

Document = dict[str, Any]
GATEWAYS = {"card": "shopify_payments", CASH: "Cash on Delivery (COD)", "bank": "Bank Deposit"}
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encode(document: Mapping[str, Any]) -> bytes:
    return _encoder.encode(document).encode()


@lru_cache(maxsize=4096)
def moment(at_s: int | None, timezone: str) -> str | None:
    """A time in the shop's zone with its offset, whole seconds."""
    if at_s is None:
        return None
    return datetime.fromtimestamp(at_s, ZoneInfo(timezone)).isoformat(timespec="seconds")


def money(minor: int, currency: str) -> Document:
    return {"shop_money": {"amount": major(minor, currency), "currency_code": currency}}


def order(order: Order, currency: str, timezone: str) -> Document:
    placed = moment(order.placed_s, timezone)
    email = (order.person.email if order.on_record else order.email) or None
    address = _address(order.person) if email else None
    return {
        "id": order.number,
        "admin_graphql_api_id": f"gid://shopify/Order/{order.number}",
        "browser_ip": BROWSER_IP,
        "cancelled_at": moment(order.cancelled_s, timezone),
        "contact_email": email,
        "created_at": placed,
        "currency": currency,
        "discount_codes": [
            {"code": used.code, "amount": major(used.amount, currency), "type": _TYPES[used.kind]}
            for used in order.used
            if used.ours
        ],
        "email": email,
        "financial_status": order.status,
        "payment_gateway_names": [GATEWAYS.get(order.method, order.method)],
        "phone": order.person.phone if email else None,
        "processed_at": placed,
        "taxes_included": False,
        "test": False,
        "total_tip_received": "0.00",
        "updated_at": moment(order.stamp_s, timezone),
        "billing_address": address,
        "customer": customer(order.person, timezone) if order.on_record else None,
        "line_items": [_line(order, line, currency) for line in order.lines],
        "refunds": [refund(order, one, timezone) for one in order.refunds],
        "shipping_address": address,
        "shipping_lines": [_shipping(order, currency)] if order.shipping_full else [],
    }


def refund(order: Order, refund: Refund, timezone: str) -> Document:
    """A refund, in the order and as a delivery of its own."""
    currency = order.currency
    back: list[Document] = []
    if refund.shipping:
        back = [
            {
                "id": refund.refund_id * 100 + 98,
                "subtotal_amount": major(refund.shipping, currency),
                "subtotal_amount_set": money(refund.shipping, currency),
                "tax_amount": major(refund.shipping_tax, currency),
            }
        ]
    # Signed as the shop's books are: what goes to the shopper is negative.
    adjustments: list[Document] = []
    if refund.beyond:
        adjustments = [
            {
                "id": refund.refund_id * 100 + 99,
                "kind": "refund_discrepancy",
                "amount": major(-refund.beyond, currency),
                "amount_set": money(-refund.beyond, currency),
            }
        ]
    return {
        "id": refund.refund_id,
        "order_id": order.number,
        "created_at": moment(refund.at_s, timezone),
        "note": refund.reason or None,
        "refund_shipping_lines": back,
        "admin_graphql_api_id": f"gid://shopify/Refund/{refund.refund_id}",
        "order_adjustments": adjustments,
        "refund_line_items": [
            {
                "id": refund.refund_id * 100 + index,
                "quantity": given.quantity,
                "line_item_id": given.line.line_id,
                # JSON numbers here, strings everywhere else: so does Shopify.
                "subtotal": float(major(given.net, currency)),
                "total_tax": float(major(given.tax, currency)),
                "subtotal_set": money(given.net, currency),
                "total_tax_set": money(given.tax, currency),
                "line_item": {
                    "id": given.line.line_id,
                    "admin_graphql_api_id": f"gid://shopify/LineItem/{given.line.line_id}",
                },
            }
            for index, given in enumerate(refund.lines)
        ],
    }


def customer(person: Person, timezone: str) -> Document:
    number = person.customer_id
    return {
        "id": int(number),
        "email": person.email,
        "created_at": moment(person.born_s, timezone),
        "updated_at": moment(person.changed_s, timezone),
        "first_name": person.first_name,
        "last_name": person.last_name,
        "state": person.state,
        "verified_email": person.verified_email,
        "phone": person.phone,
        "admin_graphql_api_id": f"gid://shopify/Customer/{number}",
        "default_address": _address(person),
    }


def merged(gone_id: str, kept_id: str, *, fails: bool) -> Document:
    """A merge that was completed, or that failed and moved nothing."""
    errors = [
        {
            "customer_ids": [int(gone_id)],
            "field": "merge_in_progress",
            "message": "A customer is currently being merged.",
        }
    ]
    return {
        "admin_graphql_api_customer_kept_id": f"gid://shopify/Customer/{kept_id}",
        "admin_graphql_api_customer_deleted_id": f"gid://shopify/Customer/{gone_id}",
        "admin_graphql_api_job_id": None,
        "status": "failed" if fails else "completed",
        "errors": errors if fails else [],
    }


def edit(
    number: int,
    order: Order,
    additions: Sequence[tuple[int, int]],
    removals: Sequence[tuple[int, int]],
    timezone: str,
) -> Document:
    """What orders/edited holds: the edit, not the order."""
    at = moment(order.stamp_s, timezone)
    nothing: Document = {"additions": [], "removals": []}
    return {
        "order_edit": {
            "id": number,
            "app_id": None,
            "created_at": at,
            "committed_at": at,
            "notify_customer": False,
            "order_id": order.number,
            "staff_note": "",
            "user_id": None,
            "line_items": {
                "additions": [{"id": line, "delta": units} for line, units in additions],
                "removals": [{"id": line, "delta": units} for line, units in removals],
            },
            "discounts": {"line_item": nothing},
            "shipping_lines": nothing,
        }
    }


_TYPES = {"fixed": "fixed_amount", "percent": "percentage", "free_shipping": "shipping"}


def _address(person: Person) -> Document:
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "address1": person.street,
        "city": "Taipei",
        "country": "Taiwan",
        "phone": person.phone,
    }


def _tax(minor: int, currency: str) -> Document:
    return {"price": major(minor, currency), "price_set": money(minor, currency), "title": "VAT"}


def _line(order: Order, line: Line, currency: str) -> Document:
    return {
        "id": line.line_id,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{line.line_id}",
        "current_quantity": line.left - order.given(line)[0],
        "gift_card": line.gift_card,
        "name": f"Thing {line.product_id}",
        "price": major(line.unit, currency),
        "price_set": money(line.unit, currency),
        "product_id": line.product_id,
        "quantity": line.quantity,
        # Code discounts are in the allocations; this stays zero, as in real deliveries.
        "total_discount": "0.00",
        "variant_id": line.product_id * 10 + 1,
        "tax_lines": [_tax(line.tax, currency)] if line.tax else [],
        "discount_allocations": [
            {
                "amount": major(cut, currency),
                "amount_set": money(cut, currency),
                "discount_application_index": index,
            }
            for index, cut in line.cuts
        ],
    }


def _shipping(order: Order, currency: str) -> Document:
    off, tax = order.shipping_full - order.shipping, order.shipping_tax
    cut = {"amount": major(off, currency), "amount_set": money(off, currency)}
    return {
        "id": order.number * 10 + 9,
        "title": "Standard",
        "tax_lines": [_tax(tax, currency)] if tax else [],
        "discount_allocations": [{**cut, "discount_application_index": 0}] if off else [],
        "price": major(order.shipping_full, currency),
        "price_set": money(order.shipping_full, currency),
    }


def product(product: Product, timezone: str) -> Document:
    """What products/update carries: no collections are in it."""
    return {
        "id": product.number,
        "admin_graphql_api_id": f"gid://shopify/Product/{product.number}",
        "created_at": moment(1_780_000_000, timezone),
        "updated_at": moment(product.stamp_s, timezone),
        "vendor": product.vendor.title(),
        "tags": product.tag,
        "variants": [
            {
                "id": product.variant,
                "price": "10.00",
                "compare_at_price": "12.50" if product.sale else None,
            }
        ],
    }
