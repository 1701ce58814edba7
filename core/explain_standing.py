"""Sentences about what becomes of points and tiers without an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.wording import Names, Text, name_of


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


def _granted(why: Mapping[str, Any], names: Names) -> Text:
    tier_en, tier_zh = name_of(names, why["tier"])
    return {
        "en": f"The store gives you {tier_en} until {why['until']}.",
        "zh-Hant": f"商店授予您{tier_zh}資格，至 {why['until']} 為止。",
    }


def _ended(why: Mapping[str, Any], names: Names) -> Text:
    tier_en, tier_zh = name_of(names, why["tier"])
    return {
        "en": f"The store ended what it had given you: {tier_en}.",
        "zh-Hant": f"商店已結束授予您的{tier_zh}資格。",
    }


def _review(why: Mapping[str, Any], names: Names) -> Text:
    tier_en, tier_zh = name_of(names, why.get("tier", ""))
    return {"en": f"Tier reviewed: {tier_en}.", "zh-Hant": f"會員等級審查：{tier_zh}。"}


def _entry_reward(why: Mapping[str, Any], names: Names) -> Text:
    tier_en, tier_zh = name_of(names, why["tier"])
    return {
        "en": f"{why['points']} points for entering {tier_en}.",
        "zh-Hant": f"升等為{tier_zh}，獲贈 {why['points']} 點。",
    }


def moved(why: Mapping[str, Any], names: Names) -> Text:
    """What an order did to the tier and to when points end, to follow its own sentence."""
    en = zh = ""
    if why.get("tier_reached"):
        tier_en, tier_zh = name_of(names, why["tier_reached"])
        en, zh = f" Reached {tier_en}.", f"升等為{tier_zh}。"
    if why.get("tier_lost"):
        tier_en, tier_zh = name_of(names, why["tier_lost"])
        en += f" The membership went back with it: {tier_en}."
        zh += f"會員資格隨之取消，等級為{tier_zh}。"
    if why.get("membership_until"):
        en += f" Membership until {why['membership_until']}."
        zh += f"會員資格至 {why['membership_until']}。"
    if why.get("kept_until"):
        en += f" All points now last until {why['kept_until']}."
        zh += f"全部點數效期延至 {why['kept_until']}。"
    return {"en": en, "zh-Hant": zh}


_SENTENCES = {
    "extend": _extend,
    "remind": _remind,
    "tier_given": _granted,
    "tier_ended": _ended,
    "review": _review,
    "entry_reward": _entry_reward,
}
