"""Goods that do not keep: which batch a redemption takes from, as its tallies stand."""

from __future__ import annotations

from dataclasses import dataclass

from core import batches
from core.identity import Ledger
from core.ledger import tallies
from core.ledger.tallies import Tally
from core.program.batches import Batch
from core.program.rewards import Reward


@dataclass(frozen=True, slots=True)
class Portion:
    """The batch that the next redemption takes from, and its tally, to be written on condition that
    nobody took from it meanwhile. `left`: pieces of all batches that can still be promised."""

    batch: Batch
    tally: Tally
    left: int


def next_portion(ledger: Ledger, reward: Reward, today: str) -> Portion | None:
    """Where the next redemption takes from; None for goods that keep, or when nothing is left."""
    if not reward.batches:
        return None
    read = tallies.read_all(ledger, [reward.tally_of(batch.id) for batch in reward.batches])
    taken = {batch.id: read[reward.tally_of(batch.id)].taken for batch in reward.batches}
    batch = batches.following(reward.batches, taken, today)
    if batch is None:
        return None
    left = batches.left(reward.batches, taken, today)
    return Portion(batch, read[reward.tally_of(batch.id)], left)
