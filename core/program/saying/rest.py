"""Expiry, policies and rates of exchange, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.program.saying.base import Part, Said, money, text
from core.program.saying.conditions import month
from core.wording import Text


def expiry(part: Part) -> Iterator[Said]:
    """The part `expiry` of a document. A kind that _EXPIRY lacks says nothing."""
    say = part.choice("kind", _EXPIRY)
    if say is not None:
        label = text("Points expire", "點數到期")
        yield Said("expiry", "expiry", "rules", label, say(part))
    days = part.get("remind_days")
    if days:
        label = text("Reminder", "到期提醒")
        reminder = text(
            f"Members are reminded {days} day{'' if days == 1 else 's'} before points expire.",
            f"點數到期 {days} 天前提醒會員。",
        )
        yield Said("reminder", part.place("remind_days"), "rules", label, reminder)


def _never(part: Part) -> Text:
    return text("Points never expire.", "點數永不到期。")


def _months(part: Part) -> Text:
    count = part["months"]
    return text(
        f"Points expire at the end of the month, {count} month{'' if count == 1 else 's'} "
        "after they were earned.",
        f"點數於取得後第 {count} 個月的月底到期。",
    )


def _yearly(part: Part) -> Text:
    last, least = month(part["month"]), part.get("months") or 0
    en = f"Points expire at the end of {last['en']}"
    zh = f"點數於 {last['zh-Hant']}底到期"
    if least:
        en += f", not before {least} month{'' if least == 1 else 's'} have passed"
        zh += f"，但至少保留 {least} 個月"
    return text(f"{en}.", f"{zh}。")


def _inactivity(part: Part) -> Text:
    count = part["months"]
    return text(
        f"Points expire at the end of the month, {count} month{'' if count == 1 else 's'} after "
        "the last purchase.",
        f"最後一次消費後第 {count} 個月的月底，點數到期。",
    )


_EXPIRY: dict[str, Callable[[Part], Text]] = {
    "none": _never,
    "months": _months,
    "yearly": _yearly,
    "inactivity": _inactivity,
}

_SPENT_REFUND = {
    "debt": text(
        "When an order is refunded whose points were spent, its points become a debt that the "
        "next points pay.",
        "訂單退款時若點數已使用，會成為欠點，由之後獲得的點數抵償。",
    ),
    "forgive": text(
        "When an order is refunded whose points were spent, its points are forgiven.",
        "訂單退款時若點數已使用，予以免除。",
    ),
}


_CODE_REFUND = {
    "keep": text(
        "When an order paid with a code is refunded, the points of the code stay spent.",
        "以優惠碼付款的訂單退款時，兌換該碼的點數不退回。",
    ),
    "restore": text(
        "When an order paid with a code is wholly refunded, the points of the code come back once.",
        "以優惠碼付款的訂單全額退款時，兌換該碼的點數退回一次。",
    ),
}


def policies(part: Part) -> Iterator[Said]:
    """The part `policies` of a document."""
    refund = part.choice("spent_refund", _SPENT_REFUND)
    if refund is not None:
        label = text("Refund of spent points", "已使用點數的退款")
        yield Said("refund", part.place("spent_refund"), "rules", label, refund)
    code = part.choice("code_refund", _CODE_REFUND) if "code_refund" in part else None
    if code is not None:
        label = text("Refund of an order with a code", "使用優惠碼之訂單的退款")
        yield Said("code refund", part.place("code_refund"), "rules", label, code)
    ahead = part.get("code_reminder_days")
    if ahead:
        label = text("Reminder of codes", "優惠碼提醒")
        reminder = text(
            f"Owners of an unused code are reminded {ahead} day{'' if ahead == 1 else 's'} "
            "before it ends.",
            f"未使用的優惠碼到期 {ahead} 天前提醒持有人。",
        )
        yield Said("code reminder", part.place("code_reminder_days"), "rules", label, reminder)
    days = part["code_days"]
    yield Said(
        "code days",
        part.place("code_days"),
        "rules",
        text("Discount codes", "優惠碼"),
        text(
            f"A discount code is valid for {days:,} day{'' if days == 1 else 's'}.",
            f"優惠碼的有效期限為 {days:,} 天。",
        ),
    )


def exchange(part: Part, currency: str) -> Iterator[Said]:
    """The part `exchange` of a document in that currency."""
    for code in part:
        one, worth = money("1", currency), f"{part[code]} {code}"
        yield Said(
            f"exchange {code}",
            part.place(code),
            "rules",
            text(f"Stores that sell in {code}", f"以 {code} 販售的商店"),
            text(
                f"{one} is worth {worth} there: what is spent in {code} counts for tiers by that, "
                f"and rewards are given in {code}.",
                f"{one} 等於 {worth}：以 {code} 消費的金額依此計入等級，獎勵也以 {code} 給予。",
            ),
        )
