"""Bringing a change of the points that an order or an award gives into its member's lots, debt and
what was forgiven, and back out of them."""

from __future__ import annotations

from typing import Any, Literal, Protocol, TypeVar, cast

from core import forgiveness
from core import lots as lot
from core.evolve import replace
from core.lots import Lots
from core.member import MemberState


class Origin(Protocol):
    """What points come from, as far as it matters here. `lot_on`: the expiry of the lot that is its
    own. `excused`, `forgiven` and `taken` (from lots of others) say how a decrease was met that its
    own lot could not bear, so that a later increase undoes exactly that."""

    @property
    def lot_on(self) -> str: ...
    @property
    def excused(self) -> int: ...
    @property
    def forgiven(self) -> int: ...
    @property
    def taken(self) -> Lots: ...


From = TypeVar("From", bound=Origin)


def increase(
    origin: From, member: MemberState, points: int, today: str
) -> tuple[From, MemberState]:
    """Undo first what a decrease had forgiven or excused, then debt, then lots it had borrowed
    from; only the rest is the origin's own, under its original expiry."""
    left = points
    unforgiven = min(left, origin.forgiven)
    member, released = forgiveness.undo(member, unforgiven)
    left -= unforgiven - released
    unexcused = min(left, origin.excused)
    left -= unexcused
    if unforgiven or unexcused:
        origin = _met(
            origin,
            forgiven=origin.forgiven - unforgiven,
            excused=origin.excused - unexcused,
        )
        member = member.with_expired(origin.lot_on, unexcused)
    paid = min(left, member.debt)
    if paid:
        left -= paid
        member = replace(member, debt=member.debt - paid)
    back, restored = lot.take(origin.taken, left)
    left -= lot.total(restored)
    for expires_on, part in (*restored, (origin.lot_on, left)):
        if part:
            member = _give(member, expires_on, part, today)
    return (_met(origin, taken=back) if restored else origin), member


def _give(member: MemberState, expires_on: str, points: int, today: str) -> MemberState:
    """Points for a lot that is still alive; those for one that has ended have expired as well."""
    home = member.home(expires_on)
    if home != lot.NEVER and home < today:
        return member.with_expired(expires_on, points)
    return member.with_lots(lot.add(member.lots, home, points))


def decrease(
    origin: From,
    member: MemberState,
    points: int,
    policy: Literal["debt", "forgive"],
    today: str,
) -> tuple[From, MemberState]:
    """Take what remains of the origin's own lot, then what of it expired (excused), then the lots
    that expire earliest, then debt or forgiveness by the program's policy."""
    left, excused = points, 0
    # A lot that was promised to last longer is another one by now.
    for on in dict.fromkeys((origin.lot_on, member.home(origin.lot_on))):
        own = min(left, lot.holds(member.lots, on))
        member = member.with_lots(lot.minus(member.lots, [(on, own)]))
        left -= own
        ended = min(left, lot.holds(member.expired, on))
        if ended:
            member = member.with_expired(on, -ended)
        excused += ended
        left -= ended

    rest, taken = lot.take(member.lots, left)
    member = member.with_lots(rest)
    left -= lot.total(taken)

    forgiven = left if policy == "forgive" else 0
    origin = _met(
        origin,
        excused=origin.excused + excused,
        taken=lot.normal((*origin.taken, *taken)),
        forgiven=origin.forgiven + forgiven,
    )
    member = forgiveness.forgive(member, forgiven)
    return origin, replace(member, debt=member.debt + left - forgiven)


def _met(origin: From, **how: Any) -> From:
    return cast(From, replace(cast(Any, origin), **how))
