"""Referrals as shoppers, merchants and operators are told of them, in English and Traditional
Chinese. Nothing tells who a friend is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.referrals import Came, Line
from core.wording import Text

SHOWN = 50

# Why somebody's coming earns nobody anything, or not any more, as who brought them reads it.
REASONS: dict[str, Text] = {
    "same_customer": {
        "en": "It is your own account.",
        "zh-Hant": "推薦人與被推薦人是同一位顧客。",
    },
    "same_email": {
        "en": "Both of you use the same email address.",
        "zh-Hant": "雙方使用相同的電子信箱。",
    },
    "same_phone": {
        "en": "Both of you use the same phone number.",
        "zh-Hant": "雙方使用相同的電話號碼。",
    },
    "same_address": {
        "en": "Both of you use the same address.",
        "zh-Hant": "雙方使用相同的地址。",
    },
    "same_payment": {
        "en": "Both of you paid with the same means of payment.",
        "zh-Hant": "雙方使用相同的付款工具。",
    },
    "existing_customer": {
        "en": "Who was recommended had bought here before.",
        "zh-Hant": "被推薦人先前已在本店購物。",
    },
    "cap": {
        "en": "You have brought as many friends as the program rewards.",
        "zh-Hant": "推薦獎勵次數已達上限。",
    },
}


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
    text = REASONS.get(reason, {"en": reason, "zh-Hant": reason})
    return {"code": reason, "text": dict(text)}


def _line(line: Line) -> dict[str, Any]:
    return {
        "came_on": line.came_on,
        "status": line.status,
        "points": line.points,
        "reward": line.reward_id or None,
        "reason": reason_json(line.reason),
    }
