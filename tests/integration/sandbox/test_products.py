"""Products of the sandbox: a merchant changes one, and whoever listens is told."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from core.snapshot import ProductsSeen
from integrations.shopify.parse import parse as parse_shopify
from integrations.woocommerce.parse import parse as parse_woo
from tests.support.sandbox import SandboxServer
from tests.unit.integrations.samples import NOW_MS, SHOP, WOO


def delivered(store: SandboxServer) -> tuple[str, set[str]]:
    """The topic of the one delivery, and the sets that our parser finds in it."""
    store.drain()
    [one] = store.receiver.received
    [topic] = store.receiver.topics()
    parse: Any = parse_woo if topic.startswith("product.") else parse_shopify
    [event] = parse(topic, one.body, WOO if parse is parse_woo else SHOP, NOW_MS)
    assert isinstance(event, ProductsSeen)
    return topic, set(event.products[0].sets)


def test_a_woocommerce_product_that_goes_on_sale_is_announced(store: SandboxServer) -> None:
    store.control("PUT", "woo/products/house-beans", {"sale": True, "collection": "gifts"})
    topic, sets = delivered(store)
    assert topic == "product.updated"
    assert {"sale", "collection:gifts", "tag:organic", "vendor:plum roasters"} <= sets


def test_a_shopify_product_is_announced_without_its_collections(store: SandboxServer) -> None:
    store.control("PUT", "shopify/products/house-beans", {"sale": True, "collection": "gifts"})
    topic, sets = delivered(store)
    assert topic == "products/update"
    assert sets == {"sale", "tag:organic", "vendor:plum roasters"}


@pytest.mark.parametrize("platform", ["woo", "shopify"])
def test_the_product_page_lets_one_change_it_as_the_merchant(
    store: SandboxServer, platform: str
) -> None:
    page = f"{store.origin}/{platform}/products/camp-mug"
    form = {"sale": "on", "collection": "bags"}
    answer = requests.post(page, data=form, timeout=10)
    assert "checked" in answer.text
    shown = store.control("GET", f"{platform}/products")["products"]
    [mug] = [one for one in shown if one["sku"] == "camp-mug"]
    assert (mug["sale"], mug["collection"]) == (True, "bags")
    assert requests.post(page, data={"collection": "no such"}, timeout=10).status_code == 404
