"""Deciding an order: its points are a function of its newest snapshot and its frozen context.

`decide` says what the books must gain or give back so that the order has exactly what it should;
core/weighing.py whether a delivery is news at all. Neither knows how the state is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from core import (
    bought,
    budgets,
    calendar,
    exchange,
    expiry,
    forgiveness,
    frequency,
    groups,
    memberships,
    owning,
    segments,
    tiers,
)
from core import lots as lot
from core.basis import Basis, basis_of
from core.budgets import Purse, Spent, nothing_spent
from core.catalogue import Ask, Sets, nothing
from core.earning import Context, Earned, earn
from core.evolve import replace
from core.grants import Grants, Holder, Kept, settled
from core.member import Entry, EntryKind, MemberState, TierGrant, entry_between
from core.movements import decrease, increase
from core.order import OrderState
from core.program.model import Program, Programs
from core.program.tiers import Figures
from core.purchases import products_of
from core.snapshot import OrderDeletion, OrderSnapshot, PaymentState
from core.weighing import digest_of, doubtful


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """The order's next state; with `entry`, also the member's."""

    order: OrderState
    member: MemberState | None = None
    entry: Entry | None = None


def decide(
    order: OrderState,
    member: MemberState | None,
    snapshot: OrderSnapshot,
    weight: Literal["news", "tie"],
    programs: Programs,
    now_s: int,
    tz: ZoneInfo,
    ask: Ask = nothing,
    spent: Spent = nothing_spent,
) -> OrderDecision:
    """What a snapshot that is news makes of an order and its member.

    `member` is None for an order that names nobody; it earns nothing until somebody is named.
    `ask`: for the store's catalogue. `spent`: for what all members together have of a rule.
    """
    first = not order.decided and member is not None
    # Nobody orders in the time to come: of a store whose clock is ahead, ours counts. Else an order
    # of before an erasure could pass for one of after it.
    placed_at_s = min(snapshot.placed_at_s, snapshot.received_at_ms // 1000)
    program = programs.in_force(placed_at_s)
    if order.decided:
        program = programs.of_version(order.program_version)
    tier_id = order.tier_id
    if first and member is not None:
        tier_id = program.tier(member.tier_at(placed_at_s)).id
    mask = order.segments
    if first and member is not None and program.segments:
        mask = segments.frozen(member, program, calendar.month(placed_at_s, tz), tier_id)
    # A status nobody mapped keeps what the order has: the last known state stands. That of a
    # deletion is over.
    known: PaymentState = "pending" if order.deleted else order.state
    state = known if snapshot.state == "unmapped" else snapshot.state
    # Frozen too: spend given to one month must not be taken from another.
    placed_at_s = order.placed_at_s if order.decided else placed_at_s
    sets = _sets(snapshot, program, ask, placed_at_s)
    basis = basis_of(snapshot, program, dict(order.refunds), sets)
    holder = Holder(member or MemberState(""), dict(order.grants))
    day = calendar.day(placed_at_s, tz)
    context = Context(
        program=program,
        tier_id=tier_id,
        day=day,
        holder=holder,
        first=holder.member.lifetime == order.available,
        segments=segments.thawed(mask, program) if mask else segments.NONE,
        store_id=snapshot.store_id,
        purse=Purse(program, day, holder.before, spent),
    )
    earned = earn(basis, snapshot.currency, context)
    points, why = earned.points, earned.why
    joined = groups.joined(basis, snapshot, program, context.day, state, holder.before)
    if joined and any(one.most for one in joined.values()):
        why["groups"] = groups.told(joined)
    why["state"] = state if snapshot.state == state else snapshot.status[:40]
    release_on = _release_on(order, snapshot, program, state, tz)
    held = bool(program.earning.hold) and not (
        release_on and release_on <= calendar.day(now_s, tz).isoformat()
    )
    if state == "paid" and held:
        why["held_until"] = release_on

    seen: dict[str, Any] = {
        # Only a tombstone's stamp may be later than the store's own: it was ours.
        "stamp_s": snapshot.stamp_s if order.deleted else max(order.stamp_s, snapshot.stamp_s),
        "received_at_ms": snapshot.received_at_ms,
        "digest": digest_of(snapshot),
        "deleted": False,
        "state": state,
        "placed_at_s": placed_at_s,
        "currency": snapshot.currency,
        "refunds": tuple(sorted(basis.refunds.items())),
        "codes": tuple(sorted({*order.codes, *snapshot.codes})),
        "release_on": release_on,
    }
    if member is None or closed(member, placed_at_s):
        return OrderDecision(replace(order, **seen, products=()))
    if program.suggests:
        seen["products"] = products_of(snapshot)
    if first:
        seen |= {
            "program_version": program.version,
            "tier_id": tier_id,
            "lot_on": program.expiry.last_day(placed_at_s, tz),
            "segments": mask,
            "awarded": member.member_id if program.follows else "",
        }
    if program.referral is not None:
        # What the store answers when asked says less of it than what it delivers.
        seen["referral"] = max(order.referral, snapshot.referral, key=len)
    grant, seen["lapsed"] = memberships.bought(
        snapshot, state, program, placed_at_s, order.lapsed, tz
    )
    return _post(
        replace(order, **seen),
        member,
        available=points if state == "paid" and not held else 0,
        pending=points if state == "pending" or (state == "paid" and held) else 0,
        grants={**_held(_grants(snapshot, basis, program, sets, earned), state), **joined},
        spend_minor=exchange.counted(basis.net_minor, snapshot.currency, program)
        if state == "paid"
        else 0,
        counted=state == "paid" and basis.net_minor > 0 and not _before_counting(order),
        grant=grant,
        why=why,
        program=program,
        current=programs.in_force(now_s),
        now_s=now_s,
        tz=tz,
        explain=first and state != "void",
        recheck=doubtful(order, snapshot, weight),
        estimated=(basis.estimated or (grant is not None and _unclear(snapshot, basis)))
        and snapshot.source != "store",
    )


def _grants(
    snapshot: OrderSnapshot,
    basis: Basis,
    program: Program,
    sets: Mapping[str, Sets],
    earned: Earned,
) -> Grants:
    """What a paid order holds: of limited rules, and of product sets that members own."""
    if not program.earning.owned:
        return earned.grants
    return {**earned.grants, **owning.owned(snapshot, basis, program, sets)}


def _held(grants: Grants, state: PaymentState) -> Grants:
    """What of its grants an order holds: all once it is paid, what it is promised before."""
    if state == "paid":
        return grants
    return budgets.promised(grants) if state == "pending" else {}


def _sets(snapshot: OrderSnapshot, program: Program, ask: Ask, placed_at_s: int) -> dict[str, Sets]:
    """What the products belonged to when the order was placed, by the ids of its lines."""
    if not program.asks_catalogue:
        return {}
    catalogue = ask()
    return {
        line.line_id: catalogue.sets_of(line.product_id, line.variant_id, placed_at_s)
        for line in snapshot.lines
    }


def delete(
    order: OrderState,
    member: MemberState | None,
    deletion: OrderDeletion,
    programs: Programs,
    now_s: int,
    tz: ZoneInfo,
) -> OrderDecision | None:
    """A deletion takes the stamp the order has; of an unknown order it leaves a tombstone that
    only a newer stamp, or the store's own answer, lifts. None when it is no news."""
    if order.deleted or deletion.received_at_ms < order.received_at_ms:
        return None
    gone = replace(
        order,
        deleted=True,
        state="void",
        stamp_s=order.stamp_s or deletion.received_at_ms // 1000,
        received_at_ms=deletion.received_at_ms,
    )
    if member is None or not order.decided or closed(member, order.placed_at_s):
        return OrderDecision(gone)
    return _withdraw(gone, member, {"reason": "deleted"}, programs, now_s, tz)


