"""Asking Shopify for products that have more collections and variants than one page shows."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import StoreUnavailable
from integrations.shopify import client
from integrations.shopify.products import changed_page, fetch
from tests.unit.integrations.samples import SHOP

GID = "gid://shopify/Product/9"


def collection(number: int) -> dict[str, Any]:
    gid = f"gid://shopify/Collection/{number}"
    return {"id": gid, "handle": f"c{number}", "title": f"C{number}"}


def variant(number: int, before: str | None) -> dict[str, Any]:
    gid = f"gid://shopify/ProductVariant/{number}"
    return {"id": gid, "price": "10.00", "compareAtPrice": before}


class Pages(client.AdminApi):
    """A product of three pages of collections and two of variants."""

    def __init__(self, *, changes: bool = False) -> None:
        super().__init__("a-shop.myshopify.com", "shpat_test")
        self.asked: list[dict[str, Any]] = []
        self.changes = changes

    def read(self, name: str, **variables: Any) -> dict[str, Any]:
        self.asked.append(variables)
        if name == "products_changed":
            page = {"nodes": [self.node("1", "1")], "pageInfo": {"hasNextPage": False}}
            return {"products": page}
        after = variables.get("collectionsAfter", "1"), variables.get("variantsAfter", "1")
        return {"product": self.node(*after)}

    def node(self, collections: str, variants: str) -> dict[str, Any]:
        def connection(at: str, last: int, nodes: list[dict[str, Any]]) -> dict[str, Any]:
            more = {"hasNextPage": int(at) < last, "endCursor": str(int(at) + 1)}
            return {"pageInfo": more, "nodes": nodes}

        later = "2026-09-21T14:13:21Z" if self.changes and collections != "1" else None
        return {
            "id": GID,
            "updatedAt": later or "2026-09-21T14:13:20Z",
            "vendor": "Acme",
            "tags": ["a"],
            "collections": connection(collections, 3, [collection(int(collections))]),
            "variants": connection(variants, 2, [variant(int(variants), "12.00")]),
        }


WHOLE = {"vendor:acme", "tag:a", "sale"} | {
    name for n in (1, 2, 3) for name in (f"collection:{n}", f"collection:c{n}")
}


def test_a_product_comes_with_all_pages_of_its_collections_and_variants() -> None:
    api = Pages()
    found = fetch(api, GID, SHOP)
    assert found is not None
    assert found.sets == WHOLE
    assert api.asked == [
        {"id": GID},
        {"id": GID, "collectionsAfter": "2", "variantsAfter": "2"},
        {"id": GID, "collectionsAfter": "3"},
    ]


def test_a_listed_product_that_does_not_fit_into_the_list_is_asked_for_alone() -> None:
    [found], after = changed_page(Pages(), "updated_at:>='x'", None, SHOP)
    assert found.sets == WHOLE
    assert after is None


def test_a_product_that_changes_while_it_is_read_is_read_again_later() -> None:
    with pytest.raises(StoreUnavailable):
        fetch(Pages(changes=True), GID, SHOP)
