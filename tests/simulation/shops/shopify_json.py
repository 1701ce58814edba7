"""Shopify's webhook JSON, in the shape that API 2026-10 sends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulation.shops.people import BROWSER_IP, Person
from tests.simulation.shops.pricing import major
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
    amount = {"amount": major(minor, currency), "currency_code": currency}
    return {"shop_money": amount, "presentment_money": amount}


def order(order: Order, currency: str, timezone: str) -> Document:
    placed = moment(order.placed_s, timezone)
    email = order.person.email if order.on_record else order.email
    address = _address(order.person) if email else None
    goods = sum(line.net for line in order.lines)
    goods_now = sum(line.net_now for line in order.lines)
    tax = sum(line.tax for line in order.lines) + order.shipping_tax
    cut = sum(used.amount for used in order.used)
    zero = money(0, currency)
    document: Document = {
        "id": order.number,
        "admin_graphql_api_id": f"gid://shopify/Order/{order.number}",
        "app_id": 580111,
        "browser_ip": BROWSER_IP,
        "buyer_accepts_marketing": False,
        "cancel_reason": None if order.cancelled_s is None else "customer",
        "cancelled_at": moment(order.cancelled_s, timezone),
        "cart_token": None,
        "checkout_id": order.number + 1,
        "checkout_token": f"{order.number:032x}",
        "client_details": {"browser_ip": BROWSER_IP, "user_agent": "Mozilla/5.0"},
        "closed_at": moment(order.cancelled_s, timezone),
        "company": None,
        "confirmation_number": f"C{order.number % 10**8:08d}",
        "confirmed": True,
        "contact_email": email or None,
        "created_at": placed,
        "currency": currency,
        "current_total_additional_fees_set": None,
        "current_total_duties_set": None,
        "customer_locale": "en",
        "device_id": None,
        "discount_codes": [
            {"code": used.code, "amount": major(used.amount, currency), "type": _TYPES[used.kind]}
            for used in order.used
            if used.ours
        ],
        "duties_included": False,
        "email": email,
        "estimated_taxes": False,
        "financial_status": order.status,
        "fulfillment_status": None,
        "landing_site": None,
        "location_id": None,
        "name": f"#{order.number % 10**6}",
        "note": None,
        "note_attributes": [],
        "number": order.number % 10**6,
        "order_number": order.number % 10**6,
        "order_status_url": "https://example.myshopify.com/1/orders/x/authenticate?key=x",
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        "payment_gateway_names": [GATEWAYS.get(order.method, order.method)],
        "phone": order.person.phone if email else None,
        "presentment_currency": currency,
        "processed_at": placed,
        "referring_site": None,
        "source_name": "web",
        "tags": "",
        "tax_exempt": False,
        "tax_lines": [_tax(tax, currency)] if tax else [],
        "taxes_included": False,
        "test": False,
        "token": f"{order.number:032x}",
        "total_cash_rounding_payment_adjustment_set": zero,
        "total_cash_rounding_refund_adjustment_set": zero,
        "total_outstanding": major(max(0, order.total - order.paid_minor), currency),
        "total_shipping_price_set": money(order.shipping_full, currency),
        "total_tip_received": "0.00",
        "total_weight": 0,
        "updated_at": moment(order.stamp_s, timezone),
        "user_id": None,
        "billing_address": address,
        "customer": customer(order.person, currency, timezone) if order.on_record else None,
        "discount_applications": [_application(order, index) for index in range(len(order.used))],
        "fulfillments": [],
        "line_items": [_line(order, line, currency) for line in order.lines],
        "payment_terms": None,
        "refunds": [refund(order, one, timezone) for one in order.refunds],
        "shipping_address": address,
        "shipping_lines": [_shipping(order, currency)] if order.shipping_full else [],
        "returns": [],
        "line_item_groups": [],
    }
    amounts = (
        ("subtotal_price", goods),
        ("total_discounts", cut),
        ("total_price", order.total),
        ("total_tax", tax),
        ("total_line_items_price", goods + cut),
        ("current_subtotal_price", goods_now),
        ("current_total_discounts", cut),
        ("current_total_price", order.total - order.refunded),
        ("current_total_tax", tax),
    )
    for name, minor in amounts:
        both = money(minor, currency)
        document[name] = both["shop_money"]["amount"]
        document[f"{name}_set"] = both
    document["current_shipping_price_set"] = money(order.shipping, currency)
    return document


def refund(order: Order, refund: Refund, timezone: str) -> Document:
    """A refund, in the order and as a delivery of its own."""
    currency, at = order.currency, moment(refund.at_s, timezone)
    back: list[Document] = []
    if refund.shipping:
        back = [
            {
                "id": refund.refund_id * 100 + 98,
                "shipping_line_id": order.number * 10 + 9,
                "subtotal_amount": major(refund.shipping, currency),
                "subtotal_amount_set": money(refund.shipping, currency),
                "tax_amount": major(refund.shipping_tax, currency),
                "tax_amount_set": money(refund.shipping_tax, currency),
            }
        ]
    # Signed as the shop's books are: what goes to the shopper is negative.
    adjustments: list[Document] = []
    if refund.beyond:
        adjustments = [
            {
                "id": refund.refund_id * 100 + 99,
                "order_id": order.number,
                "kind": "refund_discrepancy",
                "reason": "Refund discrepancy",
                "amount": major(-refund.beyond, currency),
                "amount_set": money(-refund.beyond, currency),
                "tax_amount": "0.00",
                "tax_amount_set": money(0, currency),
            }
        ]
    return {
        "id": refund.refund_id,
        "order_id": order.number,
        "created_at": at,
        "note": refund.reason or None,
        "user_id": None,
        "processed_at": at,
        "duties": [],
        "total_duties_set": money(0, currency),
        "return": None,
        "refund_shipping_lines": back,
        "restock": True,
        "admin_graphql_api_id": f"gid://shopify/Refund/{refund.refund_id}",
        "order_adjustments": adjustments,
        "refund_line_items": [
            {
                "id": refund.refund_id * 100 + index,
                "quantity": given.quantity,
                "line_item_id": given.line.line_id,
                "location_id": None,
                "restock_type": "return",
                # JSON numbers here, strings everywhere else: so does Shopify.
                "subtotal": float(major(given.net, currency)),
                "total_tax": float(major(given.tax, currency)),
                "subtotal_set": money(given.net, currency),
                "total_tax_set": money(given.tax, currency),
                "line_item": _line(order, given.line, currency),
            }
            for index, given in enumerate(refund.lines)
        ],
        "transactions": [
            {
                "id": refund.refund_id * 100 + 97,
                "order_id": order.number,
                "kind": "refund",
                "gateway": GATEWAYS.get(order.method, order.method),
                "status": "success",
                "message": None,
                "created_at": at,
                "test": False,
                "amount": major(refund.amount, currency),
                "currency": currency,
                "admin_graphql_api_id": f"gid://shopify/OrderTransaction/{refund.refund_id}",
            }
        ],
    }


def customer(person: Person, currency: str, timezone: str) -> Document:
    number = person.customer_id
    return {
        "id": int(number),
        "email": person.email,
        "created_at": moment(person.born_s, timezone),
        "updated_at": moment(person.changed_s, timezone),
        "first_name": person.first_name,
        "last_name": person.last_name,
        "state": person.state,
        "note": None,
        "verified_email": person.verified_email,
        "multipass_identifier": None,
        "tax_exempt": False,
        "phone": person.phone,
        "email_marketing_consent": {
            "state": "not_subscribed",
            "opt_in_level": "single_opt_in",
            "consent_updated_at": None,
        },
        "sms_marketing_consent": None,
        "currency": currency,
        "addresses": [],
        "tax_exemptions": [],
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
        "name": f"{person.first_name} {person.last_name}",
        "company": None,
        "address1": person.street,
        "address2": None,
        "city": "Taipei",
        "zip": "100",
        "province": None,
        "province_code": None,
        "country": "Taiwan",
        "country_code": "TW",
        "phone": person.phone,
        "latitude": None,
        "longitude": None,
    }


def _application(order: Order, index: int) -> Document:
    used = order.used[index]
    shipping, percent = used.kind == "free_shipping", used.kind != "fixed"
    value = "100.0" if shipping else str(used.percent)
    application: Document = {
        "target_type": "shipping_line" if shipping else "line_item",
        "type": "discount_code" if used.ours else "automatic",
        "value": value if percent else major(used.value_minor, order.currency),
        "value_type": "percentage" if percent else "fixed_amount",
        "allocation_method": "each" if shipping else "across",
        "target_selection": "all",
    }
    application["code" if used.ours else "title"] = used.code
    return application


def _tax(minor: int, currency: str) -> Document:
    return {
        "channel_liable": False,
        "price": major(minor, currency),
        "price_set": money(minor, currency),
        "rate": 0.05,
        "title": "VAT",
    }


def _line(order: Order, line: Line, currency: str) -> Document:
    zero = money(0, currency)
    left = line.left - order.given(line)[0]
    title = f"Thing {line.product_id}"
    return {
        "id": line.line_id,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{line.line_id}",
        "attributed_staffs": [],
        "current_quantity": left,
        "fulfillable_quantity": left,
        "fulfillment_service": "gift_card" if line.gift_card else "manual",
        "fulfillment_status": None,
        "gift_card": line.gift_card,
        "grams": 0,
        "name": title,
        "price": major(line.unit, currency),
        "price_set": money(line.unit, currency),
        "product_exists": True,
        "product_id": line.product_id,
        "properties": [],
        "quantity": line.quantity,
        "requires_shipping": not line.gift_card,
        "sales_line_item_group_id": None,
        "sku": f"sku-{line.product_id}",
        "taxable": not line.gift_card,
        "title": title,
        # Code discounts are in the allocations; this stays zero, as in real deliveries.
        "total_discount": zero["shop_money"]["amount"],
        "total_discount_set": zero,
        "variant_id": line.product_id * 10 + 1,
        "variant_inventory_management": "shopify",
        "variant_title": None,
        "vendor": "Backpack & Bean",
        "tax_lines": [_tax(line.tax, currency)] if line.tax else [],
        "duties": [],
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
    full, tax = money(order.shipping_full, currency), order.shipping_tax
    now = money(order.shipping, currency)
    off = order.shipping_full - order.shipping
    return {
        "id": order.number * 10 + 9,
        "carrier_identifier": None,
        "code": "Standard",
        "is_removed": False,
        "phone": None,
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": "Standard",
        "tax_lines": [_tax(tax, currency)] if tax else [],
        "discount_allocations": [
            {
                "amount": major(off, currency),
                "amount_set": money(off, currency),
                "discount_application_index": 0,
            }
        ]
        if off
        else [],
        "price": full["shop_money"]["amount"],
        "price_set": full,
        "discounted_price": now["shop_money"]["amount"],
        "discounted_price_set": now,
        "current_discounted_price_set": now,
    }
