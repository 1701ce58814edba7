"""What Shopify finds wrong with a discount that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.shopify_discounts import find


def user_errors(sandbox: Sandbox, shape: str, given: dict[str, Any]) -> Iterator[Document]:
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
