"""Placing an order in either flavour: the one path for the pages and the control API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.money import to_minor
from infra.local.sandbox import (
    catalogue,
    pricing,
    shopify_discounts,
    shopify_orders,
    woo_coupon_rules,
    woo_customers,
    woo_orders,
)
from infra.local.sandbox.config import Platform
from infra.local.sandbox.db import Document
from infra.local.sandbox.pricing import Discount, Item, Priced
from infra.local.sandbox.sandbox import Sandbox

# What each way of paying makes of a new order: (WooCommerce method, title, status, Shopify
# gateway, paid at once on Shopify).
PAYMENTS: dict[str, tuple[str, str, str, str, bool]] = {
    "card": ("stripe", "Credit card", "processing", "shopify_payments", True),
    "cod": ("cod", "Cash on delivery", "processing", "Cash on Delivery (COD)", False),
    "bank": ("bacs", "Direct bank transfer", "on-hold", "Bank Deposit", False),
    "later": ("", "", "pending", "manual", False),
}


class CodeRefused(ValueError):
    """A discount code does not work in this cart; `reason` is a key of the pages' texts."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys. `customer_id` "" is a guest; `email` "" is a counter sale (Shopify only)."""

    customer_id: str = ""
    email: str = ""
    name: str = "Guest Shopper"


def items_of(platform: Platform, lines: list[dict[str, Any]], currency: str) -> list[Item]:
    """Cart lines from {"sku"|"product_id", "quantity", "price"?, "name"?, "gift_card"?}.
    Raises ValueError for a product that is neither in the catalogue nor described."""
    items = []
    for line in lines:
        product = catalogue.find(line.get("sku") or line.get("product_id") or "")
        price = line.get("price")
        if product is None and price is None:
            raise ValueError(f"no such product, and no price: {line}")
        number = int(line.get("product_id") or 0)
        if product is not None:
            number = product.woo_id if platform == "woo" else product.shopify_id
        items.append(
            Item(
                product_id=number,
                variant_id=product.variant_id if product else number,
                sku=product.sku if product else str(line.get("sku") or ""),
                name=str(line.get("name") or (product.name("en") if product else "Thing")),
                quantity=int(line.get("quantity", 1)),
                unit_minor=to_minor(price, currency)
                if price is not None or product is None
                else product.price_minor(currency),
                gift_card=bool(line.get("gift_card", product.gift_card if product else False)),
            )
        )
    return items


def check_codes(
    sandbox: Sandbox,
    platform: Platform,
    codes: list[str],
    buyer: Buyer,
    items: list[Item],
    *,
    at_checkout: bool,
) -> list[Discount]:
    """What the codes do. Raises CodeRefused for the first that does not work."""
    discounts: list[Discount] = []
    subtotal = sum(item.unit_minor * item.quantity for item in items)
    product_ids = {item.product_id for item in items}
    for code in codes:
        if platform == "woo":
            emails = {buyer.email.strip().lower()} - {""}
            result = woo_coupon_rules.check(
                sandbox,
                code,
                emails,
                int(buyer.customer_id or 0),
                subtotal,
                product_ids,
                at_checkout=at_checkout,
            )
        else:
            known = buyer.customer_id or None
            result = shopify_discounts.check(sandbox, code, known, subtotal, product_ids)
        if isinstance(result, str):
            raise CodeRefused(code, result)
        discounts.append(result)
    return discounts


def price(
    sandbox: Sandbox,
    platform: Platform,
    lines: list[dict[str, Any]],
    codes: list[str],
    buyer: Buyer,
    *,
    currency: str = "",
    at_checkout: bool = False,
    **options: Any,
) -> Priced:
    """Price a cart with its codes. Raises CodeRefused and ValueError."""
    currency = currency or sandbox.store(platform).currency
    items = items_of(platform, lines, currency)
    discounts = check_codes(sandbox, platform, codes, buyer, items, at_checkout=at_checkout)
    gift_cards = platform == "woo"
    return pricing.price(items, currency, discounts, discount_gift_cards=gift_cards, **options)


def place(
    sandbox: Sandbox, platform: Platform, priced: Priced, buyer: Buyer, payment: str
) -> Document:
    """Make the order. Returns the platform's own order JSON."""
    method, title, status, gateway, paid = PAYMENTS[payment]
    first, _, last = buyer.name.partition(" ")
    if platform == "woo":
        billing = {
            "first_name": first,
            "last_name": last,
            "city": "Taipei",
            "country": "TW",
            "email": buyer.email,
            "phone": "0900000000",
        }
        document = woo_orders.create(
            sandbox,
            priced,
            customer_id=int(buyer.customer_id or 0),
            billing=billing,
            status=status,
            payment_method=method,
            payment_title=title,
        )
        order: Document = document["order"]
        return order
    customer = None
    if buyer.customer_id:
        customer = sandbox.db.get(shopify_orders.CUSTOMER, buyer.customer_id)
    elif buyer.email:
        customer = shopify_orders.sign_up(sandbox, buyer.email, buyer.name, verified=False)
    return shopify_orders.create(sandbox, priced, customer, gateway=gateway, paid=paid)


def checkout(
    sandbox: Sandbox,
    platform: Platform,
    lines: list[dict[str, Any]],
    codes: list[str],
    buyer: Buyer,
    payment: str,
) -> Document:
    """Check the codes and place the order as one step: a code's last use goes to one order."""
    with sandbox.db.change():
        priced = price(sandbox, platform, lines, codes, buyer, at_checkout=True)
        return place(sandbox, platform, priced, buyer, payment)


def seed(sandbox: Sandbox) -> None:
    """The invented shoppers, who had accounts before Regulars came: no webhooks."""
    if sandbox.db.get("setting", "seeded"):
        return
    with sandbox.db.change():
        for email, name in SHOPPERS:
            woo_customers.create(sandbox, email, name, silent=True)
            shopify_orders.sign_up(sandbox, email, name, verified=True, silent=True)
        sandbox.db.put("setting", "seeded", {"value": True})


SHOPPERS = (
    ("mei.lin@example.com", "Mei Lin"),
    ("noah.berg@example.com", "Noah Berg"),
    ("ines.costa@example.com", "Ines Costa"),
)
