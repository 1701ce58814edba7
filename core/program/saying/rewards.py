"""Rewards, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.explain import Text
from core.program.saying.base import Part, Said, all_names, money, named, points, text


def rewards(part: list[Part], currency: str) -> Iterator[Said]:
    """The part `rewards` of a document. A kind that _KINDS lacks says nothing."""
    for reward in part:
        give = reward.choice("kind", _KINDS)
        if give is None:
            continue
        cost, gift = points(reward["points"]), give(reward, currency)
        yield Said(
            f"reward {reward['id']}",
            reward.where,
            "rewards",
            named(reward["name"]),
            text(
                f"{cost['en']} can be exchanged for {gift['en']}.",
                f"{cost['zh-Hant']}可兌換{gift['zh-Hant']}。",
            ),
            all_names(reward["name"]),
        )


def _fixed(reward: Part, currency: str) -> Text:
    value = money(reward["value"], currency)
    return text(f"{value} off an order", f" {value} 的訂單折抵")


def _percent(reward: Part, currency: str) -> Text:
    return text(f"{reward['percent']}% off an order", f"訂單 {reward['percent']}% 的折扣")


def _free_shipping(reward: Part, currency: str) -> Text:
    return text("free shipping of an order", "一筆訂單免運費")


_KINDS: dict[str, Callable[[Part, str], Text]] = {
    "fixed": _fixed,
    "percent": _percent,
    "free_shipping": _free_shipping,
}
