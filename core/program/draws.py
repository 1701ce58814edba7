"""Lucky draws, as the deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.program.awards import Award, load_award

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prize:
    """`count` members win `award` each."""

    names: Names
    count: int
    award: Award


@dataclass(frozen=True, slots=True)
class Draw:
    """One lucky draw. Members of `tiers` (of all where empty) can enter from `first_day` to
    `last_day`, the store's days: for `cost` points an entry (0: not for points), at most
    `per_member` of these each (None for any number). `tier_entries`: entries that the members of a
    tier have without doing anything, once entries have closed. `terms`: the part of the document
    that says all this, as it is shown and digested."""

    id: str
    names: Names
    first_day: str
    last_day: str
    tiers: tuple[str, ...]
    cost: int
    per_member: int | None
    tier_entries: Mapping[str, int]
    prizes: tuple[Prize, ...]
    terms: Mapping[str, Any]

    @property
    def rule(self) -> str:
        """What entries of the ledger call it; no id of a rule has a colon in it."""
        return f"draw:{self.id}"


def load_draws(documents: Sequence[Mapping[str, Any]]) -> tuple[Draw, ...]:
    """The valid document's part `draws`."""
    return tuple(load_draw(one) for one in documents)


def load_draw(document: Mapping[str, Any]) -> Draw:
    """One draw of it."""
    return Draw(
        id=document["id"],
        names=document["name"],
        first_day=document["from"],
        last_day=document["until"],
        tiers=tuple(document.get("tiers") or ()),
        cost=document.get("cost") or 0,
        per_member=document.get("limit_per_member"),
        tier_entries=document.get("tier_entries") or {},
        prizes=tuple(
            Prize(one["name"], one["count"], load_award(one["award"])) for one in document["prizes"]
        ),
        terms=document,
    )
