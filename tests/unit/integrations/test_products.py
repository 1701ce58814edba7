"""What deliveries say of products: the sets that rules ask for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.catalogue import ProductFacts
from core.errors import BadInput
from core.snapshot import ProductsSeen
from integrations.context import StoreContext
from integrations.shopify.parse import parse as parse_shopify
from integrations.woocommerce.parse import parse as parse_woo
from tests.unit.integrations.samples import NOW_MS, SHOP, WOO, shopify_body, woo_body

COFFEE: dict[str, Any] = {
    "id": 12,
    "date_created_gmt": "2026-06-01T08:00:00",
    "date_modified_gmt": "2026-09-21T14:13:20",
    "type": "simple",
    "on_sale": True,
    "parent_id": 0,
    "categories": [{"id": 22, "name": "咖啡豆", "slug": "coffee"}],
    "tags": [{"id": 41, "name": "Organic", "slug": "organic"}],
    "brands": [{"id": 31, "name": "Plum Roasters", "slug": "plum-roasters"}],
}
BEANS: dict[str, Any] = {
    "id": 9782123692003,
    "admin_graphql_api_id": "gid://shopify/Product/9782123692003",
    "created_at": "2026-06-01T04:00:00-04:00",
    "updated_at": "2026-09-21T10:13:20-04:00",
    "vendor": "Plum Roasters",
    "tags": "Organic, New in",
    "variants": [
        {"id": 71, "price": "18.00", "compare_at_price": "22.50"},
        {"id": 72, "price": "18.00", "compare_at_price": "18.00"},
        {"id": 73, "price": "18.00", "compare_at_price": None},
    ],
}


def told(data: dict[str, Any], topic: str, store: StoreContext) -> ProductFacts:
    parse = parse_shopify if store is SHOP else parse_woo
    [event] = parse(topic, json.dumps(data).encode(), store, NOW_MS)
    assert isinstance(event, ProductsSeen)
    [facts] = event.products
    return facts


@pytest.mark.parametrize("event", ["created", "updated", "restored"])
def test_a_woocommerce_product_has_its_categories_tags_brands_and_sale(event: str) -> None:
    facts = told(COFFEE, f"product.{event}", WOO)
    assert (facts.product_id, facts.stamp_s, facts.collections_told) == ("12", 1_790_000_000, True)
    assert facts.sets == {
        *("collection:22", "collection:coffee", "collection:咖啡豆"),
        *("tag:organic", "vendor:plum-roasters", "vendor:plum roasters", "sale"),
    }


def test_a_woocommerce_product_of_no_category_and_no_sale_has_no_sets() -> None:
    plain = {**COFFEE, "categories": [], "tags": None, "brands": [], "on_sale": False}
    assert told(plain, "product.updated", WOO).sets == frozenset()


def test_a_woocommerce_variation_belongs_where_its_product_does() -> None:
    body = json.dumps({**COFFEE, "type": "variation", "parent_id": 12}).encode()
    assert parse_woo("product.updated", body, WOO, NOW_MS) == []


@pytest.mark.parametrize("event", ["create", "update"])
def test_a_shopify_product_has_its_vendor_tags_and_the_variants_on_sale(event: str) -> None:
    facts = told(BEANS, f"products/{event}", SHOP)
    assert (facts.product_id, facts.stamp_s) == ("9782123692003", 1_790_000_000)
    assert facts.sets == {"vendor:plum roasters", "tag:organic", "tag:new in", "sale:71"}
    assert not facts.collections_told


def test_a_shopify_product_is_on_sale_when_each_of_its_variants_is() -> None:
    reduced = {**BEANS, "variants": BEANS["variants"][:1], "tags": ""}
    assert told(reduced, "products/update", SHOP).sets == {"vendor:plum roasters", "sale"}


def test_a_product_that_was_deleted_keeps_its_history() -> None:
    assert parse_woo("product.deleted", b'{"id":12}', WOO, NOW_MS) == []
    assert parse_shopify("products/delete", b'{"id":12}', SHOP, NOW_MS) == []


def test_a_strange_tag_refuses_no_product() -> None:
    tags = [{"name": "\u0000"}, {"name": None}, {"name": 7}, {"name": ["a"]}, {"name": "x" * 300}]
    sets = told({**COFFEE, "tags": tags, "categories": []}, "product.updated", WOO).sets
    assert sets == {"tag:7", f"tag:{'x' * 80}", "vendor:plum-roasters", "vendor:plum roasters"} | {
        "sale"
    }


def test_the_body_of_an_order_makes_no_product() -> None:
    order = json.dumps(woo_body("003")).encode()
    with pytest.raises(BadInput):
        parse_woo("product.updated", order, WOO, NOW_MS)
    order = json.dumps(shopify_body("orders_create")).encode()
    with pytest.raises(BadInput):
        parse_shopify("products/update", order, SHOP, NOW_MS)
