"""Rewards, as the deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.money import to_minor
from core.ports import ANY_CART, CodeTerms
from core.program.batches import Batch, load_batches

# Those of the first line become discount codes in the store, those of the second its money.
RewardKind = (
    Literal["fixed", "percent", "free_shipping", "amount", "product", "bundle"]
    | Literal["store_credit", "gift_card"]
    | Literal["experience", "donation", "voucher", "goods"]
)


@dataclass(frozen=True, slots=True)
class Reward:
    """One reward. `tiers` may redeem it, and of them members of any of the `segments`, all where
    empty; from `first_day` to `last_day` ("" for no bound, else "2026-12-31", the store's days);
    `per_member` times at most by each, and `stock` times at most by all members together, None for
    any number.
    `code_days`: how long its code lives, None for as long as the program says.

    Of kind "amount" the shopper chooses how many steps of `points`, from `min_points` to
    `max_points`; a step is worth `value_minor`. Of kind "product" `value_minor` comes off its
    price, and `price_minor` remains to be paid. Of kind "donation" `value_minor` is given. Of kind
    "bundle" `beside_minor` comes off the order besides a product. Goods that do not keep lie in
    `batches`, the one that ends first before the others. `paused`: nobody can redeem it for now;
    rules go on giving it."""

    id: str
    kind: RewardKind
    names: Mapping[str, str]
    points: int
    value_minor: int
    percent: int
    tiers: tuple[str, ...] = ()
    first_day: str = ""
    last_day: str = ""
    per_member: int | None = None
    stock: int | None = None
    code_days: int | None = None
    min_points: int = 0
    max_points: int | None = None
    price_minor: int = 0
    terms: CodeTerms = ANY_CART
    beside_minor: int = 0
    batches: tuple[Batch, ...] = ()
    segments: tuple[str, ...] = ()
    paused: bool = False

    @property
    def least(self) -> int:
        """The fewest points that it can be had for."""
        return max(self.points, self.min_points)

    @property
    def tallied(self) -> bool:
        """Whether all its redemptions together count for something."""
        return self.stock is not None or self.kind in ("donation", "voucher")

    @property
    def tallies(self) -> tuple[str, ...]:
        """Names of all that it is counted under: its own, and those of its batches."""
        own = (self.id,) if self.tallied else ()
        return (*own, *(self.tally_of(batch.id) for batch in self.batches))

    def tally_of(self, batch_id: str) -> str:
        """The name that a batch is counted under; no reward's id has a dot."""
        return batch_tally(self.id, batch_id)

    @property
    def counter(self) -> str:
        """The member's counter of it."""
        return f"reward:{self.id}"


def batch_tally(reward_id: str, batch_id: str) -> str:
    """The name under which what a batch gave is counted."""
    return f"{reward_id}.{batch_id}"


def load_rewards(documents: Sequence[Mapping[str, Any]], currency: str) -> tuple[Reward, ...]:
    """The valid document's part `rewards`."""
    return tuple(
        Reward(
            id=reward["id"],
            kind=reward["kind"],
            names=reward["name"],
            points=reward["points"],
            value_minor=_value_minor(reward, currency),
            percent=100 if _free(reward) else reward.get("percent") or 0,
            tiers=tuple(reward.get("tiers") or ()),
            segments=tuple(reward.get("segments") or ()),
            first_day=reward.get("from") or "",
            last_day=reward.get("until") or "",
            per_member=reward.get("limit_per_member"),
            stock=reward.get("stock"),
            code_days=reward.get("code_days"),
            min_points=reward.get("min_points") or 0,
            max_points=reward.get("max_points"),
            price_minor=to_minor(reward.get("price"), currency),
            terms=CodeTerms(
                minimum_minor=to_minor(reward.get("minimum"), currency),
                products=tuple(reward.get("products") or ()),
                collections=tuple(reward.get("collections") or ()),
                combines=tuple(reward.get("combines") or ()),
            ),
            beside_minor=to_minor(reward.get("amount"), currency),
            batches=load_batches(reward.get("batches")),
            paused=bool(reward.get("paused")),
        )
        for reward in documents
    )


def _value_minor(reward: Mapping[str, Any], currency: str) -> int:
    return to_minor(reward.get("value"), currency) - to_minor(reward.get("price"), currency)


def _free(reward: Mapping[str, Any]) -> bool:
    return reward["kind"] in ("product", "bundle") and not float(reward.get("price") or 0)
