"""Asking a Shopify shop for its products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.catalogue import ProductFacts
from core.errors import StoreUnavailable
from integrations.context import StoreContext
from integrations.payload import obj, text
from integrations.shopify.client import AdminApi
from integrations.shopify.order_graphql import nodes
from integrations.shopify.product import asked_facts

_PARTS = ("collections", "variants")


def fetch(api: AdminApi, gid: str, store: StoreContext) -> ProductFacts | None:
    """The product with all its collections and variants; None when there is none."""
    first = obj(api.read("product", id=gid).get("product"), "product")
    if not first:
        return None
    found = {part: nodes(first, part) for part in _PARTS}
    page = first
    while after := {f"{part}After": _end(page, part) for part in _PARTS if _more(page, part)}:
        page = obj(api.read("product", id=gid, **after).get("product"), "product")
        if page.get("updatedAt") != first.get("updatedAt"):
            raise StoreUnavailable("The product changed while it was being read.")
        for part in _PARTS:
            if f"{part}After" in after:
                found[part] += nodes(page, part)
            else:  # read before; without a cursor its first page comes again
                page = {**page, part: None}
    return asked_facts(first, found["collections"], found["variants"], store)


def changed_page(
    api: AdminApi, query: str | None, after: str | None, store: StoreContext
) -> tuple[list[ProductFacts], str | None]:
    """A page of changed products, and where the next one begins."""
    connection = obj(api.read("products_changed", query=query, after=after).get("products"), "page")
    found = []
    for node in nodes({"products": connection}, "products"):
        facts: ProductFacts | None
        if any(_more(node, part) for part in _PARTS):
            facts = fetch(api, text(node.get("id"), "id"), store)
        else:
            facts = asked_facts(node, nodes(node, "collections"), nodes(node, "variants"), store)
        if facts is not None:
            found.append(facts)
    page = {"products": connection}
    return found, _end(page, "products") if _more(page, "products") else None


def _more(page: Mapping[str, Any], part: str) -> bool:
    return bool(obj(obj(page.get(part), part).get("pageInfo"), "pageInfo").get("hasNextPage"))


def _end(page: Mapping[str, Any], part: str) -> str:
    info = obj(obj(page.get(part), part).get("pageInfo"), "pageInfo")
    return text(info.get("endCursor"), "endCursor")
