"""Referral as shoppers, merchants and operators are told of it. Nothing tells who a friend is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.money import to_major
from core.program.awards import NOTHING, Award
from core.program.model import Program
from core.program.referral import Referral
from core.referrals import REASONS, Came, Line
from functions.storefront.reward_shapes import name_of

SHOWN = 50


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


def lines_json(lines: Sequence[Line]) -> dict[str, Any]:
    """How many came, what was given for them and what waits; of the last SHOWN each."""
    counts = dict.fromkeys(("waiting", "given", "refused", "back"), 0)
    for one in lines:
        counts[one.status] += 1
    return {
        "friends": {"came": len(lines), **counts, "points": sum(one.points for one in lines)},
        "referrals": [_line(one) for one in lines[:SHOWN]],
    }


def came_json(came: Came | None) -> dict[str, Any]:
    """How a member came, as they see it."""
    if came is None:
        return {"status": "none", "reason": None}
    return {"status": came.status, "reason": reason_json(came.reason)}


def reason_json(reason: str) -> dict[str, Any] | None:
    """A stated reason in both languages; None without one. One that a later release knows has its
    code alone."""
    if not reason:
        return None
    text: Mapping[str, str] = REASONS.get(reason, {"en": reason, "zh-Hant": reason})
    return {"code": reason, "text": dict(text)}


def _line(line: Line) -> dict[str, Any]:
    return {
        "came_on": line.came_on,
        "status": line.status,
        "points": line.points,
        "reward": line.reward_id or None,
        "reason": reason_json(line.reason),
    }


def _award(award: Award, program: Program) -> dict[str, Any]:
    found: dict[str, Any] = {"points": award.points} if award.points else {}
    if award.reward_id:
        names = program.reward(award.reward_id).names
        found["reward"] = {"id": award.reward_id, "name": name_of(names), "names": dict(names)}
    return found
