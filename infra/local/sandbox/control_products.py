"""/control/{woo,shopify}/products: what is on sale, and in which collection."""

from __future__ import annotations

from flask import Response, jsonify

from infra.local.sandbox import catalogue, products
from infra.local.sandbox.control import body, control, platform_of
from infra.local.sandbox.sandbox import current


@control.get("/<name>/products")
def list_products(name: str) -> Response:
    found = products.every(current(), platform_of(name))
    return jsonify({"products": [products.described(one) for one in found]})


@control.put("/<name>/products/<sku>")
def change_product(name: str, sku: str) -> Response:
    """{"sale"?: true, "collection"?: "bags"}"""
    product = catalogue.BY_SKU[sku]
    return jsonify(
        products.described(products.change(current(), platform_of(name), product, **body()))
    )
