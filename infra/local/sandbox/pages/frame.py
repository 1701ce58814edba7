"""What every page shares: language, flavour, cart count, the guide and the loyalty widget."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from core.money import exponent, to_major
from infra.local.sandbox.catalogue import BY_SKU, PRODUCTS
from infra.local.sandbox.config import PLATFORMS, Platform
from infra.local.sandbox.pages.words import LANGUAGES, say
from infra.local.sandbox.products import COLLECTIONS, change, shelved
from infra.local.sandbox.sandbox import current
from infra.local.sandbox.session import signed_in, state
from infra.local.sandbox.signing import id_token

shop = Blueprint("shop", __name__)
FLAVOURS = "any(woo, shopify)"
_SYMBOLS = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "TWD": "NT$",
    "JPY": "¥",
    "HKD": "HK$",
    "CNY": "CN¥",
    "SGD": "S$",
}


def language() -> str:
    """The visitor's choice, else what the browser asks for."""
    chosen = session.get("lang")
    if chosen in LANGUAGES:
        return str(chosen)
    asked = request.accept_languages.best_match(["en", "zh-TW", "zh-HK", "zh-Hant", "zh"], "en")
    return "zh-Hant" if asked.startswith("zh") else "en"


def money(minor: int, currency: str) -> str:
    """$52.50, NT$1,500: whole amounts without decimals."""
    text = to_major(abs(minor), currency)
    whole, _, cents = text.partition(".")
    shown = f"{int(whole):,}" + (f".{cents}" if cents.strip("0") else "")
    if cents and currency == "USD" and not cents.strip("0"):
        shown += "." + "0" * exponent(currency)
    sign = "−" if minor < 0 else ""
    return f"{sign}{_SYMBOLS.get(currency, currency + ' ')}{shown}"


def say_here(key: str) -> str:
    return say(key, language())


def common() -> dict[str, Any]:
    """Variables of every template."""
    named = (request.view_args or {}).get("platform")
    platform: Platform | None = named if named in PLATFORMS else None
    values: dict[str, Any] = {
        "t": say_here,
        "lang": language(),
        "languages": LANGUAGES,
        "platform": platform,
        "platforms": current().config.shown,
        "front_url": "" if request.script_root else current().config.front_url,
        "products": BY_SKU,
    }
    if platform is not None:
        store = current().store(platform)
        saved = state(platform)
        values.update(
            store=store,
            shopper=signed_in(platform),
            cart_count=sum(saved["cart"].values()),
            last_order=saved["orders"][-1] if saved["orders"] else None,
        )
    return values


def page(template: str, step: int = 0, status: int = 200, **values: Any) -> tuple[str, int]:
    """Render a page. `step`: which step of the guide it is."""
    return render_template(template, step=step, **values), status


def page_not_found(error: Exception) -> Any:
    path = request.path
    if "/wp-json/" in path or "/admin/api/" in path or path.startswith("/control"):
        return {"code": "rest_no_route", "message": "No route.", "data": {"status": 404}}, 404
    return page("message.html", status=404, text=say_here("not_found"))


@shop.get("/")
def landing() -> Any:
    return page("landing.html", 1)


@shop.get("/lang/<code>")
def choose_language(code: str) -> Response:
    """Remember the language and go back to where the visitor was, on this shop only."""
    if code in LANGUAGES:
        session["lang"] = code
        session.permanent = True
    back = request.args.get("back", "")
    safe = back.startswith("/") and not back.startswith(("//", "/\\"))
    return redirect(request.script_root + back if safe else url_for("shop.landing"))


@shop.get(f"/<{FLAVOURS}:platform>/")
def home(platform: Platform) -> Any:
    return page("home.html", 1, catalogue=PRODUCTS)


@shop.get(f"/<{FLAVOURS}:platform>/merchant")
def open_merchant(platform: Platform) -> Response:
    """To the merchant page, as the platform's own admin leads there: Shopify hands an ID token
    along; WooCommerce links to it."""
    sandbox, store = current(), current().store(platform)
    front = "" if request.script_root else sandbox.config.front_url
    if platform == "shopify":
        token = id_token(store.shop_domain, store.api_key, store.api_secret, sandbox.now())
        query = urlencode({"embedded": "1", "shop": store.shop_domain, "id_token": token})
        return redirect(f"{front}/admin/?{query}")
    return redirect(f"{front}/admin/")


@shop.get(f"/<{FLAVOURS}:platform>/products/<sku>")
def product(platform: Platform, sku: str) -> Any:
    if sku not in BY_SKU:
        return page_not_found(KeyError(sku))
    shelf = shelved(current(), platform, BY_SKU[sku])
    return page("product.html", 1, product=BY_SKU[sku], shelf=shelf, collections=COLLECTIONS)


@shop.post(f"/<{FLAVOURS}:platform>/products/<sku>")
def change_product(platform: Platform, sku: str) -> Any:
    """What the merchant does with it. Form: `sale`, `collection`."""
    if sku not in BY_SKU or request.form.get("collection") not in COLLECTIONS:
        return page_not_found(KeyError(sku))
    sale, collection = "sale" in request.form, request.form["collection"]
    change(current(), platform, BY_SKU[sku], sale=sale, collection=collection)
    return redirect(url_for("shop.product", platform=platform, sku=sku))
