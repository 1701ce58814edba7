"""Whether a WooCommerce coupon may be used in a cart, by WooCommerce's own rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from core.money import to_minor
from infra.local.sandbox import woo_coupon_use
from infra.local.sandbox.db import Document
from infra.local.sandbox.pricing import Discount
from infra.local.sandbox.sandbox import Sandbox, from_gmt


def check(
    sandbox: Sandbox,
    code: str,
    emails: set[str],
    customer_id: int,
    subtotal: int,
    product_ids: Iterable[int] = (),
    *,
    at_checkout: bool = False,
) -> Discount | str:
    """What the code does in this cart, or why not (a key of the pages' texts).

    `emails`: the account's and the billing address; while neither is known the e-mail rule
    waits for the checkout, as it does in WooCommerce. `product_ids`: what is in the cart.
    """
    found = woo_coupon_use.by_code(sandbox, code)
    if not found:  # a draft is not found by its code either
        return "code_unknown"
    coupon = found[0]
    if coupon["date_expires_gmt"] and from_gmt(coupon["date_expires_gmt"]) < sandbox.now():
        return "code_expired"
    if coupon["usage_limit"] and coupon["usage_count"] >= coupon["usage_limit"]:
        return "code_used"
    if coupon["usage_limit_per_user"]:
        aliases = {str(customer_id)} if customer_id else set()
        uses = [user for user in coupon["used_by"] if user in aliases | emails]
        if len(uses) >= coupon["usage_limit_per_user"]:
            return "code_used"
    currency = sandbox.store("woo").currency
    if subtotal < to_minor(coupon["minimum_amount"], currency):
        return "code_minimum"
    wanted = {int(one) for one in coupon["product_ids"]}
    if wanted and wanted.isdisjoint(product_ids):
        return "code_products"
    rules, known = coupon["email_restrictions"], bool(emails) or at_checkout
    if rules and known and not any(_allowed(email, rules) for email in emails):
        return "code_other"
    return _discount(coupon, currency)


def stands_alone(sandbox: Sandbox, code: str) -> bool:
    """Whether the coupon is for individual use: it drives others out, and lets none in."""
    found = woo_coupon_use.by_code(sandbox, code)
    return bool(found) and bool(found[0]["individual_use"])


def _allowed(email: str, restrictions: list[str]) -> bool:
    """A restriction may begin with a wildcard: *@example.com."""
    return any(
        email == rule or (rule.startswith("*") and email.endswith(rule[1:]))
        for rule in restrictions
    )


def _discount(coupon: Document, currency: str) -> Discount:
    free = bool(coupon["free_shipping"])
    # A fixed_cart coupon asks for one of its products, and then is for all of the cart.
    whole_cart = coupon["discount_type"] == "fixed_cart"
    products = frozenset(str(one) for one in coupon["product_ids"])
    discount = Discount(
        coupon["code"],
        "fixed",
        free_shipping=free,
        products=frozenset() if whole_cart else products,
        pieces=0 if whole_cart else coupon["limit_usage_to_x_items"] or 0,
    )
    if coupon["discount_type"] == "percent":
        return replace(discount, kind="percent", percent=Decimal(coupon["amount"]))
    return replace(discount, value_minor=to_minor(coupon["amount"], currency))
