"""Checkout: as a guest or signed in, and how to pay."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, request, url_for

from infra.local.sandbox import buying
from infra.local.sandbox.buying import PAYMENTS, Buyer, CodeRefused
from infra.local.sandbox.config import Platform
from infra.local.sandbox.pages.cart import priced_cart
from infra.local.sandbox.pages.frame import FLAVOURS, page, say_here, shop
from infra.local.sandbox.sandbox import current
from infra.local.sandbox.session import buyer, cart_lines, keep, state

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CHOICES = ("card", "cod", "bank")


@shop.get(f"/<{FLAVOURS}:platform>/checkout")
def show_checkout(platform: Platform) -> Any:
    if not state(platform)["cart"]:
        return redirect(url_for("shop.show_cart", platform=platform))
    return _form(platform)


@shop.post(f"/<{FLAVOURS}:platform>/checkout")
def place_order(platform: Platform) -> Any:
    saved, who = state(platform), buyer(platform)
    if not saved["cart"]:
        return redirect(url_for("shop.show_cart", platform=platform))
    if not who.customer_id:
        email = request.form.get("email", "").strip()
        if not EMAIL.fullmatch(email) or len(email) > 200:
            flash(say_here("bad_email"), "bad")
            return _form(platform, 422)
        who = Buyer(email=email, name=request.form.get("name", "").strip()[:80] or "Guest")
    payment = request.form.get("payment", "card")
    payment = payment if payment in PAYMENTS else "card"
    try:
        order = buying.checkout(
            current(), platform, cart_lines(platform), saved["codes"], who, payment
        )
    except CodeRefused as refused:
        flash(f"{refused.code}: {say_here(refused.reason)}", "bad")
        saved["codes"] = [code for code in saved["codes"] if code != refused.code]
        keep(platform, saved)
        return _form(platform, 422)
    orders = [*saved["orders"], str(order["id"])][-20:]
    keep(platform, {**saved, "cart": {}, "codes": [], "orders": orders})
    flash(say_here("thanks"), "good")
    return redirect(url_for("shop.show_order", platform=platform, order_id=order["id"]))


def _form(platform: Platform, status: int = 200) -> Any:
    return page(
        "checkout.html",
        2,
        status,
        priced=priced_cart(platform),
        choices=_CHOICES,
        given=request.form,
    )
