"""Cart pages: add, change, discount codes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from infra.local.sandbox import buying, woo_coupon_rules
from infra.local.sandbox.buying import CodeRefused
from infra.local.sandbox.catalogue import BY_SKU
from infra.local.sandbox.config import Platform
from infra.local.sandbox.pages.frame import FLAVOURS, page, say_here, shop
from infra.local.sandbox.pricing import Priced
from infra.local.sandbox.sandbox import current
from infra.local.sandbox.session import buyer, cart_lines, keep, state

_MOST = 20


def priced_cart(platform: Platform) -> Priced:
    """The cart's prices; codes that stopped working are taken off, and said so."""
    saved = state(platform)
    while True:
        try:
            return buying.price(
                current(), platform, cart_lines(platform), saved["codes"], buyer(platform)
            )
        except CodeRefused as refused:
            flash(f"{refused.code}: {say_here(refused.reason)}", "bad")
            saved["codes"] = [code for code in saved["codes"] if code != refused.code]
            keep(platform, saved)


@shop.get(f"/<{FLAVOURS}:platform>/cart")
def show_cart(platform: Platform) -> Any:
    if not state(platform)["cart"]:
        return page("cart.html", 1, priced=None)
    return page("cart.html", 5, priced=priced_cart(platform))


@shop.post(f"/<{FLAVOURS}:platform>/cart/items")
def change_cart(platform: Platform) -> Response:
    """Form: sku, and `add` (how many more) or `quantity` (how many in all)."""
    saved, sku = state(platform), request.form.get("sku", "")
    if sku in BY_SKU:
        add, quantity = request.form.get("add"), request.form.get("quantity")
        count = saved["cart"].get(sku, 0) + _whole(add) if add else _whole(quantity)
        saved["cart"] = {**saved["cart"], sku: max(0, min(count, _MOST))}
        saved["cart"] = {name: many for name, many in saved["cart"].items() if many}
        keep(platform, saved)
        if add:
            flash(say_here("added"), "good")
    return redirect(url_for("shop.show_cart", platform=platform))


@shop.post(f"/<{FLAVOURS}:platform>/cart/codes")
def apply_code(platform: Platform) -> Response:
    code = request.form.get("code", "").strip().lower()
    cart = redirect(url_for("shop.show_cart", platform=platform))
    if not code or code in state(platform)["codes"]:
        return cart
    reason = add_code(platform, code)
    flash(say_here(reason or "code_applied"), "bad" if reason else "good")
    return cart


def add_code(platform: Platform, code: str) -> str | None:
    """Lay the code on the cart; why it may not join it (a key of the texts), by the platform's own
    rules."""
    saved = state(platform)
    if code in saved["codes"]:
        return None
    reason = _refusal(platform, saved["codes"], code)
    if reason is None:
        # A code for individual use takes the place of others; a Shopify code that combines with
        # nothing does so too.
        alone = platform == "shopify" or woo_coupon_rules.stands_alone(current(), code)
        saved["codes"] = [code] if alone else [*saved["codes"], code]
        keep(platform, saved)
    return reason


@shop.post(f"/<{FLAVOURS}:platform>/cart/codes/remove")
def remove_code(platform: Platform) -> Response:
    saved, code = state(platform), request.form.get("code", "")
    saved["codes"] = [kept for kept in saved["codes"] if kept != code]
    keep(platform, saved)
    return redirect(url_for("shop.show_cart", platform=platform))


def _refusal(platform: Platform, applied: list[str], code: str) -> str | None:
    """Why the code may not join the cart (a key of the texts), by the platform's own rules."""
    sandbox = current()
    try:
        buying.price(sandbox, platform, cart_lines(platform), [code], buyer(platform))
    except CodeRefused as refused:
        return refused.reason
    if platform == "woo" and any(woo_coupon_rules.stands_alone(sandbox, c) for c in applied):
        return None if woo_coupon_rules.stands_alone(sandbox, code) else "code_alone"
    return None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0
