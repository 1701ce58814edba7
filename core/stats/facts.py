"""What an entry says, as far as figures are concerned, and the lives that entries tell.

A person is a member with all who were joined into them. An erasure ends a life: what was counted of
it stays counted, and who buys again under the same name begins another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry. `placed_at_s`: when the order was placed that it is about, None for others."""

    member: str
    sequence: int
    at_ms: int
    kind: str
    available: int
    pending: int
    debt: int
    source: Mapping[str, Any] = field(default_factory=dict)
    why: Mapping[str, Any] = field(default_factory=dict)
    placed_at_s: int | None = None

    @property
    def since_s(self) -> int:
        """Since when, in unix seconds, whom it is about has been known: an order that was brought
        in later was placed before its entry."""
        at_s = self.at_ms // 1000
        return at_s if self.placed_at_s is None else min(at_s, self.placed_at_s)

    @property
    def reason(self) -> str:
        return str(self.why.get("reason", ""))


# A member's entries, oldest first, by the member.
Chains = Mapping[str, Sequence[Fact]]


@dataclass(frozen=True, slots=True)
class Life:
    """What belongs together. `account`: somebody with an account, not a guest. `ended`: by an
    erasure."""

    facts: tuple[Fact, ...]
    account: bool
    ended: bool = False


def lives_of(member: str, chains: Chains, account: bool) -> list[Life]:
    """A member's lives. Of one who was joined into another the last is the other's. `account`:
    whether the member has one; of a life that was erased its last entry says so, and somebody whom
    others were joined into has one."""
    lives, facts, gone = _cut(member, chains, frozenset())
    if facts and not gone:
        joined = any(fact.reason == "join_in" for fact in facts)
        lives.append(Life(tuple(facts), account or joined))
    return lives


def joined_into(facts: Sequence[Fact]) -> list[str]:
    """The members who were joined into the one whose entries these are."""
    return [str(fact.source["id"]) for fact in facts if fact.reason == "join_in"]


def _cut(member: str, chains: Chains, seen: frozenset[str]) -> tuple[list[Life], list[Fact], bool]:
    """Lives that ended, the entries since, and whether the member was joined into another."""
    lives: list[Life] = []
    facts: list[Fact] = []
    gone = False
    for fact in chains.get(member, ()):
        facts.append(fact)
        other = str(fact.source.get("id", ""))
        if fact.reason == "join_in" and other not in seen:  # a damaged table may hold a circle
            facts += _cut(other, chains, seen | {member})[1]
        elif fact.kind == "erase":
            account = bool(fact.why.get("account", 1))
            lives.append(Life(tuple(facts), account, ended=True))
            facts = []
        gone = gone or fact.reason == "join_out"
    return lives, facts, gone