def closed(member: MemberState, placed_at_s: int) -> bool:
    """An erased member's earlier orders are closed: late events about them move nothing."""
    return member.erased_at_s is not None and placed_at_s <= member.erased_at_s


def release(
    order: OrderState, member: MemberState, programs: Programs, now_s: int, tz: ZoneInfo
) -> OrderDecision:
    """The platform names another customer: the order leaves this member's books."""
    if closed(member, order.placed_at_s):
        return OrderDecision(replace(order, available=0, pending=0, spend_minor=0))
    # What was excused or forgiven stays with this member: an entry says so, even of no points.
    left = bool(order.excused or order.forgiven)
    was = {"was": order.awarded} if order.awarded else {}
    why = {"reason": "moved", **was}
    return _withdraw(order, member, why, programs, now_s, tz, explain=left or bool(was))


def _withdraw(
    order: OrderState,
    member: MemberState,
    why: Mapping[str, Any],
    programs: Programs,
    now_s: int,
    tz: ZoneInfo,
    *,
    explain: bool = False,
) -> OrderDecision:
    return _post(
        order,
        member,
        available=0,
        pending=0,
        grants={},
        spend_minor=0,
        counted=False,
        grant=None,
        why={**why, "program": order.program_version, "currency": order.currency},
        program=programs.of_version(order.program_version),
        current=programs.in_force(now_s),
        now_s=now_s,
        tz=tz,
        explain=explain,
    )


