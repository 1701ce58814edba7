"""Expiry and policies, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.explain import Text
from core.program.saying.base import Part, Said, text


def expiry(part: Part) -> Iterator[Said]:
    """The part `expiry` of a document. A kind that _EXPIRY lacks says nothing."""
    say = part.choice("kind", _EXPIRY)
    if say is not None:
        label = text("Points expire", "點數到期")
        yield Said("expiry", "expiry", "rules", label, say(part))


def _never(part: Part) -> Text:
    return text("Points never expire.", "點數永不到期。")


def _months(part: Part) -> Text:
    count = part["months"]
    return text(
        f"Points expire at the end of the month, {count} month{'' if count == 1 else 's'} "
        "after they were earned.",
        f"點數於取得後第 {count} 個月的月底到期。",
    )


_EXPIRY: dict[str, Callable[[Part], Text]] = {"none": _never, "months": _months}

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


def policies(part: Part) -> Iterator[Said]:
    """The part `policies` of a document."""
    refund = part.choice("spent_refund", _SPENT_REFUND)
    if refund is not None:
        label = text("Refund of spent points", "已使用點數的退款")
        yield Said("refund", part.place("spent_refund"), "rules", label, refund)
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
