"""Referral, as the deciding functions see it: members bring friends, and both have of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.money import to_minor
from core.program.awards import NOTHING, Award, load_award

Period = Literal["month", "year", "ever"]


@dataclass(frozen=True, slots=True)
class Referral:
    """`referrer` is for the member who brought a friend, once the friend's first order counts;
    `friend` for the friend, at that order, or when they come (`at_link`). The order must come to
    `minimum_minor` at least. `most` friends count for one member in a `period` of the store's
    calendar; None for any number."""

    id: str
    names: Mapping[str, str]
    referrer: Award
    friend: Award = NOTHING
    at_link: bool = False
    minimum_minor: int = 0
    most: int | None = None
    period: Period = "ever"


def load_referral(document: Mapping[str, Any] | None, currency: str) -> Referral | None:
    """The valid document's part `referral`; None without one."""
    if not document:
        return None
    cap = document.get("cap") or {}
    friend, minimum = document.get("friend"), document.get("minimum")
    return Referral(
        id=document["id"],
        names=document["name"],
        referrer=load_award(document["referrer"]),
        friend=load_award(friend) if friend else NOTHING,
        at_link=document.get("friend_at") == "link",
        minimum_minor=to_minor(minimum, currency) if minimum else 0,
        most=cap.get("times"),
        period=cap.get("per", "ever"),
    )
