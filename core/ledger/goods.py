"""Goods that do not keep: which batch a redemption takes from, as its tallies stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core import batches, rewards
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
    taken = taken_of(reward, read)
    batch = batches.following(reward.batches, taken, today)
    if batch is None:
        return None
    left = batches.left(reward.batches, taken, today)
    return Portion(batch, read[reward.tally_of(batch.id)], left)


def left_of(reward: Reward, read: Mapping[str, Tally], today: str) -> int | None:
    """How many of a reward can still be had by its tallies (`Reward.tallies`); None for any
    number."""
    tally = read.get(reward.id) or Tally(reward.id)
    lying = batches.left(reward.batches, taken_of(reward, read), today) if reward.batches else None
    return rewards.left_of(reward, tally.taken, tally.pool, lying)


def taken_of(reward: Reward, read: Mapping[str, Tally]) -> dict[str, int]:
    """What its batches gave, by their ids."""
    named = {batch.id: read.get(reward.tally_of(batch.id)) for batch in reward.batches}
    return {one: tally.taken for one, tally in named.items() if tally is not None}
