"""What a store tells its shoppers about the program, and the ways by which they come to it, as the
deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from core.program.awards import NOTHING, Award, load_award

Names = Mapping[str, str]
CommunityKind = Literal["line", "facebook", "instagram", "discord", "forum", "other"]


@dataclass(frozen=True, slots=True)
class News:
    """Shown from `first_day` to `last_day` of the store, "" for no bound, to members of `tiers`; to
    everybody where those are empty. `url`: where there is more, "" for nowhere."""

    id: str
    names: Names
    text: Names
    url: str
    first_day: str
    last_day: str
    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """Where members of `tiers` meet; everybody where those are empty."""

    id: str
    kind: CommunityKind
    names: Names
    url: str
    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A way by which people come to the program. Who joins by it between `first_day` and `last_day`
    ("" for no bound) is given `award`."""

    id: str
    names: Names
    first_day: str
    last_day: str
    award: Award

    @property
    def rule(self) -> str:
        """What entries of the ledger call it; no id of a rule has a colon in it."""
        return channel_rule(self.id)


def channel_rule(channel_id: str) -> str:
    """What entries, and the count of those who joined by it, call a channel."""
    return f"channel:{channel_id}"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its answer, by language."""

    id: str
    names: Names
    text: Names


@dataclass(frozen=True, slots=True)
class Look:
    """How the pages about the program look; "" and None for what the merchant left open. `names`:
    what the program is called."""

    names: Names
    color: str
    radius: int | None
    logo: str
    join_url: str


PLAIN = Look(names={}, color="", radius=None, logo="", join_url="")


def load_news(documents: Sequence[Mapping[str, Any]] | None) -> tuple[News, ...]:
    """The valid document's part `news`."""
    return tuple(
        News(
            id=one["id"],
            names=one["name"],
            text=one["text"],
            url=one.get("url") or "",
            first_day=one.get("from") or "",
            last_day=one.get("until") or "",
            tiers=tuple(one.get("tiers") or ()),
        )
        for one in documents or ()
    )


def load_community(documents: Sequence[Mapping[str, Any]] | None) -> tuple[Community, ...]:
    """The valid document's part `community`."""
    return tuple(
        Community(one["id"], one["kind"], one["name"], one["url"], tuple(one.get("tiers") or ()))
        for one in documents or ()
    )


def load_channels(documents: Sequence[Mapping[str, Any]] | None) -> tuple[Channel, ...]:
    """The valid document's part `channels`."""
    return tuple(
        Channel(
            id=one["id"],
            names=one["name"],
            first_day=one.get("from") or "",
            last_day=one.get("until") or "",
            award=load_award(one["award"]) if one.get("award") else NOTHING,
        )
        for one in documents or ()
    )


def load_questions(documents: Sequence[Mapping[str, Any]] | None) -> tuple[Question, ...]:
    """The valid document's part `questions`."""
    return tuple(Question(one["id"], one["name"], one["text"]) for one in documents or ())


def load_look(document: Mapping[str, Any] | None) -> Look:
    """The valid document's part `look`."""
    look = document or {}
    return Look(
        names=look.get("name") or {},
        color=look.get("color") or "",
        radius=look.get("radius"),
        logo=look.get("logo") or "",
        join_url=look.get("join_url") or "",
    )
