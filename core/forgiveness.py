"""Points that a refund forgave must not come back with a code that they had become.

A member's counters say how many forgiven points are out, and how many of them returned codes have
kept back since. When the order that was forgiven has its points after all, what codes kept back is
released first: so no sequence of refunds and returns mints or burns.
"""

from __future__ import annotations

from core.member import MemberState

# No id of a rule or a reward has a colon in it.
_FORGIVEN = "refund:forgiven"
_WITHHELD = "refund:withheld"


def outstanding(member: MemberState) -> int:
    """Forgiven points that no code has kept back."""
    return member.counted(_FORGIVEN) - member.counted(_WITHHELD)


def withheld(member: MemberState) -> int:
    """Points that returned codes have kept back and no order has released."""
    return member.counted(_WITHHELD)


def forgive(member: MemberState, points: int) -> MemberState:
    """A refund forgives so many points."""
    return member.with_counted(_FORGIVEN, points)


def undo(member: MemberState, points: int) -> tuple[MemberState, int]:
    """So many forgiven points are an order's again: the member, and how many of them codes had
    kept back, which are theirs to have now."""
    released = min(points, withheld(member))
    # Of what was forgiven before it was counted there is no count.
    counted = min(points, member.counted(_FORGIVEN))
    after = member.with_counted(_FORGIVEN, -counted).with_counted(_WITHHELD, -released)
    return after, released


def withhold(member: MemberState, points: int) -> MemberState:
    """A code that is returned keeps so many back; less than zero: it was used after all."""
    return member.with_counted(_WITHHELD, points)
