"""What both platforms say of products for people to see."""

from __future__ import annotations

from typing import Any

import pytest

from core.shelf import Shown
from core.snapshot import ProductsSeen, from_json, to_json
from integrations.shopify.product import asked_facts, delivered_facts
from integrations.woocommerce.product import product_facts
from tests.unit.integrations.samples import SHOP, WOO

WOO_BEANS: dict[str, Any] = {
    "id": 17,
    "name": "House beans &amp; more",
    "permalink": "https://shop.example.com/p/house-beans/",
    "status": "publish",
    "catalog_visibility": "visible",
    "stock_status": "instock",
    "date_modified_gmt": "2026-11-01T00:00:00",
    "on_sale": False,
    "categories": [
        {"id": 22, "name": "Coffee &amp; tea", "slug": "coffee"},
        {"id": 1, "name": "Uncategorized", "slug": "uncategorized"},
    ],
}
SHOPIFY_BEANS: dict[str, Any] = {
    "id": 17,
    "title": "House beans",
    "handle": "house-beans",
    "status": "active",
    "published_at": "2026-11-01T00:00:00Z",
    "updated_at": "2026-11-01T00:00:00Z",
    "vendor": "Plum",
    "variants": [],
}


def woo(**changes: Any) -> Shown | None:
    facts = product_facts(WOO_BEANS | changes)
    assert facts is not None
    return facts.shown


def test_a_woocommerce_product_has_its_name_address_and_categories() -> None:
    address = "https://shop.example.com/p/house-beans/"
    assert woo() == Shown("House beans & more", address, (("22", "Coffee & tea"),))


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": "draft"},
        {"status": "private"},
        {"catalog_visibility": "hidden"},
        {"stock_status": "outofstock"},
        {"post_password": "secret"},
        {"permalink": "javascript:alert(1)"},
        {"permalink": None},
    ],
)
def test_what_a_woocommerce_shop_does_not_show_has_no_address(hidden: dict[str, Any]) -> None:
    found = woo(**hidden)
    assert found is not None
    assert (found.title, found.url) == ("House beans & more", "")


def test_a_shopify_delivery_has_its_title_and_address_and_says_nothing_of_collections() -> None:
    facts = delivered_facts(SHOPIFY_BEANS, SHOP)
    assert facts.shown == Shown("House beans", "/products/house-beans")
    assert not facts.collections_told


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"published_at": None}, {"handle": None}])
def test_what_a_shopify_shop_does_not_show_has_no_address(hidden: dict[str, Any]) -> None:
    facts = delivered_facts(SHOPIFY_BEANS | hidden, SHOP)
    assert facts.shown == Shown("House beans", "")


def test_shopifys_answer_names_the_collections_that_say_something() -> None:
    node = {
        "id": "gid://shopify/Product/17",
        "title": "豆子",
        "handle": "豆子",
        "status": "ACTIVE",
        "publishedAt": "2026-11-01T00:00:00Z",
        "updatedAt": "2026-11-01T00:00:00Z",
        "vendor": "Plum",
    }
    collections = [
        {"id": "gid://shopify/Collection/1", "handle": "frontpage", "title": "Home page"},
        {"id": "gid://shopify/Collection/22", "handle": "coffee", "title": "Coffee beans"},
    ]
    facts = asked_facts(node, collections, [], SHOP)
    url = "/products/%E8%B1%86%E5%AD%90"
    assert facts.shown == Shown("豆子", url, (("22", "Coffee beans"),))


def test_it_travels_through_the_queue_and_an_event_of_before_has_none() -> None:
    facts = product_facts(WOO_BEANS)
    assert facts is not None
    seen = ProductsSeen(WOO.store_id, (facts,), 1)
    data = to_json(seen)
    assert from_json(data) == seen
    data["products"][0].pop("shown")
    before = from_json(data)
    assert isinstance(before, ProductsSeen)
    assert before.products[0].shown is None
