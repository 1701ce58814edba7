"""Signing in by a click, registering an address, and the account page."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from infra.local.sandbox import shopify_orders, woo_customers
from infra.local.sandbox.buying import SHOPPERS
from infra.local.sandbox.config import Platform
from infra.local.sandbox.db import Document
from infra.local.sandbox.pages import order_view
from infra.local.sandbox.pages.checkout import EMAIL
from infra.local.sandbox.pages.frame import FLAVOURS, page, say_here, shop
from infra.local.sandbox.sandbox import Sandbox, current
from infra.local.sandbox.session import keep, signed_in, state


@shop.get(f"/<{FLAVOURS}:platform>/sign-in")
def show_sign_in(platform: Platform) -> Any:
    return page("sign_in.html", known=list(SHOPPERS))


@shop.post(f"/<{FLAVOURS}:platform>/sign-in")
def sign_in(platform: Platform) -> Any:
    """Form: email and, for a new one, name. A sandbox asks for no password."""
    email = request.form.get("email", "").strip()
    if not EMAIL.fullmatch(email) or len(email) > 200:
        flash(say_here("bad_email"), "bad")
        return page("sign_in.html", 0, 422, known=list(SHOPPERS))
    name = request.form.get("name", "").strip()[:80] or email.partition("@")[0]
    shopper = _account(current(), platform, email, name)
    keep(platform, {**state(platform), "customer": str(shopper["id"])})
    cart = state(platform)["cart"]
    target = "shop.show_checkout" if cart else "shop.show_account"
    return redirect(url_for(target, platform=platform))


@shop.post(f"/<{FLAVOURS}:platform>/sign-out")
def sign_out(platform: Platform) -> Response:
    keep(platform, {**state(platform), "customer": "", "codes": []})
    return redirect(url_for("shop.home", platform=platform))


@shop.get(f"/<{FLAVOURS}:platform>/account")
def show_account(platform: Platform) -> Any:
    shopper = signed_in(platform)
    if shopper is None:
        return redirect(url_for("shop.show_sign_in", platform=platform))
    orders = order_view.recent(current(), platform, str(shopper["id"]))
    return page("account.html", 3, orders=orders)


@shop.get("/woo/my-account/")
def my_account() -> Response:
    """WooCommerce's usual address of the account page, with the channel that came along."""
    target = "shop.show_account" if signed_in("woo") else "shop.show_sign_in"
    came = request.args.get("regulars_join")
    return redirect(url_for(target, platform="woo", regulars_join=came))


@shop.get(f"/<{FLAVOURS}:platform>/orders")
def all_orders(platform: Platform) -> Any:
    """Every order, for the shopkeeper: guests have no account to find theirs in."""
    return page("orders.html", 6, orders=order_view.recent(current(), platform)[:100])


def _account(sandbox: Sandbox, platform: Platform, email: str, name: str) -> Document:
    if platform == "shopify":  # the one-time code proved the address
        return shopify_orders.sign_up(sandbox, email, name, verified=True)
    found = woo_customers.by_email(sandbox, email)
    return found or woo_customers.create(sandbox, email, name)
