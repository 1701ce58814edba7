"""What both platforms' products have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.catalogue import SALE, SALE_OF, set_name

# Shopify takes 250 tags.
MOST = 300


def names(prefix: str, values: Iterable[Any]) -> frozenset[str]:
    """Names of sets from what a store calls them; what is neither text nor a number is passed
    over: a product must not be refused for a strange tag. At most MOST of them."""
    named = (value for value in values if isinstance(value, str | int))
    found = {name for value in named if (name := set_name(prefix, str(value)))}
    return frozenset(sorted(found)[:MOST])


def sales(variants: Iterable[tuple[str, bool]]) -> frozenset[str]:
    """What is on sale of a product, by its variants' (id, on sale)."""
    told = list(variants)
    reduced = frozenset(variant_id for variant_id, on_sale in told if on_sale)
    if told and len(reduced) == len({variant_id for variant_id, _ in told}):
        return frozenset({SALE})
    return frozenset(f"{SALE_OF}{variant_id}" for variant_id in reduced)
