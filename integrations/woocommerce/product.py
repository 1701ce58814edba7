"""WooCommerce's product JSON (webhook and REST are the same) reduced to the sets it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from core.catalogue import COLLECTION, SALE, TAG, VENDOR, ProductFacts
from core.errors import BadInput
from core.shelf import Shown, shown
from integrations.particulars import stated
from integrations.payload import identifier, objects, optional_identifier, unix_s
from integrations.product import names

# Where products lie that lie nowhere.
_NONE = frozenset({"uncategorized", "未分類"})


def product_facts(data: Mapping[str, Any]) -> ProductFacts | None:
    """The product's sets: categories (by id, slug and name), tags, brands as vendors, sale. None
    for a variation, which belongs where its product does: that is on sale when any of its
    variations is. Raises BadInput."""
    if "on_sale" not in data:
        raise BadInput("This is not a product: it does not say whether it is on sale.")
    if optional_identifier(data.get("parent_id"), "parent_id") and data.get("type") == "variation":
        return None
    product_id = identifier(data.get("id"), "id")
    changed = unix_s(data.get("date_modified_gmt"), "date_modified_gmt")
    placed = unix_s(data.get("date_created_gmt"), "date_created_gmt")
    sets = (
        names(COLLECTION, _terms(data, "categories", "id"))
        | names(TAG, _terms(data, "tags"))
        | names(VENDOR, _terms(data, "brands"))
    )
    if data.get("on_sale") is True:
        sets |= {SALE}
    return ProductFacts(product_id, changed or placed or 0, sets, shown=_shown(data))


def _shown(data: Mapping[str, Any]) -> Shown:
    """What the shop shows of it: nothing of drafts, of what is hidden or sold out, and of what
    only who has a password may see."""
    offered = (
        data.get("status", "publish") == "publish"
        and data.get("catalog_visibility", "visible") != "hidden"
        and data.get("stock_status", "instock") != "outofstock"
        and not data.get("post_password")
    )
    categories = [
        (optional_identifier(term.get("id"), "categories.id") or "", _plain(term, "name"))
        for term in objects(data.get("categories"), "categories")
        if term.get("slug") not in _NONE
    ]
    return shown(_plain(data, "name"), stated(data, "permalink") if offered else "", categories)


def _plain(data: Mapping[str, Any], name: str) -> str:
    """A text as people read it: WordPress keeps names as HTML writes them."""
    return unescape(stated(data, name))


def _terms(data: Mapping[str, Any], taxonomy: str, *more: str) -> Iterator[Any]:
    for term in objects(data.get(taxonomy), taxonomy):
        yield from (term.get(name) for name in ("slug", "name", *more))
