"""Tiers, as the deciding functions see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from core.money import to_minor
from core.program.perks import Perks, load_perks

Names = Mapping[str, str]
Window = Literal["rolling", "calendar_year", "lifetime"]


@dataclass(frozen=True, slots=True)
class Figures:
    """What tiers go by: spend in minor units of the program's currency, points earned by orders,
    paid orders; net of refunds, in whatever time is counted. `did`: what was done besides buying,
    ever."""

    spend_minor: int = 0
    points: int = 0
    orders: int = 0
    did: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.spend_minor + other.spend_minor,
            self.points + other.points,
            self.orders + other.orders,
            self.did + other.did,
        )


@dataclass(frozen=True, slots=True)
class Membership:
    """Paying for one of the products gives the tier for `months`."""

    products: frozenset[str]
    months: int


@dataclass(frozen=True, slots=True)
class Tier:
    """Reached by `thresholds`: all that are not zero, or any of them (`need_any`). A tier with
    none is everybody's, or comes with its `membership` alone. Multiplies by `multiplier_milli` /
    1000. Entering it is worth `entry_points`, `entry_after_days` later."""

    id: str
    names: Names
    thresholds: Figures
    need_any: bool
    multiplier_milli: int
    membership: Membership | None
    entry_points: int
    entry_after_days: int
    perks: Perks

    @property
    def from_minor(self) -> int:
        return self.thresholds.spend_minor

    def missing(self, figures: Figures) -> Figures:
        """What figures lack of each threshold."""
        return Figures(
            max(0, self.thresholds.spend_minor - figures.spend_minor),
            max(0, self.thresholds.points - figures.points),
            max(0, self.thresholds.orders - figures.orders),
            max(0, self.thresholds.did - figures.did),
        )

    def met_by(self, figures: Figures) -> bool:
        """Whether figures reach the tier."""
        needed = self.thresholds
        met = []
        if needed.spend_minor:
            met.append(figures.spend_minor >= needed.spend_minor)
        if needed.points:
            met.append(figures.points >= needed.points)
        if needed.orders:
            met.append(figures.orders >= needed.orders)
        if needed.did:
            met.append(figures.did >= needed.did)
        if not met:
            return self.membership is None
        return any(met) if self.need_any else all(met)


@dataclass(frozen=True, slots=True)
class TierRules:
    """How tiers are kept. `months` is the length of a rolling window. Reviews are held on the
    first of the months `reviews`, `grace_days` later; only there can a tier be lost."""

    window: Window
    months: int
    on_first_order: bool
    down: Literal["straight", "one_step", "never"]
    reviews: tuple[int, ...]
    grace_days: int

    @property
    def remembers(self) -> bool:
        """Whether a member's last review must be known: not where each month has one that puts
        things straight."""
        return len(self.reviews) < 12 or self.grace_days > 0 or self.down == "one_step"


def load_tiers(documents: Sequence[Mapping[str, Any]], currency: str) -> tuple[Tier, ...]:
    """The valid document's part `tiers`, lowest first."""
    return tuple(_tier(tier, currency) for tier in documents)


def _tier(tier: Mapping[str, Any], currency: str) -> Tier:
    membership, reward = tier.get("membership"), tier.get("entry_reward") or {}
    return Tier(
        id=tier["id"],
        names=tier["name"],
        thresholds=Figures(
            to_minor(tier["from"], currency),
            tier.get("points") or 0,
            tier.get("orders") or 0,
            tier.get("participation") or 0,
        ),
        need_any=tier.get("need") == "any",
        multiplier_milli=int(Decimal(tier["multiplier"]) * 1000),
        membership=Membership(frozenset(membership["products"]), membership["months"])
        if membership
        else None,
        entry_points=reward.get("points", 0),
        entry_after_days=reward.get("after_days", 0),
        perks=load_perks(tier.get("perks")),
    )


_EVERY_MONTH = tuple(range(1, 13))


def load_tier_rules(document: Mapping[str, Any] | None) -> TierRules:
    """The valid document's part `tier_rules`, and what holds without it."""
    rules = document or {}
    window = rules.get("window", "rolling")
    yearly = (1,) if window == "calendar_year" else _EVERY_MONTH
    return TierRules(
        window=window,
        months=rules.get("months", 12),
        on_first_order=rules.get("entry") == "first_paid_order",
        down=rules.get("down", "straight"),
        reviews=tuple(sorted(set(rules.get("reviews") or yearly))),
        grace_days=rules.get("grace_days", 0),
    )
