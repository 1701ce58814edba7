"""What the books must say: plain, slow where it likes, and written without looking at core.

It knows three things: what each order came to the ledger as, which programs were published when,
and what the shops themselves hold. Points follow from those by grade-school arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import Any

from tests.simulation.shops.records import Truth

# A container may decide by a list of programs, or a store's row, that is this old.
CACHE_S = 5
_MINOR = {"USD": 100, "TWD": 100, "JPY": 1}


@dataclass(frozen=True, slots=True)
class Published:
    """One version: in force for orders placed from `effective_s` on, known since `at_s`."""

    version: int
    effective_s: int
    at_s: float
    document: Mapping[str, Any]


@dataclass
class Model:
    """`heard`: every state of an order that a worker was given, as it came out of the queue.
    `true_refunds`: what a refund gave back of merchandise, as the shop itself knows it.
    `products`: what was recorded of each product, as (from when, sets). `redacted`: ledgers whose
    deletion was asked for, so that items may go."""

    heard: dict[tuple[str, str], list[Mapping[str, Any]]] = field(default_factory=dict)
    programs: dict[str, list[Published]] = field(default_factory=dict)
    true_refunds: dict[tuple[str, str, str], int] = field(default_factory=dict)
    products: dict[tuple[str, str], list[tuple[int, frozenset[str]]]] = field(default_factory=dict)
    redacted: set[str] = field(default_factory=set)

    def hear(self, event: Mapping[str, Any]) -> None:
        if event["kind"] in ("order", "order_deleted"):
            key = (event["store_id"], event["order_id"])
            self.heard.setdefault(key, []).append(event)

    def learn_refunds(self, store_id: str, truth: Truth) -> None:
        for refund_id, goods in truth.refunds.items():
            self.true_refunds[(store_id, truth.order_id, refund_id)] = goods

    def heard_as(
        self, store_id: str, order_id: str, stamp_s: int, received_at_ms: int
    ) -> list[Mapping[str, Any]]:
        """The states that were stamped and received then. What the store itself answered may have
        an earlier stamp: its clock may have been set back."""
        return [
            event
            for event in self.heard.get((store_id, order_id), [])
            if event["kind"] == "order"
            and event["received_at_ms"] == received_at_ms
            and (
                event["stamp_s"] == stamp_s
                or (event["source"] == "store" and event["stamp_s"] < stamp_s)
            )
        ]

    def versions_for(self, ledger_id: str, placed_at_s: int, now_s: float) -> set[int]:
        """The program versions that an order placed then may be frozen to, by what may be known
        now."""
        published = self.programs[ledger_id]
        return {
            _in_force([one for one in published if one.at_s <= known_at], placed_at_s)
            for known_at in (now_s, max(now_s - CACHE_S, published[0].at_s))
        }

    def points(
        self,
        ledger_id: str,
        version: int,
        tier_id: str,
        event: Mapping[str, Any],
        learned: Iterable[str],
        placed_at_s: int,
    ) -> int:
        """What the order is worth in this state: merchandise less what was given back of it, by
        the rate and the tier it was placed under, rounded down once."""
        goods = sum(line["net_minor"] for line in event["lines"] if not line["gift_card"])
        product = (event["store_id"], event["lines"][0]["product_id"])
        if self.left_out(ledger_id, version, product, placed_at_s):
            return 0
        if goods and any(line["gift_card"] for line in event["lines"]) and event["refunds"]:
            raise AssertionError("the model refunds no orders of goods and gift cards together")
        known = set(learned)
        back = 0
        for refund in event["refunds"]:
            key = (event["store_id"], event["order_id"], refund["refund_id"])
            exact = refund["lines"] is not None or refund["refund_id"] in known
            back += self.true_refunds[key] if exact else refund["net_minor"]
        return self.worth(ledger_id, version, tier_id, event["currency"], max(0, goods - back))

    def left_out(
        self, ledger_id: str, version: int, product: tuple[str, str], placed_at_s: int
    ) -> bool:
        """Whether the product (store, id) earned nothing when it was ordered. Orders are of one
        product."""
        excluded = self._earning(ledger_id, version).get("exclude", {})
        named = {f"collection:{one}" for one in excluded.get("collections", ())}
        named |= {f"tag:{one}" for one in excluded.get("tags", ())}
        named |= {"sale"} if excluded.get("sale_items") else set()
        states = self.products.get(product, [(0, frozenset())])
        recorded = [sets for from_s, sets in states if from_s <= placed_at_s]
        return bool(named & (recorded[-1] if recorded else states[0][1]))

    def worth(
        self, ledger_id: str, version: int, tier_id: str, currency: str, net_minor: int
    ) -> int:
        document = next(one.document for one in self.programs[ledger_id] if one.version == version)
        tiers = document["tiers"]
        tier = next((one for one in tiers if one["id"] == tier_id), tiers[0])
        rate = Fraction(0)
        for rule in document["earning"]["rules"]:
            if currency in rule["per"]:
                rate += Fraction(rule["points"]) / Fraction(Decimal(rule["per"][currency]))
        earning = document["earning"]
        factors = [Fraction(Decimal(tier["multiplier"]))]
        factors += [Fraction(Decimal(one["factor"])) for one in earning.get("multipliers", ())]
        factor = {
            "best": max(factors),
            "sum": sum(factors) - len(factors) + 1,
            "product": prod(factors),
        }[earning.get("stacking", "product")]
        major = Fraction(net_minor, _MINOR[currency])
        points = major * rate * factor
        whole = int(points + (Fraction(1, 2) if earning.get("rounding") == "nearest" else 0))
        return whole + sum(
            int(one.get("points") or 0)
            for one in earning.get("bonuses", ())
            if one["kind"] == "order_above"
            and rate
            and currency in one["above"]
            and major >= Decimal(one["above"][currency])
        )

    def first_order(self, ledger_id: str, version: int) -> int:
        """Points for a member's first order, under the bonus "welcome"."""
        bonuses = self._earning(ledger_id, version).get("bonuses", ())
        return sum(one["points"] for one in bonuses if one["id"] == "welcome")

    def held_days(self, ledger_id: str, version: int) -> int:
        """For how many days points are held after payment."""
        return int((self._earning(ledger_id, version).get("hold") or {"days": 0})["days"])

    def _earning(self, ledger_id: str, version: int) -> Mapping[str, Any]:
        found = next(one for one in self.programs[ledger_id] if one.version == version)
        earning: Mapping[str, Any] = found.document["earning"]
        return earning


def granted(packed: str, name: str) -> int:
    """What "welcome=1/2,stamps=3" says of a rule."""
    for part in packed.split(","):
        key, _, figures = part.rpartition("=")
        if key == name:
            return int(figures.split("/")[0])
    return 0


def _in_force(published: list[Published], placed_at_s: int) -> int:
    effective = [one.version for one in published if one.effective_s <= placed_at_s]
    return max(effective) if effective else published[0].version
