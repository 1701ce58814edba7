"""WooCommerce's product JSON (webhook and REST are the same) reduced to the sets it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.catalogue import COLLECTION, SALE, TAG, VENDOR, ProductFacts
from core.errors import BadInput
from integrations.payload import identifier, objects, optional_identifier, unix_s
from integrations.product import names


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
    return ProductFacts(product_id, changed or placed or 0, sets)


def _terms(data: Mapping[str, Any], taxonomy: str, *more: str) -> Iterator[Any]:
    for term in objects(data.get(taxonomy), taxonomy):
        yield from (term.get(name) for name in ("slug", "name", *more))
