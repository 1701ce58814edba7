"""What is earned by doing something besides buying, as the deciding functions see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.program.awards import Award, load_award
from core.program.conditions import Conditions, load_conditions

Names = Mapping[str, str]
ActionKind = Literal[
    "signup",
    "birthday",
    "anniversary",
    "newsletter",
    "review",
    "social_follow",
    "social_share",
    "tagged_post",
    "survey",
    "event",
    "custom",
]
Per = Literal["day", "week", "month", "year", "ever"]
Since = Literal["first_purchase", "joined"]

# A day of the member's own comes again every year; nobody has to say so.
YEARLY: tuple[ActionKind, ...] = ("birthday", "anniversary")
# The store's own webhooks tell of these.
SEEN: tuple[ActionKind, ...] = ("signup", "newsletter")
# A shopper says that they did it.
CLAIMED: tuple[ActionKind, ...] = ("review", "social_follow", "social_share", "tagged_post")

# How often one member may have it where the program does not say. What the merchant's own systems
# report needs no limit; what anybody can say of themselves does.
_LIMITS: Mapping[ActionKind, tuple[int, Per]] = {
    "signup": (1, "ever"),
    "newsletter": (1, "ever"),
    "birthday": (1, "year"),
    "anniversary": (1, "year"),
    "social_follow": (1, "ever"),
    "social_share": (1, "day"),
    "tagged_post": (1, "day"),
    "review": (1, "day"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """Gives `award` for what a member did. `times` in each `per` for one member, 0 for any number;
    `total` for all of them together. `approval`: only after the merchant has looked. `since`: what
    an anniversary is of."""

    id: str
    kind: ActionKind
    names: Names
    award: Award
    times: int
    per: Per
    total: int | None
    approval: bool
    conditions: Conditions
    since: Since

    @property
    def claimed(self) -> bool:
        """Whether shoppers may say themselves that they did it."""
        return self.kind in CLAIMED

    @property
    def yearly(self) -> str:
        """The day of the member's own that it is for: "birthday", "first_purchase" or "joined";
        "" for none."""
        if self.kind == "birthday":
            return "birthday"
        return self.since if self.kind == "anniversary" else ""


def limit_of(kind: ActionKind, limit: Mapping[str, Any] | None) -> tuple[int, Per]:
    """How often one member may have it: so many times in each period, 0 times for any number."""
    if limit is not None:
        return limit["times"], limit["per"]
    return _LIMITS.get(kind, (0, "ever"))


def load_actions(documents: Sequence[Mapping[str, Any]] | None) -> tuple[Action, ...]:
    """The valid document's part `actions`."""
    return tuple(_action(one) for one in documents or ())


def _action(document: Mapping[str, Any]) -> Action:
    times, per = limit_of(document["kind"], document.get("limit"))
    return Action(
        id=document["id"],
        kind=document["kind"],
        names=document["name"],
        award=load_award(document["award"]),
        times=times,
        per=per,
        total=document.get("limit_total"),
        approval=bool(document.get("approval")),
        conditions=load_conditions(document),
        since=document.get("since") or "first_purchase",
    )
