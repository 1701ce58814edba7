"""WooCommerce's JSON of orders, field by field as version 11 sends them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.money import to_major
from infra.local.sandbox.db import Document
from infra.local.sandbox.pricing import Priced, PricedLine
from infra.local.sandbox.sandbox import Sandbox, gmt

VERSION = "11.0.1"
_SYMBOLS = {"USD": "$", "TWD": "NT$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$"}
_ADDRESS = [
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
]


def stamp(sandbox: Sandbox, document: Document, name: str, at_s: float) -> None:
    """Set `name` (the store's time zone) and `name`_gmt; whole seconds."""
    local = sandbox.local("woo", at_s)
    document[name] = local.strftime("%Y-%m-%dT%H:%M:%S")
    document[f"{name}_gmt"] = gmt(at_s)


def address(values: dict[str, str], *, email: bool) -> dict[str, str]:
    result = {name: values.get(name, "") for name in _ADDRESS}
    if email:
        result["email"] = values.get("email", "")
    return {**result, "phone": values.get("phone", "")}


def order(sandbox: Sandbox, number: int, priced: Priced, billing: dict[str, str]) -> Document:
    """A new order of that cart, unpaid and without a status."""
    money = formatter(priced.currency)
    order: Document = {
        "id": number,
        "parent_id": 0,
        "status": "pending",
        "currency": priced.currency,
        "version": VERSION,
        "prices_include_tax": False,
        "date_created": None,
        "date_modified": None,
        "discount_total": money(priced.discount),
        "discount_tax": money(priced.discount_tax),
        "shipping_total": money(priced.shipping),
        "shipping_tax": money(priced.shipping_tax),
        "cart_tax": money(priced.cart_tax),
        "total": money(priced.total),
        "total_tax": money(priced.tax),
        "customer_id": 0,
        "order_key": "",
        "billing": address(billing, email=True),
        "shipping": address(billing, email=False),
        "payment_method": "",
        "payment_method_title": "",
        "transaction_id": "",
        "customer_ip_address": "",
        "customer_user_agent": "",
        "created_via": "",
        "customer_note": "",
        "date_completed": None,
        "date_paid": None,
        "cart_hash": "",
        "number": str(number),
        "meta_data": [],
        "line_items": [_line(sandbox, line, money) for line in priced.lines],
        "tax_lines": _tax_lines(sandbox, priced, money),
        "shipping_lines": _shipping_lines(sandbox, priced, money),
        "fee_lines": [
            {
                "id": item_id(sandbox),
                "name": name,
                "tax_class": "",
                "tax_status": "taxable",
                "amount": "",
                "total": money(fee),
                "total_tax": money(tax),
                "taxes": [{"id": 1, "total": money(tax), "subtotal": ""}],
                "meta_data": [],
            }
            for name, fee, tax in priced.fees
        ],
        "coupon_lines": [
            {
                "id": item_id(sandbox),
                "code": code.code,
                "discount": money(priced.code_amount(code.code)),
                "discount_tax": "0.00",
                "meta_data": [],
                "discount_type": "percent" if code.kind == "percent" else "fixed_cart",
                "nominal_amount": float(code.percent) or code.value_minor / 100,
                "free_shipping": code.free_shipping,
            }
            for code in priced.codes
        ],
        "refunds": [],
        "payment_url": "",
        "is_editable": True,
        "needs_payment": True,
        "needs_processing": True,
        "date_created_gmt": None,
        "date_modified_gmt": None,
        "date_completed_gmt": None,
        "date_paid_gmt": None,
        "currency_symbol": _SYMBOLS.get(priced.currency, priced.currency),
    }
    stamp(sandbox, order, "date_created", sandbox.now())
    return order


def item_id(sandbox: Sandbox) -> int:
    """Order items share one sequence in WooCommerce."""
    return sandbox.db.next_id("woo_item", 1001)


def formatter(currency: str) -> Any:
    return lambda minor: to_major(minor, currency)


def _line(sandbox: Sandbox, line: PricedLine, money: Any) -> Document:
    item = line.item
    # What the gift-card extensions leave on a line; WooCommerce itself knows no gift cards.
    meta = (
        [
            {
                "id": item_id(sandbox),
                "key": "wc_gc_giftcard_amount",
                "value": money(item.unit_minor),
                "display_key": "wc_gc_giftcard_amount",
                "display_value": money(item.unit_minor),
            }
        ]
        if item.gift_card
        else []
    )
    unit = Decimal(money(line.total)) / item.quantity
    return {
        "id": item_id(sandbox),
        "name": item.name,
        "product_id": item.product_id,
        "variation_id": 0,
        "quantity": item.quantity,
        "tax_class": "zero-rate" if item.gift_card else "",
        "subtotal": money(line.subtotal),
        "subtotal_tax": money(line.subtotal_tax),
        "total": money(line.total),
        "total_tax": money(line.total_tax),
        "taxes": [{"id": 1, "total": money(line.total_tax), "subtotal": money(line.subtotal_tax)}],
        "meta_data": meta,
        "sku": item.sku,
        "global_unique_id": "",
        "price": int(unit) if unit == int(unit) else float(unit),
        "image": {"id": "", "src": ""},
        "parent_name": None,
    }


def _tax_lines(sandbox: Sandbox, priced: Priced, money: Any) -> list[Document]:
    return [
        {
            "id": item_id(sandbox),
            "rate_code": "VAT-1",
            "rate_id": 1,
            "label": "VAT",
            "compound": False,
            "tax_total": money(priced.cart_tax),
            "shipping_tax_total": money(priced.shipping_tax),
            "rate_percent": 5,
            "meta_data": [],
        }
    ]


def _shipping_lines(sandbox: Sandbox, priced: Priced, money: Any) -> list[Document]:
    if not priced.shipping_full:
        return []
    free = priced.shipping == 0
    return [
        {
            "id": item_id(sandbox),
            "method_title": "Free shipping" if free else "Flat",
            "method_id": "free_shipping" if free else "flat_rate",
            "instance_id": "",
            "total": money(priced.shipping),
            "total_tax": money(priced.shipping_tax),
            "taxes": [{"id": 1, "total": money(priced.shipping_tax), "subtotal": ""}],
            "tax_status": "taxable",
            "meta_data": [],
        }
    ]
