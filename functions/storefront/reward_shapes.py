"""Rewards as the shopper's side is told of them: what they cost, and whether they are in reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core import batches, exchange, rewards
from core.ledger.goods import left_of, taken_of
from core.ledger.members import MemberView
from core.ledger.tallies import Tally
from core.money import to_major
from core.program.model import Program
from core.program.rewards import Reward
from core.program.tiers import Names
from core.rewards import Refusal


def name_of(names: Names) -> str:
    """The English name, else the first there is."""
    return names.get("en") or next(iter(names.values()))


def reward_json(
    reward: Reward, currency: str, today: str, tallies: Mapping[str, Tally]
) -> dict[str, Any]:
    """A reward for anybody to see, with the conditions that it has: what does not limit it is left
    out."""
    left = left_of(reward, tallies, today)
    terms = reward.terms
    minimum = to_major(terms.minimum_minor, currency) if terms.minimum_minor else None
    priced = reward.kind in ("product", "bundle")
    following = batches.following(reward.batches, taken_of(reward, tallies), today)
    conditions = {
        "value": to_major(reward.value_minor, currency) if reward.value_minor else None,
        "percent": reward.percent,
        "price": to_major(reward.price_minor, currency) if priced else None,
        "amount": to_major(reward.beside_minor, currency) if reward.beside_minor else None,
        "best_before": following.best_before if following else None,
        "min": reward.least if reward.kind == "amount" else None,
        "max": reward.max_points,
        "step": reward.points if reward.kind == "amount" else None,
        "tiers": list(reward.tiers),
        "segments": list(reward.segments),
        "from": reward.first_day,
        "until": reward.last_day,
        "limit_per_member": reward.per_member,
        "minimum": minimum,
        "products": list(terms.products),
        "collections": list(terms.collections),
        "combines": list(terms.combines),
    }
    return {
        "id": reward.id,
        "kind": reward.kind,
        "name": name_of(reward.names),
        "names": dict(reward.names),
        "points": reward.least,
        **{name: figure for name, figure in conditions.items() if figure},
        **({"left": left} if left is not None else {}),
        **_donated(reward, currency, tallies.get(reward.id)),
        **reach_of(
            rewards.closed(reward, today) or rewards.paused(reward) or rewards.sold_out(left)
        ),
    }


def spoken_tallies(
    tallies: Mapping[str, Tally], program: Program, currency: str
) -> dict[str, Tally]:
    """What is counted of rewards, its money as a store that sells in `currency` says it."""
    return {
        name: replace(one, worth_minor=exchange.given(one.worth_minor, program, currency))
        for name, one in tallies.items()
    }


def _donated(reward: Reward, currency: str, tally: Tally | None) -> dict[str, str]:
    if reward.kind != "donation":
        return {}
    return {"donated": to_major(tally.worth_minor if tally else 0, currency)}


def reach_of(refusal: Refusal | None) -> dict[str, Any]:
    """Whether something can be had, and if not, why."""
    if refusal is None:
        return {"available": True}
    return {"available": False, "reason": {"code": refusal.code, "text": dict(refusal.text)}}


def reach_json(
    seen: MemberView, program: Program, today: str, tallies: Mapping[str, Tally]
) -> list[dict[str, Any]]:
    """Which rewards the member can redeem today, and of the others why not."""
    member = seen.member
    return [
        {
            "id": reward.id,
            **reach_of(
                rewards.refusal(member, reward, program, today, left_of(reward, tallies, today))
                or rewards.too_few(rewards.spendable(member, today), reward.least)
            ),
        }
        for reward in program.rewards
    ]
