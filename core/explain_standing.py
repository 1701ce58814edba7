"""Sentences about what becomes of points and tiers without an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Text = dict[str, str]
Names = Mapping[str, Mapping[str, str]]


def standing(why: Mapping[str, Any], names: Names) -> Text | None:
    """The sentence for an entry's why; None for a reason of another kind."""
    sentence = _SENTENCES.get(why.get("reason", ""))
    if sentence is None:
        return None
    text = sentence(why, names)
    if why.get("note"):
        text = {"en": f"{text['en']} {why['note']}", "zh-Hant": f"{text['zh-Hant']}{why['note']}"}
    return text


def _extend(why: Mapping[str, Any], names: Names) -> Text:
    return {
        "en": f"The store lets your points last until {why['until']}.",
        "zh-Hant": f"商店已將您的點數效期延長至 {why['until']}。",
    }


def _remind(why: Mapping[str, Any], names: Names) -> Text:
    return {
        "en": "Reminder: "
        + ", ".join(f"{points} points end on {on}" for on, points in why["lots"])
        + ".",
        "zh-Hant": "提醒您："
        + "，".join(f"{points} 點將於 {on} 到期" for on, points in why["lots"])
        + "。",
    }


_SENTENCES = {"extend": _extend, "remind": _remind}
