"""What a rule gives, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.program.saying.base import Part, all_of, named, points, text
from core.wording import Text

GiftNames = Mapping[str, Text]


def gift_names(part: list[Part]) -> GiftNames:
    """Names of all rewards by "reward/id", for rules that give some of them."""
    return {f"reward/{one['id']}": named(one["name"]) for one in part}


def given(row: Part | Mapping[str, Any], names: GiftNames) -> Text:
    """ "100 points and Free bag": what `points` and `reward` of a rule say."""
    count, reward_id = row.get("points"), row.get("reward")
    parts = [points(count)] if count else []
    if reward_id:
        parts.append(names.get(f"reward/{reward_id}") or text(reward_id, reward_id))
    return text(*(all_of([one[code] for one in parts])[code] for code in ("en", "zh-Hant")))
