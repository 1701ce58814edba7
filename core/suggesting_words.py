"""Why something is suggested, in one sentence."""

from __future__ import annotations

from core.suggesting import Because
from core.wording import Text

_OFTEN = {1: "once", 2: "twice"}


def why(because: Because) -> Text:
    """The sentence, in every language that shoppers read."""
    name, times = because.name, because.times
    if because.kind == "again":
        rhythm, since = because.rhythm, because.since
        return {
            "en": f"You buy {name} about every {_days(rhythm)}; the last time was {_days(since)} "
            "ago.",
            "zh-Hant": f"您約每 {rhythm} 天購買一次「{name}」，上次購買是 {since} 天前。",
            "zh-Hans": f"您大约每 {rhythm} 天购买一次“{name}”，上次购买是 {since} 天前。",
            "ja": f"「{name}」を約{rhythm}日ごとにご購入いただいており、前回は{since}日前でした。",
        }
    if because.kind == "looked":
        return {
            "en": f"Because you looked at {name}.",
            "zh-Hant": f"因為您瀏覽過「{name}」。",
            "zh-Hans": f"因为您浏览过“{name}”。",
            "ja": f"「{name}」をご覧になったためです。",
        }
    often = _OFTEN.get(times, f"{times} times")
    if because.collection:
        return {
            "en": f"Because you bought from {name} {often}.",
            "zh-Hant": f"因為您買過 {times} 次「{name}」的商品。",
            "zh-Hans": f"因为您买过 {times} 次“{name}”的商品。",
            "ja": f"「{name}」の商品を{times}回ご購入いただいているためです。",
        }
    return {
        "en": f"Because you bought {name} {often}.",
        "zh-Hant": f"因為您買過 {times} 次「{name}」。",
        "zh-Hans": f"因为您买过 {times} 次“{name}”。",
        "ja": f"「{name}」を{times}回ご購入いただいているためです。",
    }


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
