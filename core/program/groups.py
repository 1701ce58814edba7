"""Group purchases, as the deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from core.money import to_minor
from core.program.awards import NOTHING, Award, load_award
from core.program.conditions import Match
from core.program.products import load_sets

Lost = Literal["keep", "take_back"]


@dataclass(frozen=True, slots=True)
class Group:
    """One event. Days are the store's, both ends included; it is shown from `preview_day` on, and
    decided for good `settle_days` after `until_day`, so that what is paid late counts.

    The target is `target_units` pieces or `target_minor` in the program's currency, the other is 0.
    An order joins that has `tag`, or came by `link`, where either is named, with the lines that
    `match`. `award` is for everybody who joined, `early_award` for who ordered by `early_until`,
    `missed_award` for who joined in vain. `early_price_minor`: to show; the store takes it."""

    id: str
    names: Mapping[str, str]
    preview_day: str
    from_day: str
    until_day: str
    settle_days: int
    target_units: int
    target_minor: int
    match: Match
    tag: str
    link: str
    award: Award
    early_until: str
    early_award: Award
    early_price_minor: int
    organiser_award: Award
    organiser_per_unit: bool
    lost: Lost
    missed_award: Award

    @property
    def rule(self) -> str:
        """Its id among those of all rules."""
        return f"group:{self.id}"

    @property
    def target(self) -> int:
        """The target, in what it is counted in."""
        return self.target_units or self.target_minor

    @property
    def last_day(self) -> str:
        """The last day on which what is paid or returned still decides."""
        return (date.fromisoformat(self.until_day) + timedelta(self.settle_days)).isoformat()


def load_groups(documents: Any, currency: str) -> tuple[Group, ...]:
    """The valid document's part `groups`; none where there is no such part."""
    return tuple(_group(one, currency) for one in documents or ())


def _group(document: Mapping[str, Any], currency: str) -> Group:
    match, early = document.get("match") or {}, document.get("early_bird") or {}
    organiser, target = document.get("organiser") or {}, document["target"]
    return Group(
        id=document["id"],
        names=document["name"],
        preview_day=document.get("preview") or document["from"],
        from_day=document["from"],
        until_day=document["until"],
        settle_days=document.get("settle_days") or 0,
        target_units=target.get("units") or 0,
        target_minor=to_minor(target.get("amount"), currency),
        match=Match(products=frozenset(match.get("products", ())), sets=load_sets(match)),
        tag=(document.get("tag") or "").casefold(),
        link=(document.get("link") or "").casefold(),
        award=load_award(document["award"]),
        early_until=early.get("until", ""),
        early_award=_award(early.get("award")),
        early_price_minor=to_minor(early.get("price"), currency),
        organiser_award=_award(organiser.get("award")),
        organiser_per_unit=organiser.get("per") == "unit",
        lost=document.get("lost") or "keep",
        missed_award=_award(document.get("missed_award")),
    )


def _award(document: Mapping[str, Any] | None) -> Award:
    return load_award(document) if document else NOTHING
