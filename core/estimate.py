"""What a cart would earn, by the functions that decide a real order: it is decided as the order
that it would become, placed and paid now, on books that nobody keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from core import orders
from core.budgets import Spent, nothing_spent
from core.catalogue import Ask, nothing
from core.evolve import replace
from core.member import MemberState
from core.order import OrderState
from core.program.model import Program, Programs
from core.program.tiers import Tier
from core.snapshot import CustomerRef, Line, OrderSnapshot

# Who looks without being signed in.
VISITOR = MemberState("visitor")
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Cart:
    """What lies in a cart: lines as an order would have them, and shipping net of tax in minor
    units."""

    currency: str
    lines: tuple[Line, ...]
    shipping_minor: int = 0


@dataclass(frozen=True, slots=True)
class Usable:
    """When points of an order can be used: once it is paid, or `days` days after it was paid or
    handed over."""

    since: Literal["paid", "days"]
    days: int = 0
    after: Literal["paid", "fulfilled"] = "paid"


@dataclass(frozen=True, slots=True)
class Club:
    """What the cart would be worth more to a member of a tier that can be bought. `product_id`: of
    one that gives it."""

    tier: Tier
    product_id: str
    saving_minor: int
    points_more: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """`why`: as an entry of the order would have it."""

    points: int
    why: Mapping[str, Any]
    usable: Usable
    club: Club | None


def estimate(
    cart: Cart,
    member: MemberState,
    store_id: str,
    programs: Programs,
    now_s: int,
    tz: ZoneInfo,
    ask: Ask = nothing,
    spent: Spent = nothing_spent,
) -> Estimate:
    """What an order of the cart would earn the member if it were placed and paid at `now_s`."""

    def worth(what: Cart, whose: MemberState) -> tuple[int, Mapping[str, Any]]:
        placed = _placed(what, store_id, now_s)
        order = OrderState(store_id, placed.order_id)
        made = orders.decide(order, whose, placed, "news", programs, now_s, tz, ask, spent)
        why = made.entry.why if made.entry is not None else {}
        return made.order.available + made.order.pending, why

    program = programs.in_force(now_s)
    points, why = worth(cart, member)
    offers = [
        Club(tier, product_id, saving, max(0, worth(less, with_tier)[0] - points))
        for tier, product_id in _sold(program, member, cart)
        for saving, less in [_saved(cart, program.tier(member.tier_id), tier)]
        for with_tier in [member.with_tier(tier.id, now_s)]
    ]
    club = max(offers, key=lambda one: (one.saving_minor, one.points_more), default=None)
    worthwhile = club is not None and (club.saving_minor or club.points_more)
    return Estimate(points, why, _usable(program), club if worthwhile else None)


def _placed(cart: Cart, store_id: str, now_s: int) -> OrderSnapshot:
    """The order that the cart would become."""
    return OrderSnapshot(
        store_id=store_id,
        order_id="cart",
        stamp_s=now_s,
        received_at_ms=now_s * 1000,
        placed_at_s=now_s,
        state="paid",
        status="cart",
        currency=cart.currency,
        customer=CustomerRef(),
        lines=cart.lines,
        extras_minor=cart.shipping_minor,
        shipping_minor=cart.shipping_minor,
    )


def _usable(program: Program) -> Usable:
    hold = program.earning.hold
    if hold is None or (hold.after == "paid" and not hold.days):
        return Usable("paid")
    return Usable("days", hold.days, hold.after)


def _sold(program: Program, member: MemberState, cart: Cart) -> list[tuple[Tier, str]]:
    """Tiers above the member's that can be bought, each with a product that gives it. None for a
    cart in which one lies already: it counts for orders after this one."""
    sold = [one for one in program.tiers if one.membership and one.membership.products]
    given = {product for one in sold if one.membership for product in one.membership.products}
    if any(line.product_id in given for line in cart.lines):
        return []
    above = program.rank(member.tier_id)
    return [
        (one, min(one.membership.products))
        for one in sold
        if one.membership and program.rank(one.id) > above
    ]


def _saved(cart: Cart, mine: Tier, other: Tier) -> tuple[int, Cart]:
    """What the perks of another tier would take off the cart, in minor units, and the cart after
    that. The cart is taken to have the discount of the member's own tier."""
    had, has = (_perk(one, "discount_percent") or 0 for one in (mine, other))
    lines = cart.lines
    if has > had:
        lines = tuple(
            line
            if line.gift_card or line.net_minor <= 0
            else replace(
                line, net_minor=line.net_minor - line.net_minor * (has - had) // (_WHOLE - had)
            )
            for line in cart.lines
        )
    saving = sum(line.net_minor for line in cart.lines) - sum(line.net_minor for line in lines)
    shipping = cart.shipping_minor
    if _perk(other, "free_shipping"):
        saving, shipping = saving + shipping, 0
    return saving, replace(cart, lines=lines, shipping_minor=shipping)


def _perk(tier: Tier, kind: str) -> int:
    """The value of a tier's perk, 0 without it."""
    return next((int(one.value) for one in tier.perks.all if one.kind == kind), 0)
