"""What a rule gives, as a merchant writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, model_validator

from core.program.documents.base import Identifier, Strict
from core.program.documents.rewards import RewardDocument

# Of one draw, given at once.
Entries = Annotated[int, Field(ge=1, le=1000)]
# What a member chooses the amount of, and what goes to somebody else, is no gift.
_NO_GIFTS = ("amount", "donation")
# What can be worth any amount.
_CARRIERS = ("fixed",)


class AwardDocument(Strict):
    """Points, a reward of the program for no points (`reward` is its id), so many `entries` in the
    draw of that id, or several of them."""

    points: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    reward: Identifier | None = None
    draw: Identifier | None = None
    entries: Entries | None = None

    @model_validator(mode="after")
    def _something(self) -> AwardDocument:
        if self.points is None and self.reward is None and self.draw is None:
            raise ValueError("say what is given: points, a reward, or draw entries")
        check_entries(self.draw, self.entries)
        return self


def check_entries(draw_id: str | None, entries: int | None) -> None:
    """Raises ValueError unless a draw is named together with a number of entries, or neither."""
    if (draw_id is None) != (entries is None):
        raise ValueError("a draw and the number of its entries belong together")


def check_gift(rule_id: str, reward_id: str | None, rewards: Sequence[RewardDocument]) -> None:
    """Raises ValueError unless a rule's reward is one that can be given. None: it gives none."""
    if reward_id is None:
        return
    kind = _kind(reward_id, rewards)
    if kind is None:
        raise ValueError(f"{rule_id} gives a reward that there is not: {reward_id!r}")
    if kind in _NO_GIFTS:
        raise ValueError(f"{rule_id}: a reward of kind {kind} cannot be given")


def check_cash_back(rule_id: str, reward_id: str | None, rewards: Sequence[RewardDocument]) -> None:
    """Raises ValueError unless the reward can be worth any amount."""
    if reward_id is None or _kind(reward_id, rewards) not in _CARRIERS:
        kinds = " or ".join(_CARRIERS)
        raise ValueError(f"{rule_id}: cash back is paid as a reward of kind {kinds}")


def _kind(reward_id: str, rewards: Sequence[RewardDocument]) -> str | None:
    return next((one.kind for one in rewards if one.id == reward_id), None)
