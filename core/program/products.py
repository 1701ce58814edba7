"""Products that a program names by what they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.catalogue import COLLECTION, SALE, TAG, VENDOR, Sets, set_name

_KINDS = (("collections", COLLECTION), ("tags", TAG), ("vendors", VENDOR))


def load_sets(document: Mapping[str, Any]) -> Sets:
    """The names of the sets that a valid document's part names. Documents of earlier releases name
    none."""
    found = {set_name(prefix, name) for field, prefix in _KINDS for name in document.get(field, ())}
    return frozenset(found | {SALE}) if document.get("sale_items") else frozenset(found)
