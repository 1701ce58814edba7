"""What is earned by doing something besides buying, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from core.program.actions import Per, limit_of
from core.program.saying.awards import GiftNames, given
from core.program.saying.base import Part, Said, all_names, named, text
from core.program.saying.conditions import window
from core.program.saying.segments import audience
from core.wording import Text

_KINDS = {
    "signup": text("signing up", "註冊成為會員"),
    "birthday": text("a birthday", "生日"),
    "anniversary": text("an anniversary", "週年"),
    "newsletter": text("subscribing to the newsletter", "訂閱電子報"),
    "review": text("a review", "撰寫評論"),
    "social_follow": text("following the store on social media", "追蹤商店社群帳號"),
    "social_share": text("sharing on social media", "分享至社群"),
    "tagged_post": text("a post that tags the store", "發文標記商店"),
    "survey": text("answering a survey", "填寫問卷"),
    "event": text("attending an event", "參加活動"),
    "custom": text("doing what the store reports", "完成商店指定的活動"),
}
_SINCE = {
    "first_purchase": text("an anniversary of the first purchase", "首次購買週年"),
    "joined": text("an anniversary of joining", "入會週年"),
}
_PER: dict[Per, Text] = {
    "day": text("a day", "每日"),
    "week": text("a week", "每週"),
    "month": text("a month", "每月"),
    "year": text("a year", "每年"),
    "ever": text("in all", "累計"),
}


def actions(part: list[Part] | None, names: GiftNames) -> Iterator[Said]:
    """The part `actions` of a document. `names`: of tiers, and of rewards under "reward/id"."""
    for row in part or ():
        what = row.choice("kind", _KINDS)
        if what is None:
            continue
        if "since" in row:
            what = row.choice("since", _SINCE) or what
        elif row["kind"] == "anniversary":
            what = _SINCE["first_purchase"]
        yield Said(
            f"action {row['id']}",
            row.where,
            "earning",
            named(row["name"]),
            _action(row, what, names),
            all_names(row["name"]),
        )


def _action(row: Part, what: Text, names: GiftNames) -> Text:
    gift = given(row["award"], names)
    who, days = audience(row, names), window(row.get("window"))
    limits = _limits(row)
    en = f"{gift['en']} for {what['en']}"
    en += f" by {who['en']}" if who["en"] else ""
    en += days["en"] + limits["en"]
    zh = [
        days["zh-Hant"],
        f"限{who['zh-Hant']}" if who["zh-Hant"] else "",
        f"{what['zh-Hant']}，送 {gift['zh-Hant']}",
        limits["zh-Hant"],
    ]
    return text(f"{en}.", "，".join(filter(None, zh)) + "。")


def _limits(row: Part) -> Text:
    """How often, by whom it is looked at; with a comma before, as each language puts it."""
    en, zh = "", []
    if row.get("approval"):
        en, zh = ", once the store has approved it", ["須經商店審核"]
    times, per = limit_of(row["kind"], row.get("limit"))
    if times:
        often = "once" if times == 1 else f"{times} times"
        en += f", at most {often} {_PER[per]['en']} for one member"
        zh.append(f"每人{_PER[per]['zh-Hant']}最多 {times} 次")
    total = row.get("limit_total")
    if total:
        en += f", {total:,} times for all members together"
        zh.append(f"全體會員合計最多 {total:,} 次")
    return text(en, "，".join(zh))
