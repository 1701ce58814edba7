"""What is for some members alone: articles and files, and sales, as the deciding functions see
them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.program.conditions import Conditions, load_conditions

Names = Mapping[str, str]
ContentKind = Literal["article", "file"]


@dataclass(frozen=True, slots=True)
class Content:
    """An article (`text`, by language) or a file (`url`). It is for members of one of the `tiers`,
    in one of the `segments`, who earned `points` in all and own a piece of the product set `owns`:
    all that it names, or any (`any_of`). For everybody who is signed in where it names nothing."""

    id: str
    names: Names
    kind: ContentKind
    text: Names
    url: str
    tiers: tuple[str, ...]
    segments: tuple[str, ...]
    points: int
    owns: str
    any_of: bool


@dataclass(frozen=True, slots=True)
class Sale:
    """A percentage off some products for some members, which the store takes off."""

    id: str
    names: Names
    percent: int
    conditions: Conditions


def load_content(documents: Sequence[Mapping[str, Any]] | None) -> tuple[Content, ...]:
    """The valid document's part `content`. Documents of earlier releases have none."""
    return tuple(_content(one, one.get("for") or {}) for one in documents or ())


def _content(document: Mapping[str, Any], whom: Mapping[str, Any]) -> Content:
    return Content(
        id=document["id"],
        names=document["name"],
        kind=document["kind"],
        text=document.get("text") or {},
        url=document.get("url") or "",
        tiers=tuple(whom.get("tiers") or ()),
        segments=tuple(whom.get("segments") or ()),
        points=whom.get("points") or 0,
        owns=whom.get("owns") or "",
        any_of=whom.get("need") == "any",
    )


def load_sales(documents: Sequence[Mapping[str, Any]] | None) -> tuple[Sale, ...]:
    """The valid document's part `sales`."""
    return tuple(
        Sale(
            id=one["id"],
            names=one["name"],
            percent=one["percent"],
            conditions=load_conditions(one),
        )
        for one in documents or ()
    )
