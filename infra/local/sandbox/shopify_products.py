"""Products in Shopify's webhook JSON and as GraphQL nodes."""

from __future__ import annotations

from typing import Any

from infra.local.sandbox.db import Document
from infra.local.sandbox.products import COLLECTIONS, Shelved
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.shopify_json import gid, moment, utc_of


def webhook_json(sandbox: Sandbox, one: Shelved) -> Document:
    """What products/update carries: no collections are in it."""
    product = one.product
    price, before = one.prices(sandbox.store("shopify").currency)
    return {
        "admin_graphql_api_id": gid("Product", product.shopify_id),
        "body_html": product.text("en"),
        "created_at": moment(sandbox, 1_780_000_000),
        "handle": product.sku,
        "id": product.shopify_id,
        "product_type": "",
        "published_at": moment(sandbox, 1_780_000_000),
        "template_suffix": None,
        "title": product.name("en"),
        "updated_at": moment(sandbox, one.modified_at),
        "vendor": one.vendor,
        "status": "active",
        "published_scope": "global",
        "tags": ", ".join(one.tags),
        "variants": [
            {
                "admin_graphql_api_id": gid("ProductVariant", product.variant_id),
                "id": product.variant_id,
                "title": "Default Title",
                "sku": product.sku,
                "position": 1,
                "price": price,
                "compare_at_price": before,
                "product_id": product.shopify_id,
            }
        ],
        "options": [],
        "images": [],
        "image": None,
    }


def product_node(sandbox: Sandbox, one: Shelved) -> dict[str, Any]:
    number, title = COLLECTIONS[one.collection]
    price, before = one.prices(sandbox.store("shopify").currency)
    return {
        "__typename": "Product",
        "id": gid("Product", one.product.shopify_id),
        "title": one.product.name("en"),
        "handle": one.product.sku,
        "status": "ACTIVE",
        "publishedAt": utc_of(1_780_000_000),
        "updatedAt": utc_of(one.modified_at),
        "vendor": one.vendor,
        "tags": one.tags,
        "isGiftCard": one.product.gift_card,
        "collections": [
            {
                "__typename": "Collection",
                "id": gid("Collection", number),
                "handle": one.collection,
                "title": title,
            }
        ],
        "variants": [
            {
                "__typename": "ProductVariant",
                "id": gid("ProductVariant", one.product.variant_id),
                "price": price,
                "compareAtPrice": before,
            }
        ],
    }
