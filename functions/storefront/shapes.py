"""What the shopper's side is told, as JSON-ready dicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.explain_progress import progress_text
from core.ledger.members import MemberView
from core.ledger.tallies import Tally
from core.money import to_major
from core.program.model import Program
from core.program.tiers import Tier
from functions.storefront.action_shapes import actions_json
from functions.storefront.campaign_shapes import campaigns_json
from functions.storefront.exclusives import sales_json
from functions.storefront.profile import fields_json
from functions.storefront.redemption_shapes import redemption_json
from functions.storefront.referral_shapes import rule_json
from functions.storefront.reward_shapes import name_of, reward_json

__all__ = ["member_json", "program_json", "redemption_json"]


def program_json(
    store_id: str, program: Program, today: str, tallies: Mapping[str, Tally]
) -> dict[str, Any]:
    """The program for anybody to see, on the store's day `today`. `tallies`: of the rewards that
    have one."""
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
        ]
        + actions_json(program, today),
        "campaigns": campaigns_json(program, today),
        "rewards": [reward_json(reward, currency, today, tallies) for reward in program.rewards],
        "profile": fields_json(program),
        "sales": sales_json(program, today),
        "personal": program.suggests,
        **({"referral": rule_json(program.referral, program)} if program.referral else {}),
    }


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
        "entered": progress.entered,
        "progress": {
            "spend_minor": progress.figures.spend_minor,
            "points": progress.figures.points,
            "orders": progress.figures.orders,
            "participation": progress.figures.did,
            "currency": currency,
            "next": (_tier(following) | _threshold(following, currency)) if following else None,
            "needed_minor": progress.missing.spend_minor,
            "needed_points": progress.missing.points,
            "needed_orders": progress.missing.orders,
            "needed_participation": progress.missing.did,
            "need": "any" if following and following.need_any else "all",
            "counts_until": progress.counts_until,
            "keep_until": progress.keep_until,
            "percent": progress.percent,
            "text": progress_text(progress, currency),
        },
        "expiring": [{"points": points, "on": on} for points, on in seen.expiring],
    }


def _tier(tier: Tier) -> dict[str, Any]:
    perks = [
        {"kind": perk.kind, "name": name_of(perk.names), "names": dict(perk.names)}
        for perk in tier.perks.all
    ]
    return {
        "id": tier.id,
        "name": name_of(tier.names),
        "names": dict(tier.names),
        "perks": perks,
    }


def _threshold(tier: Tier, currency: str) -> dict[str, Any]:
    return {
        "from": to_major(tier.from_minor, currency),
        "from_minor": tier.from_minor,
        "points": tier.thresholds.points,
        "orders": tier.thresholds.orders,
        "participation": tier.thresholds.did,
        "need": "any" if tier.need_any else "all",
        "multiplier": f"{tier.multiplier_milli / 1000:g}",
    }
