"""Bringing a change of an order's points into its member's lots, debt and what was forgiven, and
back out of them."""

from __future__ import annotations

from typing import Literal

from core import forgiveness
from core import lots as lot
from core.evolve import replace
from core.member import MemberState
from core.order import OrderState


def increase(
    order: OrderState, member: MemberState, points: int, today: str
) -> tuple[OrderState, MemberState]:
    """Undo first what a decrease had forgiven or excused, then debt, then lots it had borrowed
    from; only the rest is the order's own, under its original expiry."""
    left = points
    unforgiven = min(left, order.forgiven)
    member, released = forgiveness.undo(member, unforgiven)
    left -= unforgiven - released
    unexcused = min(left, order.excused)
    left -= unexcused
    if unforgiven or unexcused:
        order = replace(
            order,
            forgiven=order.forgiven - unforgiven,
            excused=order.excused - unexcused,
        )
        member = member.with_expired(order.lot_on, unexcused)
    paid = min(left, member.debt)
    if paid:
        left -= paid
        member = replace(member, debt=member.debt - paid)
    back, restored = lot.take(order.taken, left)
    left -= lot.total(restored)
    for expires_on, part in (*restored, (order.lot_on, left)):
        if part:
            member = _give(member, expires_on, part, today)
    return (replace(order, taken=back) if restored else order), member


def _give(member: MemberState, expires_on: str, points: int, today: str) -> MemberState:
    """Points for a lot that is still alive; those for one that has ended have expired as well."""
    home = member.home(expires_on)
    if home != lot.NEVER and home < today:
        return member.with_expired(expires_on, points)
    return member.with_lots(lot.add(member.lots, home, points))


def decrease(
    order: OrderState,
    member: MemberState,
    points: int,
    policy: Literal["debt", "forgive"],
    today: str,
) -> tuple[OrderState, MemberState]:
    """Take what remains of the order's own lot, then what of it expired (excused), then the lots
    that expire earliest, then debt or forgiveness by the program's policy."""
    left, excused = points, 0
    # A lot that was promised to last longer is another one by now.
    for on in dict.fromkeys((order.lot_on, member.home(order.lot_on))):
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
    order = replace(
        order,
        excused=order.excused + excused,
        taken=lot.normal((*order.taken, *taken)),
        forgiven=order.forgiven + forgiven,
    )
    member = forgiveness.forgive(member, forgiven)
    return order, replace(member, debt=member.debt + left - forgiven)
