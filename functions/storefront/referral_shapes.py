"""What referral gives, as the shopper's side is told of it."""

from __future__ import annotations

from typing import Any

from core.money import to_major
from core.program.awards import NOTHING, Award
from core.program.model import Program
from core.program.referral import Referral
from functions.storefront.reward_shapes import name_of


def rule_json(rule: Referral, program: Program) -> dict[str, Any]:
    """What both sides are given, and on what terms; what does not limit it is left out."""
    found: dict[str, Any] = {
        "id": rule.id,
        "name": name_of(rule.names),
        "names": dict(rule.names),
        "referrer": _award(rule.referrer, program),
    }
    if rule.friend != NOTHING:
        found |= {"friend": _award(rule.friend, program)}
        found |= {"friend_at": "link" if rule.at_link else "order"}
    if rule.minimum_minor:
        found["minimum"] = to_major(rule.minimum_minor, program.currency)
    if rule.most is not None:
        found["cap"] = {"times": rule.most, "per": rule.period}
    return found


def _award(award: Award, program: Program) -> dict[str, Any]:
    found: dict[str, Any] = {"points": award.points} if award.points else {}
    if award.reward_id:
        names = program.reward(award.reward_id).names
        found["reward"] = {"id": award.reward_id, "name": name_of(names), "names": dict(names)}
    return found
