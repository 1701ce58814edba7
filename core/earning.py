"""What an order should earn: a pure function of its snapshot and its frozen context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from core import exchange, frequency
from core.basis import Basis, Share
from core.budgets import Purse
from core.grants import Grant, Holder
from core.program.earning import Bonus, Multiplier, Rounding, Stacking
from core.program.model import Program


@dataclass(frozen=True, slots=True)
class Context:
    """What decides besides the order itself. `day`: the store's day on which it was placed.
    `first`: whether the member has earned by no other order. `segments`: those that the member was
    in when the order was first decided."""

    program: Program
    tier_id: str
    day: date
    holder: Holder
    first: bool
    purse: Purse
    segments: frozenset[str] = frozenset()
    store_id: str = ""


@dataclass(frozen=True, slots=True)
class Earned:
    """`why`: enough to show the sum in any language and to compute it again. `grants`: what the
    order would hold of limited rules if it were paid."""

    points: int
    why: dict[str, Any]
    grants: Mapping[str, Grant]


def earn(basis: Basis, currency: str, context: Context) -> Earned:
    """Points for a basis, rounded once. Zero points always come with the reason."""
    program, earning = context.program, context.program.earning
    tier = program.tier(context.tier_id)
    rules = [
        rule
        for rule in earning.rules
        if currency in rule.per_minor and rule.counts_in(context.store_id)
    ]
    why: dict[str, Any] = {
        "reason": "order",
        "program": program.version,
        "currency": currency,
        "basis_minor": basis.net_minor,
        "tier": tier.id,
        "multiplier_milli": tier.multiplier_milli,
    }
    if basis.refunded_minor:
        why["refunded_minor"] = basis.refunded_minor
    if basis.excluded_minor:
        why["excluded_minor"] = basis.excluded_minor
    if not rules:
        return Earned(0, why | {"reason": "no_rate"}, {})
    if not basis.listed_minor:
        return Earned(0, why | {"reason": "nothing_eligible"}, {})
    minimum = earning.minimum_minor.get(currency, 0)
    if basis.listed_minor < minimum:
        return Earned(0, why | {"reason": "below_minimum", "minimum_minor": minimum}, {})
    why["rules"] = [[rule.id, rule.points, rule.per_minor[currency]] for rule in rules]
    counts = [
        name for name in ("before_discounts", "with_tax", "with_shipping") if getattr(earning, name)
    ]
    if counts:
        why["counts"] = counts
    if earning.rounding != "down":
        why["rounding"] = earning.rounding
    rate = sum((Fraction(rule.points, rule.per_minor[currency]) for rule in rules), Fraction(0))
    points, grants = _multiplied(basis, rate, tier.multiplier_milli, context, why)
    more, taken = _bonuses(basis, currency, context, why)
    return Earned(points + more, why, {**grants, **taken})


def _multiplied(
    basis: Basis, rate: Fraction, tier_milli: int, context: Context, why: dict[str, Any]
) -> tuple[int, dict[str, Grant]]:
    """Points by amount. First as if no multiplier had a limit of its own; those that have one are
    added one after the other, each as far as its limit goes."""
    found = [
        one
        for one in context.program.earning.multipliers
        if one.conditions.hold(context.day, context.tier_id, context.segments)
    ]
    grants: dict[str, Grant] = {}
    active: list[Multiplier] = []
    limited: list[Multiplier] = []
    for one in found:
        if one.new_members:
            name = f"{one.id}!"
            grants[name] = context.holder.take_first(name, context.first)
            if not grants[name].now:
                continue
        (active if one.cap is None and one.limit is None else limited).append(one)
    points = _sum(basis, rate, tier_milli, active, context, why)
    for one in limited:
        with_it = _sum(basis, rate, tier_milli, [*active, one], context, None)
        extra = with_it - _sum(basis, rate, tier_milli, active, context, None)
        given, taken = _up_to(one, max(0, extra), context, why)
        grants |= taken
        points += given
        if extra > 0:
            why.setdefault("capped", []).append([one.id, one.factor_milli, given])
        active.append(one)
    return points, grants


def _up_to(
    one: Multiplier, extra: int, context: Context, why: dict[str, Any]
) -> tuple[int, dict[str, Grant]]:
    """What a multiplier with a limit gives of `extra` points, and the grants that this takes."""
    grants: dict[str, Grant] = {}
    share = context.purse.share(one) if extra else None
    given = extra if share is None else min(extra, share[1].most or 0)
    if given < extra:
        why.setdefault("spent", []).append(one.id)
    if one.cap is not None:
        grants[one.id] = context.holder.take(one.id, given, one.cap)
        given = grants[one.id].now
    if share is not None:
        grants[share[0]] = replace(share[1], now=given)
    return given, grants


def _sum(
    basis: Basis,
    rate: Fraction,
    tier_milli: int,
    multipliers: Sequence[Multiplier],
    context: Context,
    why: dict[str, Any] | None,
) -> int:
    """Points of all parts of a basis; into `why` goes which part was multiplied by what."""
    stacking = context.program.earning.stacking
    if not multipliers:  # which is the rule
        tier = Fraction(tier_milli, 1000)
        return rounded(basis.net_minor * tier * rate, context.program.earning.rounding)
    parts: dict[tuple[Fraction, tuple[str, ...]], int] = {}
    whole_order = [one for one in multipliers if one.conditions.match.everything]
    for minor, applying in (
        *((share.minor, [o for o in multipliers if _takes(o, share)]) for share in basis.shares),
        (basis.shipping_minor, whole_order),
    ):
        if minor:
            key = (factor_of(tier_milli, applying, stacking), tuple(one.id for one in applying))
            parts[key] = parts.get(key, 0) + minor
    if why is not None and multipliers and any(ids for _, ids in parts):
        why["parts"] = [[minor, str(factor), list(ids)] for (factor, ids), minor in parts.items()]
    exact = sum((minor * factor for (factor, _), minor in parts.items()), Fraction(0)) * rate
    return rounded(exact, context.program.earning.rounding)


def _takes(multiplier: Multiplier, share: Share) -> bool:
    return multiplier.conditions.match.takes(share.line, share.sets)


def factor_of(tier_milli: int, multipliers: Iterable[Multiplier], stacking: Stacking) -> Fraction:
    """What a purchase is multiplied by that all of these are for."""
    factors = [Fraction(one.factor_milli, 1000) for one in multipliers]
    tier = Fraction(tier_milli, 1000)
    if stacking == "best":
        return max((tier, *factors))
    if stacking == "sum":
        return max(Fraction(0), tier + sum((one - 1 for one in factors), Fraction(0)))
    for one in factors:
        tier *= one
    return tier


def rounded(exact: Fraction, rounding: Rounding) -> int:
    """Whole points of an exact number that is not below zero; nearest takes a half up."""
    if rounding == "up":
        return -(-exact.numerator // exact.denominator)
    if rounding == "nearest":
        exact += Fraction(1, 2)
    return exact.numerator // exact.denominator


def _bonuses(
    basis: Basis, currency: str, context: Context, why: dict[str, Any]
) -> tuple[int, dict[str, Grant]]:
    """Points at once. Nothing that stays bought: no bonus either."""
    points = 0
    grants: dict[str, Grant] = {}
    for bonus in context.program.earning.bonuses:
        if not bonus.conditions.hold(context.day, context.tier_id, context.segments):
            continue
        match = bonus.conditions.match
        pieces = sum(s.pieces for s in basis.shares if match.takes(s.line, s.sets))
        grant, visits = _granted(bonus, basis, currency, pieces, context)
        share = context.purse.share(bonus) if grant.now else None
        if share is not None:
            times = min(grant.now, (share[1].most or 0) // bonus.points)
            if times < grant.now:
                why.setdefault("spent", []).append(bonus.id)
                grant, visits = _fewer(bonus, grant, times, visits, basis, context)
            grants[share[0]] = replace(share[1], now=grant.now * bonus.points)
        limited = bonus.kind in ("stamps", "frequency") or bonus.times is not None
        if limited or bonus.awards:
            grants[bonus.id] = grant
        grants |= visits
        if grant.now:
            points += bonus.points * grant.now
            _note(bonus, grant.now, why)
    return points, grants


def _note(bonus: Bonus, now: int, why: dict[str, Any]) -> None:
    """What a bonus comes to: points so many times, a reward so many times, or money."""
    if bonus.points:
        why.setdefault("bonuses", []).append([bonus.id, bonus.points, now])
    if bonus.kind == "cash_back":
        why.setdefault("cash_back", []).append([bonus.id, now])
    elif bonus.reward_id:
        why.setdefault("gifts", []).append([bonus.id, bonus.reward_id, now])
    if bonus.draw_id:
        why.setdefault("draw_entries", []).append([bonus.id, bonus.draw_id, bonus.entries, now])


def _fewer(
    bonus: Bonus,
    grant: Grant,
    times: int,
    visits: dict[str, Grant],
    basis: Basis,
    context: Context,
) -> tuple[Grant, dict[str, Grant]]:
    """A grant of what all members together may have no more of, which leaves only so many times,
    and its visits."""
    if bonus.kind == "frequency":
        return _visited(bonus, basis, context, may_have=False)
    return replace(grant, now=times), visits


def _granted(
    bonus: Bonus, basis: Basis, currency: str, pieces: int, context: Context
) -> tuple[Grant, dict[str, Grant]]:
    """How often an order gets a bonus, and the marks that it leaves for one of frequent orders."""
    holder = context.holder
    if bonus.kind == "frequency":
        return _visited(bonus, basis, context, may_have=True)
    if bonus.kind == "stamps":
        return holder.stamp(bonus.id, pieces, bonus.every, bonus.times), {}
    if bonus.kind == "first_order":
        found = holder.take_first(bonus.id, context.first)
        return found if basis.net_minor else replace(found, now=0), {}
    if bonus.kind == "cash_back":
        permille = bonus.tier_permille.get(context.tier_id, bonus.permille)
        minor = exchange.counted(basis.net_minor, currency, context.program)
        return holder.take(bonus.id, minor * permille // 1000, None), {}
    if bonus.kind == "order_above":
        above = bonus.above_minor.get(currency)
        times = int(above is not None and basis.net_minor >= above)
    else:
        times = pieces if bonus.kind == "product" else int(pieces > 0)
    return holder.take(bonus.id, times, bonus.times), {}


def _visited(
    bonus: Bonus, basis: Basis, context: Context, *, may_have: bool
) -> tuple[Grant, dict[str, Grant]]:
    """An order counts if anything stays bought."""
    counts = basis.net_minor > 0
    return frequency.visited(context.holder, bonus, context.day, counts=counts, may_have=may_have)
