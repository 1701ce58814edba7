"""How points are earned, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.program.saying.base import Part, Said, all_of, money, one_of, points, text
from core.program.saying.conditions import TierNames, matched
from core.program.saying.extras import bonuses, multipliers
from core.wording import Text


def earning(part: Part, tiers: TierNames, currency: str) -> Iterator[Said]:
    """The part `earning` of a document in that currency. A kind of rule that _RULES lacks says
    nothing."""
    rules: list[Part] = part["rules"]
    basis = _basis(part.get("basis"))
    for rule in rules:
        say = rule.choice("kind", _RULES)
        if say is None:
            continue
        label = text("Points for purchases", "消費累點")
        if len(rules) > 1:
            label = {code: f"{word} · {rule['id']}" for code, word in label.items()}
        yield Said(f"rule {rule['id']}", rule.where, "earning", label, say(rule, basis))
    yield from _exclude(part["exclude"])
    yield from multipliers(part, tiers, currency)
    yield from bonuses(part, tiers, currency)
    rounding = part.choice("rounding", _ROUNDING)
    if rounding is not None:
        label = text("Rounding", "小數")
        yield Said("rounding", part.place("rounding"), "earning", label, rounding)
    if part.get("minimum"):
        yield _minimum(part)
    if part.get("hold"):
        yield _hold(part["hold"])


def _basis(part: Part | None) -> Text:
    """What of the money counts: after discounts, without tax and shipping unless it says so."""
    before = part is not None and part.get("discounts") == "before"
    tax = part is not None and part.get("tax", False)
    shipping = part is not None and part.get("shipping", False)
    en = "before discounts" if before else "after discounts"
    zh = "折扣前" if before else "折扣後"
    if tax == shipping:
        word, word_zh = ("with", "含稅及運費") if tax else ("without", "未稅且不含運費")
        return text(f"{en}, {word} tax and shipping", f"{zh}、{word_zh}")
    if tax:
        return text(f"{en}, with tax and without shipping", f"{zh}、含稅但不含運費")
    return text(f"{en}, with shipping and without tax", f"{zh}、未稅但含運費")


def _per_amount(rule: Part, basis: Text) -> Text:
    what = points(rule["points"])
    amounts = one_of([money(amount, code) for code, amount in rule["per"].items()])
    where = text("", "")
    if rule.get("stores"):
        stores = all_of(rule["stores"])
        where = text(f" in {stores['en']} only", f"僅限 {stores['zh-Hant']}，")
    return text(
        f"{what['en']} for every {amounts['en']} spent{where['en']}, {basis['en']}.",
        f"{where['zh-Hant']}每消費 {amounts['zh-Hant']} 得 {what['zh-Hant']}，"
        f"以{basis['zh-Hant']}的金額計算。",
    )


_RULES: dict[str, Callable[[Part, Text], Text]] = {"per_amount": _per_amount}


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
    groups = {name: part.get(name) for name in ("collections", "tags", "vendors", "sale_items")}
    what = matched(groups)
    if what["en"]:
        yield Said(
            "kinds of products",
            part.where,
            "earning",
            text("Kinds of products without points", "不累點的商品類別"),
            text(
                f"Products of {what['en']} earn no points.",
                f"{what['zh-Hant']}不累點。",
            ),
        )


_ROUNDING = {
    "down": text(
        "The points of an order are added up and rounded down once.",
        "每筆訂單的點數加總後，無條件捨去小數一次。",
    ),
    "nearest": text(
        "The points of an order are added up and rounded to the nearest whole number once.",
        "每筆訂單的點數加總後，四捨五入至整數一次。",
    ),
    "up": text(
        "The points of an order are added up and rounded up once.",
        "每筆訂單的點數加總後，無條件進位一次。",
    ),
}


def _minimum(part: Part) -> Said:
    least = one_of([money(amount, code) for code, amount in part["minimum"].items()])
    return Said(
        "minimum",
        part.place("minimum"),
        "earning",
        text("Minimum order", "最低消費"),
        text(
            f"Orders of less than {least['en']} earn no points.",
            f"未滿 {least['zh-Hant']} 的訂單不累點。",
        ),
    )


def _hold(part: Part) -> Said:
    days, fulfilled = part["days"], part.get("after", "paid") == "fulfilled"
    return Said(
        "hold",
        part.where,
        "earning",
        text("Waiting time", "點數生效"),
        text(
            f"Points can be used {days} day{'' if days == 1 else 's'} after the order was "
            f"{'fulfilled' if fulfilled else 'paid'}.",
            f"點數於訂單{'出貨' if fulfilled else '付款'} {days} 天後可使用。",
        ),
    )
