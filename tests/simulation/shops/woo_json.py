"""WooCommerce's JSON as version 11 sends it, less what neither points nor privacy need."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulation.shops.people import BROWSER_IP, Person
from tests.simulation.shops.pricing import major
from tests.simulation.shops.products import COLLECTIONS, Product
from tests.simulation.shops.records import Line, Order, Refund

Document = dict[str, Any]
_encoder = json.JSONEncoder(separators=(",", ":"))


def encode(document: Document) -> bytes:
    """JSON as PHP writes it: no spaces, slashes and non-ASCII escaped."""
    return _encoder.encode(document).replace("/", "\\/").encode()


def gone(code: str, message: str) -> Document:
    """The signed error document that arrives when the resource is gone by then."""
    return {"code": code, "message": message, "data": {"status": 404}}


@lru_cache(maxsize=4096)
def stamps(at_s: int | None, timezone: str) -> tuple[str | None, str | None]:
    """(the store's own time, GMT), whole seconds."""
    if at_s is None:
        return None, None
    form = "%Y-%m-%dT%H:%M:%S"
    local = datetime.fromtimestamp(at_s, ZoneInfo(timezone))
    return local.strftime(form), datetime.fromtimestamp(at_s, UTC).strftime(form)


def order(order: Order, timezone: str) -> Document:
    """The order as webhooks and GET orders/N show it."""
    currency = order.currency
    created, created_gmt = stamps(order.placed_s, timezone)
    modified, modified_gmt = stamps(order.stamp_s, timezone)
    paid, paid_gmt = stamps(order.paid_s, timezone)
    completed, completed_gmt = stamps(order.completed_s, timezone)
    goods_tax = sum(line.tax for line in order.lines)
    discount = sum(used.amount for used in order.used)
    address = _address(order.person) if order.email else _BLANK
    return {
        "id": order.number,
        "status": order.status,
        "currency": currency,
        "prices_include_tax": False,
        "date_created": created,
        "date_modified": modified,
        "discount_total": major(discount, currency),
        "shipping_total": major(order.shipping, currency),
        "shipping_tax": major(order.shipping_tax, currency),
        "cart_tax": major(goods_tax, currency),
        "total": major(order.total, currency),
        "total_tax": major(goods_tax + order.shipping_tax, currency),
        "customer_id": int(order.person.customer_id or 0) if order.named else 0,
        "billing": {**address, "email": order.email},
        "shipping": address,
        "payment_method": {"card": "stripe", "bank": "bacs"}.get(order.method, order.method),
        "customer_ip_address": BROWSER_IP,
        "customer_user_agent": "Mozilla/5.0",
        "date_completed": completed,
        "date_paid": paid,
        "number": order.order_id,
        "line_items": [_line(line, currency) for line in order.lines],
        "shipping_lines": [_shipping(order)] if order.shipping_full else [],
        "fee_lines": [],
        "coupon_lines": [
            {
                "id": order.number * 10 + index,
                "code": used.code,
                "discount": major(used.amount, currency),
            }
            for index, used in enumerate(order.used)
        ],
        "refunds": [
            {
                "id": refund.refund_id,
                "reason": refund.reason,
                "total": major(-refund.amount, currency),
                "total_tax": major(-refund.tax, currency),
            }
            for refund in order.refunds
        ],
        "date_created_gmt": created_gmt,
        "date_modified_gmt": modified_gmt,
        "date_completed_gmt": completed_gmt,
        "date_paid_gmt": paid_gmt,
    }


def refund(order: Order, refund: Refund) -> Document:
    """One of GET orders/N/refunds: everything in it is negative but the amount."""
    currency = order.currency
    lines = [
        {
            "id": refund.refund_id * 100 + index,
            "product_id": given.line.product_id,
            "variation_id": 0,
            "quantity": -given.quantity,
            "total": major(-given.net, currency),
            "total_tax": major(-given.tax, currency),
            "meta_data": [_refunded_item(given.line.line_id)],
        }
        for index, given in enumerate(refund.lines)
    ]
    shipping_lines = []
    if refund.shipping:
        shipping_lines = [
            {
                "id": refund.refund_id * 100 + 99,
                "total": major(-refund.shipping, currency),
                "total_tax": major(-refund.shipping_tax, currency),
                "meta_data": [_refunded_item(order.number * 10 + 9)],
            }
        ]
    return {
        "id": refund.refund_id,
        "parent_id": order.number,
        "amount": major(refund.amount, currency),
        "reason": refund.reason,
        "meta_data": [],
        "line_items": lines,
        "shipping_lines": shipping_lines,
        "tax_lines": [],
        "fee_lines": [],
    }


def customer(person: Person, timezone: str) -> Document:
    """A customer as webhooks and the REST API show one."""
    created, created_gmt = stamps(person.born_s, timezone)
    modified, modified_gmt = stamps(person.changed_s, timezone)
    address = _address(person)
    return {
        "id": int(person.customer_id),
        "date_created": created,
        "date_created_gmt": created_gmt,
        "date_modified": modified,
        "date_modified_gmt": modified_gmt,
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "billing": {**address, "email": person.email},
        "shipping": address,
        "meta_data": [],
    }


def _address(person: Person) -> Document:
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "address_1": person.street,
        "city": "Taipei",
        "country": "TW",
        "phone": person.phone,
    }


_BLANK: Document = dict.fromkeys(
    ("first_name", "last_name", "address_1", "city", "country", "phone"), ""
)


def _line(line: Line, currency: str) -> Document:
    # What the gift-card extensions leave on a line; WooCommerce itself knows no gift cards.
    meta = [{"id": 1, "key": "wc_gc_giftcard_amount", "value": "1"}] if line.gift_card else []
    tax = major(line.tax, currency)
    return {
        "id": line.line_id,
        "name": f"Thing {line.product_id}",
        "product_id": line.product_id,
        "variation_id": 0,
        "quantity": line.quantity,
        "subtotal": major(line.subtotal, currency),
        "subtotal_tax": tax,
        "total": major(line.net, currency),
        "total_tax": tax,
        "meta_data": meta,
    }


def _shipping(order: Order) -> Document:
    tax = major(order.shipping_tax, order.currency)
    return {
        "id": order.number * 10 + 9,
        "method_title": "Flat",
        "method_id": "flat_rate",
        "total": major(order.shipping, order.currency),
        "total_tax": tax,
        "meta_data": [],
    }


def _refunded_item(item: int) -> Document:
    text = str(item)
    name = "_refunded_item_id"
    return {"id": 0, "key": name, "value": text, "display_key": name, "display_value": text}


def product(product: Product, timezone: str) -> Document:
    """The product as webhooks and GET products/N show it."""
    created, created_gmt = stamps(1_780_000_000, timezone)
    modified, modified_gmt = stamps(product.stamp_s, timezone)
    category = COLLECTIONS[product.collection]
    return {
        "id": product.number,
        "date_created": created,
        "date_created_gmt": created_gmt,
        "date_modified": modified,
        "date_modified_gmt": modified_gmt,
        "type": "simple",
        "on_sale": product.sale,
        "parent_id": 0,
        "categories": [
            {"id": category, "name": product.collection.title(), "slug": product.collection}
        ],
        "tags": [{"id": 41, "name": product.tag, "slug": product.tag}],
        "brands": [{"id": 31, "name": product.vendor.title(), "slug": product.vendor}],
    }
