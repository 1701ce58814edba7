"""Random histories of a few members' entries, as the ledger would have written them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from core.program.model import Programs
from core.stats.contribution import World
from core.stats.facts import Fact
from tests.unit.core.worlds import T0, TZ, program

DAY_MS = 86_400_000
WORLD = World(Programs([program()]), TZ)
MEMBERS = ("a", "b", "c")


def order(
    member: str,
    order_id: str,
    day: int,
    minor: int = 10_000,
    *,
    state: str = "paid",
    said: int | None = None,
    points: int = 100,
    tier: str = "member",
    reason: str = "order",
    **why: Any,
) -> Fact:
    """What an entry says of an order placed `day` days after the beginning. `said`: the day of the
    entry."""
    known = {"basis_minor": minor, "state": state, "tier": tier, "program": 1, "currency": "USD"}
    return Fact(
        member=member,
        sequence=0,
        at_ms=T0 * 1000 + (day if said is None else said) * DAY_MS,
        kind="earn" if points > 0 else "reverse",
        available=points,
        pending=0,
        debt=0,
        source={"type": "order", "store": "s", "id": order_id},
        why={"reason": reason} | (known if reason == "order" else {}) | why,
        placed_at_s=T0 + day * 86_400,
    )


def other(member: str, day: int, entry: str, source: dict[str, Any], **fields: Any) -> Fact:
    """Any other entry. `fields`: available, debt; the rest is its why."""
    moved = {name: fields.pop(name, 0) for name in ("available", "pending", "debt")}
    at_ms = T0 * 1000 + day * DAY_MS
    return Fact(member, 0, at_ms, entry, source=source, why=fields, **moved)


def redeem(member: str, day: int, name: str, points: int = 100, reward: str = "off-small") -> Fact:
    source = {"type": "redemption", "id": name}
    more = {"reason": "redeem", "reward": reward, "points": points}
    return other(member, day, "redeem", source, available=-points, **more)


def give_back(member: str, day: int, name: str, points: int = 100) -> Fact:
    source = {"type": "redemption", "id": name}
    more = {"reason": "given_back", "reward": "off-small", "points": points}
    return other(member, day, "return", source, available=points, **more)


def erase(member: str, day: int, available: int = 0, account: int = 1) -> Fact:
    source = {"type": "erasure"}
    return other(member, day, "erase", source, available=available, reason="erase", account=account)


def join(source: str, into: str, day: int, points: int = 0) -> tuple[Fact, Fact]:
    """Out of one member, and into another."""
    out = other(
        source, day, "join", {"type": "join", "id": into}, available=-points, reason="join_out"
    )
    into_fact = other(
        into, day, "join", {"type": "join", "id": source}, available=points, reason="join_in"
    )
    return out, into_fact


def chained(*facts: Fact) -> dict[str, list[Fact]]:
    """By member, numbered in the order in which they are given."""
    chains: dict[str, list[Fact]] = {}
    for fact in facts:
        own = chains.setdefault(fact.member, [])
        own.append(replace(fact, sequence=len(own) + 1))
    return chains


@st.composite
def histories(draw: st.DrawFn) -> dict[str, list[Fact]]:
    """Chains of entries in which members buy, return, redeem, are erased and joined."""
    facts: list[Fact] = []
    gone: set[str] = set()
    made = draw(
        st.lists(
            st.tuples(st.sampled_from(MEMBERS), st.integers(0, 7), st.integers(0, 400)),
            max_size=25,
        )
    )
    for number, (member, what, day) in enumerate(sorted(made, key=lambda one: one[2])):
        if member in gone:
            continue
        if what <= 2:
            facts.append(order(member, f"o{number}", day, tier=("member", "silver")[what % 2]))
        elif what == 3 and number:
            facts.append(order(member, f"o{number // 2}", day, 0, state="void", points=-100))
        elif what == 4:
            facts.append(redeem(member, day, f"r{number}"))
        elif what == 5:
            facts.append(give_back(member, day, f"r{number - 1}"))
        elif what == 6:
            facts.append(erase(member, day))
        elif what == 7 and member != "a":
            facts += join(member, "a", day)
            gone.add(member)
    return chained(*facts)
