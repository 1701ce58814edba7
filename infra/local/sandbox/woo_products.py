"""WooCommerce products: their JSON, and the REST routes that read them."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify, request

from infra.local.sandbox import woo_json
from infra.local.sandbox.catalogue import BY_WOO_ID
from infra.local.sandbox.db import Document
from infra.local.sandbox.products import COLLECTIONS, Shelved, every, shelved
from infra.local.sandbox.sandbox import Sandbox, current
from infra.local.sandbox.woo_auth import error
from infra.local.sandbox.woo_lists import page_of

products = Blueprint("woo_products", __name__)
_BRANDS = {"Backpack & Bean": 31, "Plum Roasters": 32}
_TAG_IDS = {"organic": 41, "limited": 42}


def product_json(sandbox: Sandbox, one: Shelved) -> Document:
    price, before = one.prices(sandbox.store("woo").currency)
    number, title = COLLECTIONS[one.collection]
    document: Document = {
        "id": one.product.woo_id,
        "name": one.product.name("en"),
        "slug": one.product.sku,
    }
    woo_json.stamp(sandbox, document, "date_created", 1_780_000_000)
    woo_json.stamp(sandbox, document, "date_modified", one.modified_at)
    document.update(
        type="simple",
        status="publish",
        sku=one.product.sku,
        price=price,
        regular_price=before or price,
        sale_price=price if before else "",
        on_sale=one.sale,
        parent_id=0,
        categories=[{"id": number, "name": title, "slug": one.collection}],
        tags=[{"id": _TAG_IDS[tag], "name": tag, "slug": tag} for tag in one.tags],
        brands=[{"id": _BRANDS[one.vendor], "name": one.vendor, "slug": _slug(one.vendor)}],
        variations=[],
        meta_data=[],
    )
    return document


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


@products.get("/products")
def list_products() -> Response:
    """By `modified_after` (strictly, GMT), oldest change first: as the sweep asks."""
    after_s = 0.0
    if request.args.get("modified_after"):
        try:
            moment = datetime.fromisoformat(request.args["modified_after"]).replace(tzinfo=UTC)
        except ValueError:
            return error("rest_invalid_param", "Invalid parameter(s): modified_after", 400)
        after_s = moment.timestamp()
    found = [one for one in every(current(), "woo") if int(one.modified_at) > after_s]
    return page_of([product_json(current(), one) for one in found])


@products.get("/products/<int:product_id>")
def show_product(product_id: int) -> Response:
    product = BY_WOO_ID.get(product_id)
    if product is None:
        return error("woocommerce_rest_product_invalid_id", "Invalid ID.", 404)
    return jsonify(product_json(current(), shelved(current(), "woo", product)))
