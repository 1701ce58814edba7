"""Referrals as shoppers, merchants and operators are told of them, in every
language. Nothing tells who a friend is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.referrals import Came, Line
from core.wording import Text, as_is, say

SHOWN = 50

# Why somebody's coming earns nobody anything, or not any more.
REASONS = frozenset(
    (
        *("same_customer", "same_email", "same_phone", "same_address", "same_payment"),
        *("existing_customer", "cap"),
    )
)


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
    """A stated reason, as who brought somebody reads it; None without one."""
    if not reason:
        return None
    return {"code": reason, "text": reason_text(reason)}


def reason_text(reason: str) -> Text:
    """A reason in a sentence; the code itself for one that a later release knows."""
    return say(f"referral.{reason}") if reason in REASONS else as_is(reason)


def _line(line: Line) -> dict[str, Any]:
    return {
        "came_on": line.came_on,
        "status": line.status,
        "points": line.points,
        "reward": line.reward_id or None,
        "reason": reason_json(line.reason),
    }
