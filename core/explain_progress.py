"""What is missing for the next tier, in a sentence: from the figures of `core.tiers.progress`."""

from __future__ import annotations

from datetime import date

from core.money import money_text
from core.program.tiers import Figures
from core.tiers import Progress
from core.wording import Text, in_both


def progress_text(progress: Progress, currency: str) -> Text | None:
    """ "NT$1,200 more by 31 March 2027 for Gold." None in the highest tier."""
    following = progress.next_tier
    if following is None:
        return None
    en, zh = in_both(following.names)
    if following.thresholds == Figures():
        return {"en": f"{en} comes with its membership.", "zh-Hant": f"加入付費會員即為{zh}。"}
    by_en, by_zh = _deadline(progress.counts_until)
    needed = progress.missing
    parts_en, parts_zh = [], []
    if needed.spend_minor:
        parts_en.append(money_text(needed.spend_minor, currency))
        parts_zh.append(f"消費 {money_text(needed.spend_minor, currency)}")
    if needed.points:
        parts_en.append(_count(needed.points, "point"))
        parts_zh.append(f"累積 {needed.points:,} 點")
    if needed.orders:
        parts_en.append(_count(needed.orders, "order"))
        parts_zh.append(f"完成 {needed.orders:,} 筆訂單")
    if needed.did:
        parts_en.append("1 activity" if needed.did == 1 else f"{needed.did:,} activities")
        parts_zh.append(f"參與 {needed.did:,} 次活動")
    any_of = following.need_any
    said_en = (" or " if any_of else " and ").join(parts_en)
    said_zh = ("或" if any_of else "並").join(parts_zh)
    return {
        "en": f"{said_en} more{by_en} for {en}.",
        "zh-Hant": f"{by_zh}再{said_zh}，即可升等為{zh}。",
    }


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _deadline(on: str | None) -> tuple[str, str]:
    if on is None:
        return "", ""
    day = date.fromisoformat(on)
    english = f" by {day.day} {_MONTHS[day.month - 1]} {day.year}"
    return english, f"{day.year} 年 {day.month} 月 {day.day} 日前"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
