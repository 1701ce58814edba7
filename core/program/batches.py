"""Best-before batches of a reward's goods, as the deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Batch:
    """So many pieces of goods that may be handed over up to the day `best_before`, included
    ("2027-03-31", the store's days)."""

    id: str
    best_before: str
    stock: int


def load_batches(documents: Sequence[Mapping[str, Any]] | None) -> tuple[Batch, ...]:
    """The valid reward's part `batches`, the one that ends first before the others."""
    found = [Batch(one["id"], one["best_before"], one["stock"]) for one in documents or ()]
    return tuple(sorted(found, key=lambda one: (one.best_before, one.id)))
