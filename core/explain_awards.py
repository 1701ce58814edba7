"""Sentences about awards: why one was given, or taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.explain_standing import moved
from core.money import money_text
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
    parts += _entries(why, names)
    if back and not parts:
        parts.append(("what was not used goes back", "收回尚未使用的贈品"))
    for reward_id, _ in [why["refused"]] if why.get("refused") else []:
        gift_en, gift_zh = name_of(names, reward_id, "reward/")
        parts.append((f"{gift_en} could not be given", f"無法贈送 {gift_zh}"))
    for draw_id in why.get("draws_refused", ()):
        draw_en, draw_zh = name_of(names, draw_id, "draw/")
        parts.append((f"nothing changes in {draw_en}", f"「{draw_zh}」的抽獎券不變"))
    english += ", ".join(one for one, _ in parts) or "nothing"
    chinese += "，".join(one for _, one in parts) or "無"
    kept_en, kept_zh = _kept(why)
    moves = moved(why, names)
    return {
        "en": f"{english}.{kept_en}{moves['en']}",
        "zh-Hant": f"{chinese}。{kept_zh}{moves['zh-Hant']}",
    }


def entered(why: Why, names: Names) -> Text:
    """A sentence for entries in a draw that were bought, or given back."""
    draw_en, draw_zh = name_of(names, why["draw"], "draw/")
    count, points = why["entries"], why["points"]
    english = f"{count} {'entry' if count == 1 else 'entries'} in {draw_en}"
    if why["reason"] == "draw_entered":
        return {
            "en": f"{english} for {points} points.",
            "zh-Hant": f"以 {points} 點兌換「{draw_zh}」抽獎券 {count} 張。",
        }
    kept = why.get("forgiven", 0)
    kept_en = f" A refund had forgiven {kept} of them, which do not come back." if kept else ""
    kept_zh = f"其中 {kept} 點已於退款時免除，不再退回。" if kept else ""
    return {
        "en": f"{english} given back for {points} points.{kept_en}",
        "zh-Hant": f"退回「{draw_zh}」抽獎券 {count} 張，取回 {points} 點。{kept_zh}",
    }


def _points(points: int, *, back: bool) -> tuple[str, str]:
    if back:
        return f"{points} points go back", f"收回 {points} 點"
    return f"{points} points", f"{points} 點"


def _entries(why: Why, names: Names) -> list[tuple[str, str]]:
    """Draw entries that an award brought, or took back."""
    found = []
    for draw_id, more in why.get("draws", ()):
        draw_en, draw_zh = name_of(names, draw_id, "draw/")
        count = abs(more)
        english = f"{count} {'entry' if count == 1 else 'entries'} in {draw_en}"
        if more > 0:
            found.append((english, f"「{draw_zh}」抽獎券 {count} 張"))
        else:
            found.append((f"{english} withdrawn", f"收回「{draw_zh}」抽獎券 {count} 張"))
    return found


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


def _group(why: Why) -> tuple[str, str]:
    return _GROUP[why["reason"]](*_target(why), why.get("units", 0))


def _target(why: Why) -> tuple[str, str]:
    """A group purchase's target, as people write it."""
    if "target" in why:
        return f"{why['target']:,} pieces", f"{why['target']:,} 件"
    amount = money_text(why.get("target_minor", 0), why.get("currency", ""))
    return amount, amount


# With the target in both languages, and the pieces that the award is about.
_GROUP: dict[str, Callable[[str, str, int], tuple[str, str]]] = {
    "group_reached": lambda en, zh, n: (
        f" (target of {en} reached, {n:,} of them yours)",
        f"（達標 {zh}，其中您有 {n:,} 件）",
    ),
    "group_early": lambda en, zh, n: (f" (early bird, {n:,} pieces)", f"（早鳥 {n:,} 件）"),
    "group_missed": lambda en, zh, n: (
        f" (target of {en} missed, {n:,} pieces yours)",
        f"（未達標 {zh}，您有 {n:,} 件）",
    ),
    "group_lost": lambda en, zh, n: (
        f" (below its target of {en} after returns)",
        f"（退貨後低於目標 {zh}）",
    ),
    "group_left": lambda en, zh, n: (" (no order takes part any more)", "（已無參團訂單）"),
    "group_organiser": lambda en, zh, n: (
        f" (organiser, {n:,} pieces, target of {en})",
        f"（團主，共 {n:,} 件，目標 {zh}）",
    ),
}


def _draw(why: Why) -> tuple[str, str]:
    prize = why["prize"]
    english = prize.get("en") or next(iter(prize.values()))
    chinese = prize.get("zh-Hant", english)
    return (
        f" (“{english}”, won by entry {why['number']})",
        f"（「{chinese}」，第 {why['number']} 號中獎）",
    )


def _action(why: Why) -> tuple[str, str]:
    """What else an action says: the year of what comes every year."""
    return (f" ({why['year']})", f"（{why['year']}）") if why.get("year") else ("", "")


# What an award was for, after the name of its rule, by the reason.
_DETAILS: dict[str, Callable[[Why], tuple[str, str]]] = {
    "order_award": _order,
    "referrer": lambda why: (" (a friend's first order)", "（好友首購）"),
    "friend": lambda why: (" (you were recommended)", "（經好友推薦）"),
    "draw": _draw,
    "event": _event,
    "survey": _survey,
    "action": _action,
    "channel": lambda why: (" (you joined this way)", "（由此管道入會）"),
    **dict.fromkeys(_GROUP, _group),
}
