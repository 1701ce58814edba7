"""Sentences about awards: why one was given, or taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.explain_standing import moved
from core.wording import Names, Text, name_of

Why = Mapping[str, Any]


def awarded(entry: Mapping[str, Any], why: Why, names: Names) -> Text:
    """Sentences for an entry that is about an award: what for, what it gave or took back."""
    rule_en, rule_zh = name_of(names, why["rule"], "rule/")
    more = _DETAILS.get(why["reason"])
    for_en, for_zh = more(why) if more else ("", "")
    english, chinese = f"{rule_en}{for_en}: ", f"{rule_zh}{for_zh}："
    back = entry["kind"] == "reverse"
    parts = [_points(why["points"], back=back)] if why["points"] else []
    if why.get("reward"):
        parts.append(name_of(names, why["reward"], "reward/"))
    elif back and not parts:
        parts.append(("what was not used goes back", "收回尚未使用的贈品"))
    for reward_id, _ in [why["refused"]] if why.get("refused") else []:
        gift_en, gift_zh = name_of(names, reward_id, "reward/")
        parts.append((f"{gift_en} could not be given", f"無法贈送 {gift_zh}"))
    english += ", ".join(one for one, _ in parts) or "nothing"
    chinese += "，".join(one for _, one in parts) or "無"
    kept_en, kept_zh = _kept(why)
    moves = moved(why, names)
    return {
        "en": f"{english}.{kept_en}{moves['en']}",
        "zh-Hant": f"{chinese}。{kept_zh}{moves['zh-Hant']}",
    }


def _points(points: int, *, back: bool) -> tuple[str, str]:
    if back:
        return f"{points} points go back", f"收回 {points} 點"
    return f"{points} points", f"{points} 點"


def _kept(why: Why) -> tuple[str, str]:
    english = chinese = ""
    if why.get("excused"):
        english += f" {why['excused']} points had expired and are not asked back."
        chinese += f"其中 {why['excused']} 點已到期，不再追回。"
    if why.get("forgiven"):
        english += f" {why['forgiven']} points already spent are forgiven."
        chinese += f"其中 {why['forgiven']} 點已使用，予以免除。"
    return english, chinese


def _event(why: Why) -> tuple[str, str]:
    return " (you were there)", "（到場）"


def _survey(why: Why) -> tuple[str, str]:
    return " (survey answered)", "（填寫問卷）"


def _order(why: Why) -> tuple[str, str]:
    return f" (order {why['order']})", f"（訂單 {why['order']}）"


def _action(why: Why) -> tuple[str, str]:
    """What else an action says: the year of what comes every year."""
    return (f" ({why['year']})", f"（{why['year']}）") if why.get("year") else ("", "")


# What an award was for, after the name of its rule, by the reason.
_DETAILS: dict[str, Callable[[Why], tuple[str, str]]] = {
    "order_award": _order,
    "referrer": lambda why: (" (a friend's first order)", "（好友首購）"),
    "friend": lambda why: (" (you were recommended)", "（經好友推薦）"),
    "event": _event,
    "survey": _survey,
    "action": _action,
}
