"""What an order should earn: a pure function of its snapshot and its frozen context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from core.program.model import Program
from core.snapshot import OrderSnapshot, Refund


@dataclass(frozen=True, slots=True)
class Basis:
    """Money that counts, in the order's minor units.

    `goods_minor`: eligible merchandise before refunds. `refunded_minor`: what of it was given
    back. `refunds`: for each refund whose lines are known, what it took from the basis.
    `estimated`: a refund without known lines may be partly about shipping, fees or excluded
    products, so its lines are worth asking for.
    """

    goods_minor: int
    refunded_minor: int
    refunds: Mapping[str, int]
    estimated: bool

    @property
    def net_minor(self) -> int:
        return max(0, self.goods_minor - self.refunded_minor)


def basis_of(snapshot: OrderSnapshot, program: Program, known: Mapping[str, int]) -> Basis:
    """The basis of an order under `program`. `known` holds refunds whose lines were learned
    earlier, since a later delivery does not repeat them."""
    eligible = {
        line.line_id
        for line in snapshot.lines
        if not (line.gift_card and program.earning.exclude_gift_cards)
        and line.product_id not in program.earning.excluded_products
    }
    goods = sum(line.net_minor for line in snapshot.lines if line.line_id in eligible)
    mixed = snapshot.extras_minor != 0 or len(eligible) != len(snapshot.lines)
    exact: dict[str, int] = {}
    refunded = 0
    estimated = False
    for refund in snapshot.refunds:
        taken = _exact(refund, eligible, known)
        if taken is None:
            refunded += refund.net_minor
            estimated = estimated or mixed
        else:
            refunded += taken
            exact[refund.refund_id] = taken
    return Basis(goods, refunded, exact, estimated)


def _exact(refund: Refund, eligible: set[str], known: Mapping[str, int]) -> int | None:
    if refund.lines is None:
        return known.get(refund.refund_id)
    return sum(
        line.net_minor for line in refund.lines if line.line_id in eligible or not line.line_id
    )


def earn(basis: Basis, currency: str, tier_id: str, program: Program) -> tuple[int, dict[str, Any]]:
    """Points for a basis, rounded down once, and the why: enough to show the sum in any language
    and to compute it again. Zero points always come with the reason."""
    tier = program.tier(tier_id)
    rules = [rule for rule in program.earning.rules if currency in rule.per_minor]
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
    if not rules:
        return 0, why | {"reason": "no_rate"}
    if not basis.goods_minor:
        return 0, why | {"reason": "nothing_eligible"}
    exact = sum(
        (Fraction(basis.net_minor * rule.points, rule.per_minor[currency]) for rule in rules),
        Fraction(0),
    ) * Fraction(tier.multiplier_milli, 1000)
    why["rules"] = [[rule.id, rule.points, rule.per_minor[currency]] for rule in rules]
    return exact.numerator // exact.denominator, why
