"""How rewards stand: what is left of each, and what a merchant should look at before members do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core import batches
from core.program.batches import Batch
from core.program.rewards import Reward

Warning = Literal["out", "low", "ended", "ends", "batch_ends", "batch_ended", "waits", "paused"]

# So few are low, or as many in a hundred of a large stock; of a small one less than half.
LOW = 10
_LOW_PERCENT = 10
SOON = timedelta(days=14)
# What somebody has to do something about; the rest is only worth knowing.
URGENT: tuple[Warning, ...] = ("out", "low", "batch_ends")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A batch and what is left of it."""

    batch: Batch
    left: int


@dataclass(frozen=True, slots=True)
class Stand:
    """A reward on the store's day `today`. `left`: how many can still be had, None for any number.
    `whole`: how many there ever were, None where nobody counts. `taken`: how often it was redeemed
    and not given back, None where that is not counted."""

    reward: Reward
    left: int | None
    whole: int | None
    taken: int | None
    shelves: tuple[Shelf, ...]
    warnings: tuple[Warning, ...]

    @property
    def urgent(self) -> tuple[Warning, ...]:
        """What has to be done something about; nothing for a reward that nobody can have anyway."""
        if "ended" in self.warnings or "paused" in self.warnings:
            return ()
        return tuple(one for one in self.warnings if one in URGENT)


def stand(
    reward: Reward,
    left: int | None,
    taken: int,
    pool: int,
    of_batch: Mapping[str, int],
    today: date,
) -> Stand:
    """How a reward stands. `taken` and `pool`: of its tally; `of_batch`: what each batch gave."""
    shelves = tuple(
        Shelf(one, max(0, one.stock - of_batch.get(one.id, 0))) for one in reward.batches
    )
    counted = reward.tallied or bool(reward.batches)
    return Stand(
        reward=reward,
        left=left,
        whole=_whole(reward, pool),
        taken=(taken if reward.tallied else sum(of_batch.values())) if counted else None,
        shelves=shelves,
        warnings=tuple(_warnings(reward, left, _whole(reward, pool), shelves, today)),
    )


def is_low(left: int | None, whole: int | None) -> bool:
    """Whether so few are left that somebody should see to more."""
    if left is None or whole is None:
        return False
    return left <= min(max(LOW, whole * _LOW_PERCENT // 100), whole // 2)


def _whole(reward: Reward, pool: int) -> int | None:
    limits = [reward.stock] if reward.stock is not None else []
    if reward.kind == "voucher":
        limits.append(pool)
    if reward.batches:
        limits.append(sum(one.stock for one in reward.batches))
    return min(limits) if limits else None


def _warnings(
    reward: Reward,
    left: int | None,
    whole: int | None,
    shelves: tuple[Shelf, ...],
    today: date,
) -> list[Warning]:
    shown, soon = today.isoformat(), (today + SOON).isoformat()
    found: list[Warning] = ["paused"] if reward.paused else []
    if reward.last_day and reward.last_day < shown:
        found.append("ended")
    elif reward.last_day and reward.last_day <= soon:
        found.append("ends")
    if reward.first_day > shown:
        found.append("waits")
    if left == 0:
        found.append("out")
    elif is_low(left, whole) or (reward.kind == "voucher" and (left or 0) <= LOW):
        found.append("low")
    lying = [one.batch.best_before for one in shelves if one.left]
    if any(batches.ended(on, shown) for on in lying):
        found.append("batch_ended")
    if any(shown <= on <= soon for on in lying):
        found.append("batch_ends")
    return found
