"""What a member may have only so often, or up to so much: first orders, stamp cards, capped
campaigns. An order takes such grants when it is first paid, and what it may take at the most is
frozen then. While it is void it holds none, so another order may take what it held; what it then
holds again is what is still free. So nobody ever holds more than there is, in whatever order
deliveries, cancellations and their opposites come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.evolve import replace
from core.member import MemberState

# Far more than any rule gives.
UNLIMITED = 10**9
# In the name of an order's share of what all members together may have (core/budgets.py), and of a
# visit on a day (core/frequency.py).
SHARE = "$"
VISIT = "@"
# In the name of what an order brings to a group purchase (core/groups.py).
JOINED = "~"


@dataclass(frozen=True, slots=True)
class Grant:
    """An order's part of what a rule gives a member. `now`: what it holds. `most`: what it may ever
    hold, None until it was first paid. Of a stamp card: `pieces` it adds, after the `position`
    that the card had before it."""

    now: int = 0
    most: int | None = None
    pieces: int = 0
    position: int = 0


Grants = Mapping[str, Grant]
Kept = tuple[tuple[str, Grant], ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """A member and what of their counters is another order's than the one that is decided."""

    member: MemberState
    before: Grants

    def others(self, rule_id: str) -> int:
        """Grants that other orders hold."""
        return self.member.counted(rule_id) - self.before.get(rule_id, Grant()).now

    def others_pieces(self, rule_id: str) -> int:
        """Pieces that other orders have put on a stamp card."""
        return self.member.counted(f"{rule_id}+") - self.before.get(rule_id, Grant()).pieces

    def take(self, rule_id: str, wanted: int, limit: int | None) -> Grant:
        """As much of what is wanted as may be had."""
        old = self.before.get(rule_id, Grant())
        free = max(0, (UNLIMITED if limit is None else limit) - self.others(rule_id))
        most = free if old.most is None else old.most
        return replace(old, now=min(wanted, most, free), most=most)

    def take_first(self, rule_id: str, first: bool) -> Grant:
        """The one grant of a member's first order; whether it is that is frozen with it."""
        frozen = self.before.get(rule_id, Grant()).most is not None
        return self.take(rule_id, 1, 1 if first or frozen else 0)

    def stamp(self, rule_id: str, pieces: int, every: int, limit: int | None) -> Grant:
        """Cards that these pieces complete. A card that pieces of other orders completed may have
        lost some since: what it gave stays theirs and is not given twice."""
        old = self.before.get(rule_id, Grant())
        others = self.others_pieces(rule_id)
        position = others if old.most is None else old.position
        wanted = (position + pieces) // every - position // every
        whole = (others + pieces) // every - self.others(rule_id)
        found = self.take(rule_id, max(0, min(wanted, whole)), limit)
        most = found.now if old.most is None else old.most
        return Grant(min(found.now, most), most, pieces, position)


def settled(member: MemberState, before: Grants, after: Grants) -> tuple[MemberState, Kept]:
    """The member's counters and the order's grants once the order holds `after`; what is not among
    those it holds no more. Shares of what all may have are no member's to count; visits are counted
    by core/frequency.py."""
    kept: dict[str, Grant] = {}
    for rule_id in sorted({*before, *after}):
        old = before.get(rule_id, Grant())
        if rule_id.startswith(JOINED):  # counted with the group, not with the member
            kept[rule_id] = after.get(rule_id, Grant(most=0))
            continue
        new = after.get(rule_id, replace(old, now=0, pieces=0))
        if VISIT in rule_id:
            kept |= {rule_id: new} if new.now else {}
            continue
        if SHARE in rule_id:
            kept[rule_id] = new
            continue
        member = member.with_counted(rule_id, new.now - old.now)
        member = member.with_counted(f"{rule_id}+", new.pieces - old.pieces)
        if new.most is not None:
            kept[rule_id] = new
    return member, tuple(kept.items())
