"""Members' events and surveys, as the deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from core.program.awards import NOTHING, Award, load_award

Names = Mapping[str, str]
QuestionKind = Literal["choice", "several", "scale", "text"]


@dataclass(frozen=True, slots=True)
class MembersEvent:
    """`at`: when it begins, by the store's clock. `tiers` may come, and of them members of any of
    the `segments`, all where empty; `capacity`: so many at most, None for any number. `award`: for
    who was there."""

    id: str
    names: Names
    at: datetime
    places: Names
    tiers: tuple[str, ...]
    segments: tuple[str, ...]
    capacity: int | None
    award: Award


@dataclass(frozen=True, slots=True)
class Question:
    """`options` by their ids, of a choice. A scale goes from 1 to 5."""

    id: str
    names: Names
    kind: QuestionKind
    options: Mapping[str, Names]
    required: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """Open from `first_day` to `last_day` of the store, "" for no bound. `award`: for a first
    answer."""

    id: str
    names: Names
    questions: tuple[Question, ...]
    tiers: tuple[str, ...]
    segments: tuple[str, ...]
    first_day: str
    last_day: str
    award: Award


def load_events(documents: list[Mapping[str, Any]] | None) -> tuple[MembersEvent, ...]:
    """The valid document's part `events`."""
    return tuple(
        MembersEvent(
            id=one["id"],
            names=one["name"],
            at=datetime.fromisoformat(one["at"]),
            places=one.get("place") or {},
            tiers=tuple(one.get("tiers") or ()),
            segments=tuple(one.get("segments") or ()),
            capacity=one.get("capacity"),
            award=_award(one),
        )
        for one in documents or ()
    )


def load_surveys(documents: list[Mapping[str, Any]] | None) -> tuple[Survey, ...]:
    """The valid document's part `surveys`."""
    return tuple(
        Survey(
            id=one["id"],
            names=one["name"],
            questions=tuple(_question(question) for question in one["questions"]),
            tiers=tuple(one.get("tiers") or ()),
            segments=tuple(one.get("segments") or ()),
            first_day=one.get("from") or "",
            last_day=one.get("until") or "",
            award=_award(one),
        )
        for one in documents or ()
    )


def _question(document: Mapping[str, Any]) -> Question:
    options = document.get("options") or ()
    return Question(
        id=document["id"],
        names=document["text"],
        kind=document["kind"],
        options={option["id"]: option["text"] for option in options},
        required=document.get("required") or False,
    )


def _award(document: Mapping[str, Any]) -> Award:
    return load_award(document["award"]) if document.get("award") else NOTHING
