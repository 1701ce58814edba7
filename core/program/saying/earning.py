"""How points are earned, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.explain import Text
from core.program.saying.base import Part, Said, all_of, money, one_of, points, text


def earning(part: Part) -> Iterator[Said]:
    """The part `earning` of a document. A kind of rule that _RULES lacks says nothing."""
    rules: list[Part] = part["rules"]
    for rule in rules:
        say = rule.choice("kind", _RULES)
        if say is None:
            continue
        label = text("Points for purchases", "消費累點")
        if len(rules) > 1:
            label = {code: f"{word} · {rule['id']}" for code, word in label.items()}
        yield Said(f"rule {rule['id']}", rule.where, "earning", label, say(rule))
    yield from _exclude(part["exclude"])
    rounding = part.choice("rounding", _ROUNDING)
    if rounding is not None:
        label = text("Rounding", "小數")
        yield Said("rounding", part.place("rounding"), "earning", label, rounding)


def _per_amount(rule: Part) -> Text:
    what = points(rule["points"])
    amounts = one_of([money(amount, code) for code, amount in rule["per"].items()])
    return text(
        f"{what['en']} for every {amounts['en']} spent, after discounts, without tax and shipping.",
        f"每消費 {amounts['zh-Hant']} 得 {what['zh-Hant']}，以折扣後、未稅且不含運費的金額計算。",
    )


_RULES: dict[str, Callable[[Part], Text]] = {"per_amount": _per_amount}


def _exclude(part: Part) -> Iterator[Said]:
    yield Said(
        "gift cards",
        part.place("gift_cards"),
        "earning",
        text("Gift cards", "禮物卡"),
        text("Buying a gift card earns no points.", "購買禮物卡不累點。")
        if part["gift_cards"]
        else text(
            "Buying a gift card earns points like any product.",
            "購買禮物卡與其他商品一樣累點。",
        ),
    )
    if part["products"]:
        ids = all_of(sorted(part["products"]))
        yield Said(
            "products",
            part.place("products"),
            "earning",
            text("Products without points", "不累點商品"),
            text(
                f"These products earn no points: {ids['en']}.",
                f"以下商品不累點：{ids['zh-Hant']}。",
            ),
        )


_ROUNDING = {
    "down": text(
        "The points of an order are added up and rounded down once.",
        "每筆訂單的點數加總後，無條件捨去小數一次。",
    ),
}
