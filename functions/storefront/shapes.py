"""What the shopper's side is told, as JSON-ready dicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import calendar, rewards
from core.ledger.members import MemberView
from core.money import to_major
from core.program.model import Program
from core.program.rewards import Reward
from core.program.tiers import Names, Tier
from core.redemptions import Redemption
from core.rewards import Refusal


def name_of(names: Names) -> str:
    return names.get("en") or next(iter(names.values()))


def program_json(
    store_id: str, program: Program, today: str, taken: Mapping[str, int]
) -> dict[str, Any]:
    """The program for anybody to see, on the store's day `today`. `taken`: how often each reward
    with a stock was redeemed."""
    currency = program.currency
    return {
        "store_id": store_id,
        "currency": currency,
        "tiers": [_tier(tier) | _threshold(tier, currency) for tier in program.tiers],
        "earning": [
            {
                "id": rule.id,
                "kind": "per_amount",
                "points": rule.points,
                "per": to_major(per_minor, code),
                "currency": code,
            }
            for rule in program.earning.rules
            for code, per_minor in rule.per_minor.items()
        ],
        "rewards": [
            _reward(reward, currency)
            | _left(reward, taken)
            | _reach(
                rewards.closed(reward, today) or rewards.sold_out(reward, taken.get(reward.id, 0))
            )
            for reward in program.rewards
        ],
    }


def _reward(reward: Reward, currency: str) -> dict[str, Any]:
    """A reward with the conditions that it has; what does not limit it is left out."""
    terms = reward.terms
    minimum = to_major(terms.minimum_minor, currency) if terms.minimum_minor else None
    conditions = {
        "value": to_major(reward.value_minor, currency) if reward.value_minor else None,
        "percent": reward.percent,
        "price": to_major(reward.price_minor, currency) if reward.kind == "product" else None,
        "min": reward.least if reward.kind == "amount" else None,
        "max": reward.max_points,
        "step": reward.points if reward.kind == "amount" else None,
        "tiers": list(reward.tiers),
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
    }


def _left(reward: Reward, taken: Mapping[str, int]) -> dict[str, int]:
    if reward.stock is None:
        return {}
    return {"left": max(0, reward.stock - taken.get(reward.id, 0))}


def _reach(refusal: Refusal | None) -> dict[str, Any]:
    if refusal is None:
        return {"available": True}
    return {"available": False, "reason": {"code": refusal.code, "text": dict(refusal.text)}}


def reach_json(
    seen: MemberView, program: Program, today: str, taken: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Which rewards the member can redeem today, and of the others why not."""
    member = seen.member
    return [
        {
            "id": reward.id,
            **_reach(
                rewards.refusal(member, reward, program, today, taken.get(reward.id, 0))
                or rewards.too_few(rewards.spendable(member, today), reward.least)
            ),
        }
        for reward in program.rewards
    ]


def member_json(seen: MemberView, currency: str) -> dict[str, Any]:
    """A member's own view."""
    member, progress = seen.member, seen.progress
    following = progress.next_tier
    return {
        "known": seen.known,
        "balance": {
            "available": member.available,
            "pending": member.pending,
            "debt": member.debt,
        },
        "lifetime_points": member.lifetime,
        "tier": _tier(progress.tier),
        "progress": {
            "spend_minor": progress.spend_minor,
            "currency": currency,
            "next": (_tier(following) | _threshold(following, currency)) if following else None,
            "needed_minor": progress.needed_minor,
            "keep_until": progress.keep_until,
        },
        "expiring": [{"points": points, "on": on} for points, on in seen.expiring],
    }


def redemption_json(redemption: Redemption) -> dict[str, Any]:
    """A redemption; its code only once the store has it."""
    made = redemption.status != "held"
    return {
        "redemption_id": redemption.redemption_id,
        "status": redemption.status,
        "code": redemption.code if made else None,
        "reward_id": redemption.reward_id,
        "points": redemption.points,
        "created_at": calendar.iso(redemption.created_at_ms / 1000),
        "expires_at": calendar.iso(redemption.expires_at_s),
    }


def _tier(tier: Tier) -> dict[str, Any]:
    return {"id": tier.id, "name": name_of(tier.names), "names": dict(tier.names)}


def _threshold(tier: Tier, currency: str) -> dict[str, Any]:
    return {
        "from": to_major(tier.from_minor, currency),
        "from_minor": tier.from_minor,
        "multiplier": f"{tier.multiplier_milli / 1000:g}",
    }
