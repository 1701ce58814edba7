"""Discount codes of the Shopify flavour: what the mutations make and the cart accepts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal

from core.money import to_minor
from infra.local.sandbox import shopify_json
from infra.local.sandbox.db import Document
from infra.local.sandbox.pricing import Discount
from infra.local.sandbox.sandbox import Sandbox

KIND = "shopify/discount"
Shape = Literal["DiscountCodeBasic", "DiscountCodeFreeShipping"]


def find(sandbox: Sandbox, code: str) -> Document | None:
    """Codes are unique whatever their case."""
    wanted = code.strip().lower()
    found = [d for d in sandbox.db.all(KIND) if d["code"].lower() == wanted]
    return found[0] if found else None


def get(sandbox: Sandbox, gid: str) -> Document | None:
    return sandbox.db.get(KIND, gid.rpartition("/")[2])


def create(sandbox: Sandbox, shape: Shape, given: dict[str, Any]) -> Document:
    """The new discount, of an input that `user_errors` found nothing wrong with."""
    with sandbox.db.change():
        number = shopify_json.new_id(sandbox, "DiscountCodeNode")
        now = shopify_json.moment(sandbox)
        customers = ((given.get("context") or {}).get("customers") or {}).get("add")
        discount: Document = {
            "id": number,
            "shape": shape,
            "code": given["code"],
            "title": given["title"],
            "starts_at": given["startsAt"],
            "ends_at": given.get("endsAt"),
            "usage_limit": given.get("usageLimit"),
            "once_per_customer": bool(given.get("appliesOncePerCustomer")),
            "customers": [c.rpartition("/")[2] for c in customers] if customers else None,
            "value": (given.get("customerGets") or {}).get("value"),
            "items": (given.get("customerGets") or {}).get("items"),
            "minimum": given.get("minimumRequirement"),
            "combines": given.get("combinesWith") or {},
            "tags": given.get("tags") or [],
            "used": 0,
            "used_by": [],
            "created_at": now,
            "updated_at": now,
        }
        sandbox.db.put(KIND, number, discount)
    return discount


def deactivate(sandbox: Sandbox, gid: str) -> Document | None:
    """Ends now, which is how Shopify turns a code off."""
    with sandbox.db.change():
        discount = get(sandbox, gid)
        if discount is not None and status(sandbox, discount) != "EXPIRED":
            discount["ends_at"] = shopify_json.utc_of(sandbox.now())
            discount["updated_at"] = shopify_json.moment(sandbox)
            sandbox.db.put(KIND, discount["id"], discount)
    return discount


def status(sandbox: Sandbox, discount: Document) -> str:
    now = sandbox.now()
    if discount["ends_at"] and shopify_json.seconds(discount["ends_at"]) <= now:
        return "EXPIRED"
    return "SCHEDULED" if shopify_json.seconds(discount["starts_at"]) > now else "ACTIVE"


def count_use(sandbox: Sandbox, code: str, customer_id: str) -> None:
    with sandbox.db.change():
        discount = find(sandbox, code)
        if discount is not None:
            discount["used"] += 1
            discount["used_by"].append(customer_id)
            sandbox.db.put(KIND, discount["id"], discount)


def check(
    sandbox: Sandbox,
    code: str,
    customer_id: str | None,
    subtotal: int,
    product_ids: Iterable[int] = (),
) -> Discount | str:
    """What the code does in this cart, or why not (a key of the pages' texts)."""
    discount = find(sandbox, code)
    if discount is None:
        return "code_unknown"
    if status(sandbox, discount) != "ACTIVE":
        return "code_expired"
    if discount["usage_limit"] and discount["used"] >= discount["usage_limit"]:
        return "code_used"
    if discount["customers"] is not None:
        if customer_id is None:
            return "code_sign_in"
        if customer_id not in discount["customers"]:
            return "code_other"
    if discount["once_per_customer"] and customer_id in discount["used_by"]:
        return "code_used"
    currency = sandbox.store("shopify").currency
    minimum = ((discount["minimum"] or {}).get("subtotal") or {}).get(
        "greaterThanOrEqualToSubtotal"
    )
    if minimum and subtotal < to_minor(minimum, currency):
        return "code_minimum"
    products = _products(discount)
    if products and products.isdisjoint(map(str, product_ids)):
        return "code_products"
    if discount["shape"] == "DiscountCodeFreeShipping":
        return Discount(discount["code"], "none", free_shipping=True)
    value = discount["value"]
    if value.get("percentage") is not None:
        percent = Decimal(str(value["percentage"])) * 100
        return Discount(discount["code"], "percent", percent=percent, products=products)
    amount = to_minor(value["discountAmount"]["amount"], currency)
    return Discount(discount["code"], "fixed", value_minor=amount, products=products)


def _products(discount: Document) -> frozenset[str]:
    """The numbers of the products that it is for; empty for all."""
    named = (discount.get("items") or {}).get("products") or {}
    return frozenset(gid.rpartition("/")[2] for gid in named.get("productsToAdd") or [])
