"""What is earned by doing something besides buying, as a merchant writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field, model_validator

from core.program.actions import CLAIMED, SEEN, YEARLY, ActionKind, Per, Since
from core.program.documents.awards import AwardDocument, check_gift
from core.program.documents.base import Identifier, Names, Strict
from core.program.documents.conditions import WindowDocument
from core.program.documents.rewards import RewardDocument


class LimitDocument(Strict):
    """So many times in each period of the store's calendar; a week begins on Monday."""

    times: Annotated[int, Field(ge=1, le=1000)]
    per: Per


class ActionDocument(Strict):
    """`limit` is for one member, `limit_total` for all of them together."""

    id: Identifier
    name: Names
    kind: ActionKind
    # One that is missing is like an empty one, and told to say what is given.
    award: Annotated[AwardDocument, Field(default_factory=dict, validate_default=True)]
    limit: LimitDocument | None = None
    limit_total: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    approval: bool | None = None
    window: WindowDocument | None = None
    tiers: Annotated[list[Identifier], Field(max_length=10)] | None = None
    segments: Annotated[list[Identifier], Field(min_length=1, max_length=10)] | None = None
    since: Since | None = None

    @model_validator(mode="after")
    def _fits(self) -> ActionDocument:
        if self.limit is not None and self.kind in (*YEARLY, *SEEN):
            often = "once a year" if self.kind in YEARLY else "once"
            raise ValueError(f"a {self.kind} counts {often}; leave the limit out")
        if self.approval and self.kind not in CLAIMED:
            raise ValueError(f"only what shoppers claim can be approved: {', '.join(CLAIMED)}")
        if self.since is not None and self.kind != "anniversary":
            raise ValueError("since is for anniversaries, and only there")
        return self


def check_actions(
    actions: Sequence[ActionDocument],
    taken: Iterable[str],
    tiers: set[str],
    rewards: Sequence[RewardDocument],
) -> None:
    """Raises ValueError unless every id is an action's own (`taken`: other rules' ids), and tiers
    and rewards are there."""
    ids = [one.id for one in actions]
    if len(set(ids)) != len(ids) or set(ids) & set(taken):
        raise ValueError("actions: each needs an id that no other action, campaign or bonus has")
    for one in actions:
        if not tiers.issuperset(one.tiers or ()):
            raise ValueError(f"{one.id} names a tier that there is not")
        check_gift(one.id, one.award.reward, rewards)
