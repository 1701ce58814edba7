"""Discount codes of the Shopify flavour: what the mutations make and the cart accepts."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

from core.money import to_major, to_minor
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


def create(sandbox: Sandbox, shape: Shape, given: dict[str, Any]) -> Document | list[Document]:
    """The new discount, or the user errors. Checks what Shopify checks."""
    with sandbox.db.change():
        errors = list(_errors(sandbox, shape, given))
        if errors:
            return errors
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
            discount["ends_at"] = _utc(sandbox.now())
            discount["updated_at"] = shopify_json.moment(sandbox)
            sandbox.db.put(KIND, discount["id"], discount)
    return discount


def status(sandbox: Sandbox, discount: Document) -> str:
    now = sandbox.now()
    if discount["ends_at"] and shopify_json.seconds(discount["ends_at"]) <= now:
        return "EXPIRED"
    return "SCHEDULED" if shopify_json.seconds(discount["starts_at"]) > now else "ACTIVE"


def count_use(sandbox: Sandbox, code: str, customer_id: str = "") -> None:
    with sandbox.db.change():
        discount = find(sandbox, code)
        if discount is not None:
            discount["used"] += 1
            discount["used_by"].append(customer_id)
            sandbox.db.put(KIND, discount["id"], discount)


def check(sandbox: Sandbox, code: str, customer_id: str | None, subtotal: int) -> Discount | str:
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
    if discount["shape"] == "DiscountCodeFreeShipping":
        return Discount(discount["code"], "none", free_shipping=True)
    value = discount["value"]
    if value.get("percentage") is not None:
        percent = Decimal(str(value["percentage"])) * 100
        return Discount(discount["code"], "percent", percent=percent)
    amount = to_minor(value["discountAmount"]["amount"], currency)
    return Discount(discount["code"], "fixed", value_minor=amount)


def node(sandbox: Sandbox, discount: Document) -> dict[str, Any]:
    """The DiscountCodeNode that GraphQL shows."""
    currency = sandbox.store("shopify").currency
    code = {
        "__typename": "DiscountRedeemCode",
        "id": shopify_json.gid("DiscountRedeemCode", discount["id"]),
        "code": discount["code"],
        "asyncUsageCount": discount["used"],
    }
    shown: dict[str, Any] = {
        "__typename": discount["shape"],
        "title": discount["title"],
        "status": status(sandbox, discount),
        "startsAt": _utc(shopify_json.seconds(discount["starts_at"])),
        "endsAt": discount["ends_at"] and _utc(shopify_json.seconds(discount["ends_at"])),
        "usageLimit": discount["usage_limit"],
        "appliesOncePerCustomer": discount["once_per_customer"],
        "asyncUsageCount": discount["used"],
        "codes": [code],
        "codesCount": {"__typename": "Count", "count": 1, "precision": "EXACT"},
        "combinesWith": {
            "__typename": "DiscountCombinesWith",
            "orderDiscounts": bool(discount["combines"].get("orderDiscounts")),
            "productDiscounts": bool(discount["combines"].get("productDiscounts")),
            "shippingDiscounts": bool(discount["combines"].get("shippingDiscounts")),
        },
        "context": _context(sandbox, discount),
        "tags": discount["tags"],
        "createdAt": _utc(shopify_json.seconds(discount["created_at"])),
        "updatedAt": _utc(shopify_json.seconds(discount["updated_at"])),
    }
    if discount["shape"] == "DiscountCodeBasic":
        shown["customerGets"] = _gets(discount["value"], currency)
        shown["discountClasses"] = ["ORDER"]
    else:
        shown["discountClasses"] = ["SHIPPING"]
    number = discount["id"]
    return {
        "__typename": "DiscountCodeNode",
        "id": shopify_json.gid("DiscountCodeNode", number),
        "codeDiscount": shown,
    }


def _gets(value: dict[str, Any], currency: str) -> dict[str, Any]:
    if value.get("percentage") is not None:
        shown = {"__typename": "DiscountPercentage", "percentage": value["percentage"]}
    else:
        amount = to_major(to_minor(value["discountAmount"]["amount"], currency), currency)
        shown = {
            "__typename": "DiscountAmount",
            "amount": {"__typename": "MoneyV2", "amount": amount, "currencyCode": currency},
            "appliesOnEachItem": bool(value["discountAmount"].get("appliesOnEachItem")),
        }
    items = {"__typename": "AllDiscountItems", "allItems": True}
    return {"__typename": "DiscountCustomerGets", "value": shown, "items": items}


def _context(sandbox: Sandbox, discount: Document) -> dict[str, Any]:
    if discount["customers"] is None:
        return {"__typename": "DiscountBuyerSelectionAll", "all": "ALL"}
    from infra.local.sandbox.shopify_nodes import customer_node

    bound = [sandbox.db.get("shopify/customer", number) for number in discount["customers"]]
    customers = [customer_node(sandbox, customer) for customer in bound if customer]
    return {"__typename": "DiscountCustomers", "customers": customers}


def _errors(sandbox: Sandbox, shape: Shape, given: dict[str, Any]) -> Any:
    root = "basicCodeDiscount" if shape == "DiscountCodeBasic" else "freeShippingCodeDiscount"

    def problem(field: str, code: str, message: str) -> Document:
        path = [root, *field.split(".")]
        return {"__typename": "DiscountUserError", "field": path, "code": code, "message": message}

    for field, label in (("title", "Title"), ("code", "Code"), ("startsAt", "Starts at")):
        if not given.get(field):
            yield problem(field, "BLANK", f"{label} can't be blank")
    if given.get("code") and find(sandbox, given["code"]):
        yield problem("code", "TAKEN", "Code must be unique. Please try a different code.")
    context = given.get("context") or {}
    if len([name for name in context if context[name] is not None]) != 1:
        yield problem("context", "INVALID", "Context must be specified exactly once")
    for customer in (context.get("customers") or {}).get("add") or []:
        if sandbox.db.get("shopify/customer", customer.rpartition("/")[2]) is None:
            yield problem("context.customers.add", "INVALID", "Customer does not exist")
    if given.get("endsAt") and given.get("startsAt") and given["endsAt"] <= given["startsAt"]:
        message = "Ends at needs to be after starts_at"
        yield problem("endsAt", "END_DATE_BEFORE_START_DATE", message)
    if shape == "DiscountCodeFreeShipping":
        if not given.get("destination"):
            yield problem("destination", "BLANK", "Destination can't be blank")
        return
    gets = given.get("customerGets") or {}
    value = gets.get("value") or {}
    if not (gets.get("items") or {}):
        yield problem("customerGets.items", "BLANK", "Items can't be blank")
    percentage, amount = value.get("percentage"), value.get("discountAmount")
    if (percentage is None) == (amount is None):
        yield problem("customerGets.value", "INVALID", "Exactly one value must be given")
    elif percentage is not None and not 0 < percentage <= 1:
        message = "Value must be between 0.0 and 1.0"
        yield problem("customerGets.value.percentage", "VALUE_OUTSIDE_RANGE", message)
    elif amount is not None and Decimal(str(amount.get("amount") or 0)) <= 0:
        message = "Amount must be greater than 0"
        yield problem("customerGets.value.discountAmount.amount", "GREATER_THAN", message)


def _utc(at_s: float) -> str:
    return datetime.fromtimestamp(int(at_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
