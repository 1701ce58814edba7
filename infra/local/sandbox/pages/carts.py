"""The cart as scripts in a theme reach it: Shopify's cart.js and discount links, WooCommerce's
Store API. No more of either than the storefront files use."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, jsonify, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from core.money import exponent
from infra.local.sandbox.config import Platform
from infra.local.sandbox.pages.cart import add_code, priced_cart
from infra.local.sandbox.pages.frame import shop
from infra.local.sandbox.pricing import Priced, PricedLine
from infra.local.sandbox.session import state
from infra.local.sandbox.woo_auth import error

_NONCE = "store_api_nonce"


@shop.get("/shopify/cart.js")
def cart_js() -> Response:
    """Amounts in hundredths, whatever the currency."""
    if not state("shopify")["cart"]:
        return _fresh({"currency": "", "items": [], "total_price": 0, "discount_codes": []})
    priced = priced_cart("shopify")
    codes = [{"code": code, "applicable": True} for code in state("shopify")["codes"]]
    items = [_item(priced, line) for line in priced.lines]
    return _fresh(
        {
            "currency": priced.currency,
            "items": items,
            "total_price": sum(item["final_line_price"] for item in items),
            "discount_codes": codes,
        }
    )


@shop.get("/shopify/discount/<code>")
def discount(code: str) -> AnyResponse:
    """Shopify remembers the code and goes on to the shop; it refuses none here."""
    if state("shopify")["cart"]:
        add_code("shopify", code.lower())
    return redirect(url_for("shop.home", platform="shopify"))


@shop.get("/woo/wp-json/wc/store/v1/cart")
def store_cart() -> Response:
    return _store_cart("woo")


@shop.post("/woo/wp-json/wc/store/v1/cart/apply-coupon")
def apply_coupon() -> Any:
    """{"code"}; changes need the Nonce that the cart's answer carries."""
    nonce = session.get(_NONCE)
    if not nonce or not secrets.compare_digest(nonce, request.headers.get("Nonce", "")):
        return error("woocommerce_rest_invalid_nonce", "Nonce is invalid.", 403)
    said = request.get_json(silent=True)
    code = said.get("code") if isinstance(said, dict) else None
    if not isinstance(code, str) or not state("woo")["cart"]:
        return error("woocommerce_rest_cart_coupon_error", "No such coupon.", 400)
    reason = add_code("woo", code.strip().lower())
    if reason:
        return error("woocommerce_rest_cart_coupon_error", reason, 400)
    return _store_cart("woo")


def _store_cart(platform: Platform) -> Response:
    session[_NONCE] = session.get(_NONCE) or secrets.token_hex(5)
    lines: list[dict[str, Any]] = []
    if state(platform)["cart"]:
        priced = priced_cart(platform)
        lines = [_line(priced, line) for line in priced.lines]
    codes = [{"code": code} for code in state(platform)["codes"]]
    response = _fresh({"items": lines, "coupons": codes})
    response.headers["Nonce"] = session[_NONCE]
    return response


def _item(priced: Priced, line: PricedLine) -> dict[str, Any]:
    def hundredths(minor: int) -> int:
        return int(minor * 100 / 10 ** exponent(priced.currency))

    return {
        "product_id": line.item.product_id,
        "variant_id": line.item.variant_id,
        "quantity": line.item.quantity,
        "original_line_price": hundredths(line.subtotal),
        "final_line_price": hundredths(line.total),
        "gift_card": line.item.gift_card,
    }


def _line(priced: Priced, line: PricedLine) -> dict[str, Any]:
    return {
        "id": line.item.product_id,
        "quantity": line.item.quantity,
        "totals": {
            "currency_code": priced.currency,
            "currency_minor_unit": exponent(priced.currency),
            "line_subtotal": str(line.subtotal),
            "line_total": str(line.total),
            "line_total_tax": str(line.total_tax),
        },
    }


def _fresh(body: dict[str, Any]) -> Response:
    response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response
