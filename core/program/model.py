"""A program as the deciding functions see it: frozen, in minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from core.errors import NotFound
from core.money import to_minor
from core.ports import RewardKind

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EarningRule:
    """`points` for every `per_minor[currency]` of the basis."""

    id: str
    points: int
    per_minor: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Tier:
    """Held from `from_minor` of spend in the program's currency; multiplies by
    `multiplier_milli` / 1000."""

    id: str
    names: Names
    from_minor: int
    multiplier_milli: int


@dataclass(frozen=True, slots=True)
class Reward:
    id: str
    kind: RewardKind
    names: Names
    points: int
    value_minor: int
    percent: int


@dataclass(frozen=True, slots=True)
class Program:
    """One published version. `expiry_months` None: points do not expire."""

    version: int
    effective_from_s: int
    currency: str
    rules: tuple[EarningRule, ...]
    exclude_gift_cards: bool
    excluded_products: frozenset[str]
    tiers: tuple[Tier, ...]
    rewards: tuple[Reward, ...]
    expiry_months: int | None
    spent_refund: Literal["debt", "forgive"]
    code_days: int

    def tier(self, tier_id: str | None) -> Tier:
        """The tier of that id; the lowest for an id this version does not know."""
        return next((tier for tier in self.tiers if tier.id == tier_id), self.tiers[0])

    def reward(self, reward_id: str) -> Reward:
        """Raises NotFound when the program offers no such reward."""
        for reward in self.rewards:
            if reward.id == reward_id:
                return reward
        raise NotFound(f"There is no reward {reward_id!r} in the program.", code="unknown_reward")


def load(document: Mapping[str, Any], version: int, effective_from_s: int) -> Program:
    """The program that a valid document describes (core/program/schema.py validates)."""
    currency = document["currency"]
    earning = document["earning"]
    expiry = document["expiry"]
    return Program(
        version=version,
        effective_from_s=effective_from_s,
        currency=currency,
        rules=tuple(
            EarningRule(
                id=rule["id"],
                points=rule["points"],
                per_minor={code: to_minor(per, code) for code, per in rule["per"].items()},
            )
            for rule in earning["rules"]
        ),
        exclude_gift_cards=earning["exclude"]["gift_cards"],
        excluded_products=frozenset(earning["exclude"]["products"]),
        tiers=tuple(
            Tier(
                id=tier["id"],
                names=tier["name"],
                from_minor=to_minor(tier["from"], currency),
                multiplier_milli=int(Decimal(tier["multiplier"]) * 1000),
            )
            for tier in document["tiers"]
        ),
        rewards=tuple(
            Reward(
                id=reward["id"],
                kind=reward["kind"],
                names=reward["name"],
                points=reward["points"],
                value_minor=to_minor(reward.get("value"), currency),
                percent=reward.get("percent") or 0,
            )
            for reward in document["rewards"]
        ),
        expiry_months=expiry["months"] if expiry["kind"] == "months" else None,
        spent_refund=document["policies"]["spent_refund"],
        code_days=document["policies"]["code_days"],
    )


class Programs:
    """All published versions of one ledger's program, oldest first."""

    def __init__(self, versions: Sequence[Program]) -> None:
        self._versions = tuple(sorted(versions, key=lambda program: program.version))
        if not self._versions:
            raise NotFound("The store has no published program.", code="no_program")

    def in_force(self, at_s: int) -> Program:
        """The newest version that was effective at `at_s`; the first one before all of them."""
        effective = [one for one in self._versions if one.effective_from_s <= at_s]
        return effective[-1] if effective else self._versions[0]

    def of_version(self, version: int) -> Program:
        """Raises NotFound when no such version was published."""
        for one in self._versions:
            if one.version == version:
                return one
        raise NotFound(f"Version {version} of the program was never published.")

    @property
    def newest(self) -> Program:
        return self._versions[-1]