def _release_on(
    order: OrderState, snapshot: OrderSnapshot, program: Program, state: PaymentState, tz: ZoneInfo
) -> str:
    """The day on which held points become available, frozen as soon as it is known."""
    hold = program.earning.hold
    if order.release_on or hold is None or state != "paid":
        return order.release_on
    if hold.after == "fulfilled" and not snapshot.fulfilled:
        return ""
    began_s = min(snapshot.stamp_s, snapshot.received_at_ms // 1000)
    return (calendar.day(began_s, tz) + timedelta(days=hold.days)).isoformat()


def ripen(
    order: OrderState, member: MemberState, programs: Programs, now_s: int, tz: ZoneInfo
) -> OrderDecision | None:
    """Make the points of a paid order available whose time has come; None when it has not, or
    nothing waits."""
    ripe = order.release_on and order.release_on <= calendar.day(now_s, tz).isoformat()
    if not (ripe and order.pending and order.state == "paid"):
        return None
    source = memberships.source_of(order.store_id, order.order_id)
    return _post(
        order,
        member,
        available=order.available + order.pending,
        pending=0,
        grants=dict(order.grants),
        spend_minor=order.spend_minor,
        counted=bool(order.counted),
        grant=next((one for one in member.grants if one.source == source), None),
        why={"reason": "released", "program": order.program_version, "currency": order.currency},
        program=programs.of_version(order.program_version),
        current=programs.in_force(now_s),
        now_s=now_s,
        tz=tz,
    )


def _unclear(snapshot: OrderSnapshot, basis: Basis) -> bool:
    """Whether nobody has said yet what a refund gave back."""
    return any(one.lines is None and one.refund_id not in basis.refunds for one in snapshot.refunds)


def _before_counting(order: OrderState) -> bool:
    """Orders that were paid before orders were counted are not counted one by one as news of them
    comes in."""
    had = order.available or order.spend_minor
    return bool(order.state == "paid" and had and not order.counted)


def _post(
    order: OrderState,
    member: MemberState,
    *,
    available: int,
    pending: int,
    grants: Grants,
    spend_minor: int,
    counted: bool,
    grant: TierGrant | None,
    why: Mapping[str, Any],
    program: Program,
    current: Program,
    now_s: int,
    tz: ZoneInfo,
    explain: bool = False,
    recheck: bool = False,
    estimated: bool = False,
) -> OrderDecision:
    """Bring order and member from what the order has to what it should have."""
    change = available - order.available
    changed = change != 0 or pending != order.pending
    after = replace(
        member,
        pending=member.pending + pending - order.pending,
        lifetime=member.lifetime + change,
    )
    today = calendar.day(now_s, tz).isoformat()
    revived = 0
    if program.expiry.renews and order.state == "paid":
        bought_on = calendar.day(order.placed_at_s, tz).isoformat()
        after = expiry.renewed(after, order.lot_on, bought_on, today)
        revived = lot.total(member.expired) - lot.total(after.expired)
    if change > 0:
        order, after = increase(order, after, change, today)
    elif change < 0:
        order, after = decrease(order, after, -change, program.spent_refund, today)
    source = memberships.source_of(order.store_id, order.order_id)
    lasts = grant is not None and grant.until >= today
    after = tiers.granted(after, grant) if grant and lasts else tiers.ungranted(after, source)
    counts = (order.counted or (2 if current.tiers_by_points else 1)) if counted else 0
    figures = Figures(
        spend_minor - order.spend_minor,
        (available if counts == 2 else 0) - (order.available if order.counted == 2 else 0),
        bool(counts) - bool(order.counted),
    )
    if figures != Figures():
        placed = calendar.month(order.placed_at_s, tz)
        after = bought.add(after, placed, figures, years=current.keeps_years)
    if figures != Figures() or after.grants != member.grants:
        after = tiers.promoted(after, current, now_s, tz)
    kept: Kept = order.grants
    moved: list[list[str | int]] = []
    if kept or grants:
        before = dict(order.grants)
        after, kept = settled(after, before, grants)
        after = frequency.counted(after, before, grants, program, date.fromisoformat(today))
        moved = budgets.moved(order.grants, kept)
    told = explain or bool(moved) or after != member or groups.changed(order.grants, kept)
    listed = order.listed
    order = replace(
        order,
        available=available,
        pending=pending,
        spend_minor=spend_minor,
        grants=kept,
        counted=counts,
        listed=member.sequence + 2 if told else listed,
    )
    if not told:
        return OrderDecision(order)
    flags = (
        *(("recheck",) if recheck and changed else ()),
        *(("estimated",) if estimated and (changed or explain) else ()),
        *(("follow",) if program.follows else ()),
        *(() if listed else ("list",)),
    )
    if moved:
        why = {**why, "budgets": moved}
    if after.tier_id != member.tier_id:
        fell = current.rank(after.tier_id) < current.rank(member.tier_id)
        why = {**why, "tier_lost" if fell else "tier_reached": after.tier_id}
    if grant and lasts and grant not in member.grants:
        why = {**why, "membership_until": grant.until}
    if after.kept_until != member.kept_until:
        why = {**why, "kept_until": after.kept_until}
    for name in ("excused", "forgiven"):
        if getattr(order, name):
            why = {**why, name: getattr(order, name)}
    if revived:
        why = {**why, "revived": revived}
    released = forgiveness.withheld(member) - forgiveness.withheld(after)
    if released:
        why = {**why, "released": released}
    entry = entry_between(
        member,
        after,
        kind=_kind(change, pending),
        source={"type": "order", "store": order.store_id, "id": order.order_id},
        why=why,
        flags=flags,
    )
    return OrderDecision(order, after, entry)


def _kind(change: int, pending: int) -> EntryKind:
    if change < 0:
        return "reverse"
    return "earn" if change > 0 or not pending else "pending"
