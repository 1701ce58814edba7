"""How points are earned, as the deciding functions see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from core.catalogue import Sets
from core.money import to_minor
from core.program.conditions import Conditions, load_conditions
from core.program.limits import Limit, load_limit
from core.program.products import load_sets
from core.program.segments import ProductSet

Names = Mapping[str, str]
Rounding = Literal["down", "nearest", "up"]
Stacking = Literal["best", "sum", "product"]
BonusKind = (
    Literal["first_order", "order_above", "product", "first_from"]
    | Literal["stamps", "frequency", "cash_back"]
)


@dataclass(frozen=True, slots=True)
class EarningRule:
    """`points` for every `per_minor[currency]` of the basis, in these `stores`, or in all of them
    where none is named."""

    id: str
    points: int
    per_minor: Mapping[str, int]
    stores: tuple[str, ...] = ()

    def counts_in(self, store_id: str) -> bool:
        return not self.stores or store_id in self.stores


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Multiplies by `factor_milli` / 1000 what the lines it is about earn. `new_members`: only on a
    member's first order that earns. `cap`: points it may give one member beyond what they would
    have without it; None for no limit. `limit`: what it may give all of them."""

    id: str
    names: Names
    factor_milli: int
    conditions: Conditions
    new_members: bool
    cap: int | None
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """A number of days, or of months."""

    days: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Bonus:
    """`points` at once. first_order: the member's first that earns. order_above: one of at least
    `above_minor[currency]` after refunds. product: each piece that stays bought. first_from: the
    first purchase among these products. stamps: every `every` pieces that stay bought, over all
    orders. frequency: `every` orders `within` a time, again and again. `times`: how often one
    member may have it; None for always. `limit`: what it may give all of them. `reward_id`: given
    each time, besides points or instead, and so are `entries` in a draw. cash_back: the reward,
    worth `permille` of the basis in thousandths, or what `tier_permille` says for the member's
    tier."""

    id: str
    names: Names
    points: int
    kind: BonusKind
    conditions: Conditions
    above_minor: Mapping[str, int]
    every: int
    times: int | None
    reward_id: str = ""
    permille: int = 0
    tier_permille: Mapping[str, int] = field(default_factory=dict)
    within: Within = Within()
    limit: Limit | None = None
    draw_id: str = ""
    entries: int = 0

    @property
    def awards(self) -> bool:
        """Whether it gives something else than points."""
        return bool(self.reward_id or self.draw_id)


@dataclass(frozen=True, slots=True)
class Hold:
    """Points of a paid order wait `days` days from its payment, or from when it was fulfilled."""

    days: int
    after: Literal["paid", "fulfilled"]


@dataclass(frozen=True, slots=True)
class Earning:
    """The earning rules of one version, and what no rule counts. `before_discounts`, `with_tax` and
    `with_shipping` say what the basis is; `minimum_minor`, before refunds, which orders earn at
    all. `owned`: the product sets of which members' pieces are counted."""

    rules: tuple[EarningRule, ...]
    exclude_gift_cards: bool
    excluded_products: frozenset[str]
    excluded_sets: Sets
    rounding: Rounding
    before_discounts: bool
    with_tax: bool
    with_shipping: bool
    minimum_minor: Mapping[str, int]
    stacking: Stacking
    multipliers: tuple[Multiplier, ...]
    bonuses: tuple[Bonus, ...]
    hold: Hold | None
    owned: tuple[ProductSet, ...] = ()

    @property
    def segments(self) -> frozenset[str]:
        """Ids of the segments that any rule is for."""
        conditions = [one.conditions for one in self.multipliers]
        conditions += [one.conditions for one in self.bonuses]
        return frozenset(one for each in conditions for one in each.segments)

    @property
    def by_line(self) -> bool:
        """Whether it matters which of an order's lines a refund is about."""
        conditions = [one.conditions for one in self.multipliers]
        conditions += [one.conditions for one in self.bonuses]
        unlike = self.before_discounts or self.with_tax  # lines differ in how much of them counts
        return unlike or bool(self.owned) or any(not one.match.everything for one in conditions)

    @property
    def awards(self) -> bool:
        """Whether any bonus gives something else than points."""
        return any(one.awards for one in self.bonuses)

    @property
    def asks_catalogue(self) -> bool:
        """Whether it matters which sets of core/catalogue.py an order's products belong to."""
        conditions = [one.conditions for one in self.multipliers]
        conditions += [one.conditions for one in self.bonuses]
        asked = [one.match for one in conditions] + [one.match for one in self.owned]
        return bool(self.excluded_sets) or any(one.sets for one in asked)


def load_earning(
    document: Mapping[str, Any], currency: str, owned: tuple[ProductSet, ...] = ()
) -> Earning:
    """The valid document's part `earning`. Parts that documents of earlier releases lack mean what
    they meant then. `currency`: the program's."""
    basis = document.get("basis") or {}
    hold = document.get("hold")
    return Earning(
        rules=tuple(
            EarningRule(
                id=rule["id"],
                points=rule["points"],
                per_minor=_minor(rule["per"]),
                stores=tuple(rule.get("stores") or ()),
            )
            for rule in document["rules"]
        ),
        exclude_gift_cards=document["exclude"]["gift_cards"],
        excluded_products=frozenset(document["exclude"]["products"]),
        excluded_sets=load_sets(document["exclude"]),
        rounding=document.get("rounding", "down"),
        before_discounts=basis.get("discounts") == "before",
        with_tax=basis.get("tax", False),
        with_shipping=basis.get("shipping", False),
        minimum_minor=_minor(document.get("minimum") or {}),
        stacking=document.get("stacking", "product"),
        multipliers=tuple(_multiplier(one, currency) for one in document.get("multipliers", ())),
        bonuses=tuple(_bonus(one, currency) for one in document.get("bonuses", ())),
        hold=Hold(hold["days"], hold.get("after", "paid")) if hold else None,
        owned=owned,
    )


def _minor(amounts: Mapping[str, str]) -> dict[str, int]:
    return {code: to_minor(amount, code) for code, amount in amounts.items()}


def _multiplier(document: Mapping[str, Any], currency: str) -> Multiplier:
    return Multiplier(
        id=document["id"],
        names=document["name"],
        factor_milli=int(Decimal(document["factor"]) * 1000),
        conditions=load_conditions(document),
        new_members=document.get("new_members", False),
        cap=document.get("cap"),
        limit=load_limit(document, currency),
    )


def _bonus(document: Mapping[str, Any], currency: str) -> Bonus:
    kind: BonusKind = document["kind"]
    return Bonus(
        id=document["id"],
        names=document["name"],
        points=document.get("points") or 0,
        kind=kind,
        conditions=load_conditions(document),
        above_minor=_minor(document.get("above") or {}),
        every=document.get("every") or document.get("orders") or 1,
        times=1 if kind in ("first_order", "first_from") else document.get("times"),
        reward_id=document.get("reward") or "",
        permille=_permille(document.get("percent")),
        tier_permille={
            tier_id: _permille(percent)
            for tier_id, percent in (document.get("tier_percent") or {}).items()
        },
        within=Within(**(document.get("within") or {})),
        limit=load_limit(document, currency),
        draw_id=document.get("draw") or "",
        entries=document.get("entries") or 0,
    )


def _permille(percent: str | None) -> int:
    return int(Decimal(percent or 0) * 10)
