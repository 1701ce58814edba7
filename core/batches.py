"""Which batch a redemption of goods takes from: the one that ends first and has not ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.program.batches import Batch

# By a batch's id, how many redemptions took from it that were not given back.
Taken = Mapping[str, int]


def left(batches: Sequence[Batch], taken: Taken, today: str) -> int:
    """How many pieces can still be promised on the store's day `today`."""
    return sum(count for _, count in _open(batches, taken, today))


def following(batches: Sequence[Batch], taken: Taken, today: str) -> Batch | None:
    """The batch that the next redemption takes from; None when there is nothing left."""
    return next((batch for batch, _ in _open(batches, taken, today)), None)


def ended(best_before: str, today: str) -> bool:
    """Whether goods of that day must not be handed over any more; "" for goods that keep."""
    return bool(best_before) and best_before < today


def _open(batches: Sequence[Batch], taken: Taken, today: str) -> Iterator[tuple[Batch, int]]:
    for batch in sorted(batches, key=lambda one: (one.best_before, one.id)):
        count = batch.stock - taken.get(batch.id, 0)
        if count > 0 and not ended(batch.best_before, today):
            yield batch, count
