"""A Shopify product (webhook JSON, GraphQL) reduced to the sets it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from core.catalogue import COLLECTION, TAG, VENDOR, ProductFacts
from core.errors import BadInput
from core.shelf import Shown, shown
from integrations.context import StoreContext
from integrations.particulars import stated
from integrations.payload import minor, objects, text, unix_s
from integrations.product import names, sales
from integrations.shopify.order import exact_id
from integrations.shopify.reduce import gid_number

Data = Mapping[str, Any]

# Collections that say nothing of what lies in them: the front page, all products.
_EVERYTHING = frozenset({"frontpage", "all"})


def delivered_facts(data: Data, store: StoreContext) -> ProductFacts:
    """The product of a webhook, which says nothing of collections. Raises BadInput."""
    if "variants" not in data or "vendor" not in data:
        raise BadInput("The topic says products, but the body is not that of a product.")
    tags = data.get("tags")
    variants = (
        (exact_id(one, "variant"), one.get("price"), one.get("compare_at_price"))
        for one in objects(data.get("variants"), "variants")
    )
    return ProductFacts(
        product_id=exact_id(data, "product"),
        stamp_s=unix_s(data.get("updated_at"), "updated_at") or 0,
        sets=names(TAG, tags.split(",") if isinstance(tags, str) else tags or ())
        | names(VENDOR, [data.get("vendor")])
        | sales(_on_sale(variants, store.currency)),
        collections_told=False,
        shown=_shown(data, data.get("published_at"), ()),
    )


def asked_facts(
    node: Data, collections: Iterable[Data], variants: Iterable[Data], store: StoreContext
) -> ProductFacts:
    """The product of an answer, with all its collections and variants. Raises BadInput."""
    found = list(collections)
    named = (
        value
        for one in found
        for value in (
            gid_number(one.get("id"), "collection.id"),
            one.get("handle"),
            one.get("title"),
        )
    )
    priced = (
        (gid_number(one.get("id"), "variant.id"), one.get("price"), one.get("compareAtPrice"))
        for one in variants
    )
    return ProductFacts(
        product_id=gid_number(node.get("id"), "product.id"),
        stamp_s=unix_s(node.get("updatedAt"), "updatedAt") or 0,
        sets=names(COLLECTION, named)
        | names(TAG, node.get("tags") or ())
        | names(VENDOR, [text(node.get("vendor"), "vendor")])
        | sales(_on_sale(priced, store.currency)),
        shown=_shown(node, node.get("publishedAt"), found),
    )


def _shown(data: Data, published: object, collections: Iterable[Data]) -> Shown:
    """What the shop shows of it: nothing of drafts, and of what is not in the online shop."""
    handle = stated(data, "handle")
    offered = published is not None and stated(data, "status").lower() in ("", "active")
    url = f"/products/{quote(handle)}" if handle and offered else ""
    lie = [
        (gid_number(one.get("id"), "collection.id"), stated(one, "title"))
        for one in collections
        if one.get("handle") not in _EVERYTHING
    ]
    return shown(stated(data, "title"), url, lie)


def _on_sale(variants: Iterable[tuple[str, Any, Any]], currency: str) -> Iterator[tuple[str, bool]]:
    for variant_id, price, before in variants:
        asked = minor(price, currency, "price") if price is not None else 0
        yield variant_id, before is not None and minor(before, currency, "price before") > asked
