"""Sentences about what becomes of points and tiers without an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.wording import Names, Text, name_of, row, say, together

Why = Mapping[str, Any]


def standing(why: Why, names: Names) -> Text | None:
    """The sentence for an entry's why; None for a reason of another kind."""
    text = _sentence(why, names)
    if text is not None and why.get("note"):
        return say("noted", text=text, note=why["note"])
    return text


def _sentence(why: Why, names: Names) -> Text | None:
    reason = why.get("reason", "")
    if reason == "extend":
        return say("extend", until=why["until"])
    if reason == "opening":
        brought = why.get("points", 0) - why.get("brought", 0)
        return say("opening", points=brought) if brought > 0 else say("opening.unsaid")
    if reason == "opening_undone":
        return say("opening_undone")
    if reason == "remind":
        lots = [say("remind.lot", points=points, on=on) for on, points in why["lots"]]
        return say("remind", lots=row(lots))
    if reason in ("tier_given", "tier_ended", "review", "entry_reward"):
        tier = name_of(names, why.get("tier", ""))
        return say(reason, tier=tier, until=why.get("until"), points=why.get("points"))
    return None


def moved(why: Why, names: Names) -> Text:
    """What an order did to the tier and to when points end, to follow its own sentence."""
    found = [
        say(what, tier=name_of(names, why[what]))
        for what in ("tier_reached", "tier_lost")
        if why.get(what)
    ]
    found += [
        say(what, until=why[what]) for what in ("membership_until", "kept_until") if why.get(what)
    ]
    return together(*found)
