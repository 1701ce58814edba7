"""The why of an order's entry in a sentence, in English and Traditional Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from core.explain_standing import moved
from core.money import money_text
from core.receipts import receipt_number
from core.wording import Names, Text, name_of

Why = Mapping[str, Any]

# What is said instead of the sum, by the reason.
_REASONS = {
    "no_rate": (
        "no points, because the program has no rate for {currency}.",
        "沒有點數，因為會員方案沒有設定 {currency} 的累點比率。",
    ),
    "nothing_eligible": (
        "no points, because nothing in it earns points (gift cards and excluded products do not).",
        "沒有點數，因為訂單內沒有可累點的商品（禮物卡及排除商品不累點）。",
    ),
    "below_minimum": (
        "no points, because orders earn from {minimum} on.",
        "沒有點數，因為訂單滿 {minimum} 才能累點。",
    ),
    "deleted": (
        "it was removed in the store, so its points went back.",
        "已在商店中刪除，點數隨之收回。",
    ),
    "moved": (
        "it now belongs to another customer, and its points with it.",
        "已改屬另一位顧客，點數一併移轉。",
    ),
    "released": ("its points can be used now.", "點數已可使用。"),
}


def order_text(entry: Mapping[str, Any], why: Why, names: Names) -> Text:
    """Sentences for an entry that is about an order."""
    order = entry["source"]["id"]
    receipt = receipt_number(order)
    reason = _REASONS.get(why["reason"])
    if reason is not None:
        figures = {
            "currency": why["currency"],
            "minimum": money_text(why.get("minimum_minor", 0), why["currency"]),
        }
        english, chinese = (text.format(**figures) for text in reason)
    elif why["state"] == "void":
        english = "it was cancelled or fully refunded, so its points went back."
        chinese = "已取消或全額退款，點數隨之收回。"
    else:
        english, chinese = _sum(why, names)
    more_english, more_chinese = _afterwards(why, names)
    what_en, what_zh = (f"Order {order}", f"訂單 {order}")
    if receipt is not None:
        what_en, what_zh = (f"Receipt {receipt}", f"收據 {receipt}")
    return {
        "en": f"{what_en}: {english}{more_english}",
        "zh-Hant": f"{what_zh}：{chinese}{more_chinese}",
    }


def _sum(why: Why, names: Names) -> tuple[str, str]:
    currency = why["currency"]
    tier_en, tier_zh = name_of(names, why["tier"])
    factor = f"{why['multiplier_milli'] / 1000:g}"
    rates_en = " + ".join(
        f"{points} per {money_text(per, currency)}" for _, points, per in why["rules"]
    )
    rates_zh = "＋".join(
        f"每 {money_text(per, currency)} 得 {points} 點" for _, points, per in why["rules"]
    )
    english = [_basis_en(why), rates_en, f"{tier_en} × {factor}"]
    chinese = [_basis_zh(why), rates_zh, f"{tier_zh} × {factor}"]
    for more_en, more_zh in (*_parts(why, names), *_extras(why, names), *_rounding(why)):
        english.append(more_en)
        chinese.append(more_zh)
    return ", ".join(english) + ".", "，".join(chinese) + "。"


def _basis_en(why: Why) -> str:
    counts = why.get("counts", ())
    words = [
        word
        for name, word in (("with_tax", "tax"), ("with_shipping", "shipping"))
        if name not in counts
    ]
    net = f" net of {' and '.join(words)}" if words else ""
    listed = " before discounts" if "before_discounts" in counts else ""
    back = why.get("refunded_minor")
    returned = f" after {money_text(back, why['currency'])} returned" if back else ""
    left_out = money_text(why.get("excluded_minor", 0), why["currency"])
    without = f", not counting {left_out} of excluded products" if "excluded_minor" in why else ""
    return f"{money_text(why['basis_minor'], why['currency'])}{net}{listed}{returned}{without}"


def _basis_zh(why: Why) -> str:
    counts = why.get("counts", ())
    words = ["含稅" if "with_tax" in counts else "未稅"]
    words.append("含運費" if "with_shipping" in counts else "不含運費")
    words += ["折扣前"] if "before_discounts" in counts else []
    back = why.get("refunded_minor")
    returned = f"（已扣除退款 {money_text(back, why['currency'])}）" if back else ""
    left_out = money_text(why.get("excluded_minor", 0), why["currency"])
    without = f"（另有排除商品 {left_out} 不累點）" if "excluded_minor" in why else ""
    basis = money_text(why["basis_minor"], why["currency"])
    return f"{'、'.join(words)} {basis}{returned}{without}"


def _parts(why: Why, names: Names) -> list[tuple[str, str]]:
    """What was multiplied by more than the tier."""
    found = []
    for minor, factor, ids in why.get("parts", ()):
        if ids:
            both = [name_of(names, one, "rule/") for one in ids]
            amount, times = money_text(minor, why["currency"]), f"{float(Fraction(factor)):g}"
            english = f"{' and '.join(one for one, _ in both)}: × {times} in all on {amount}"
            chinese = f"{'、'.join(one for _, one in both)}：{amount} 共 × {times}"
            found.append((english, chinese))
    return found


def _extras(why: Why, names: Names) -> list[tuple[str, str]]:
    """Points of multipliers with a limit of their own, what bonuses give, and what was spent
    before."""
    found = []
    for rule_id, milli, points in why.get("capped", ()):
        english, chinese = name_of(names, rule_id, "rule/")
        factor = f"{milli / 1000:g}"
        found.append(
            (f"{english} × {factor}: {points} more", f"{chinese} × {factor}：加 {points} 點")
        )
    for rule_id, points, times in why.get("bonuses", ()):
        english, chinese = name_of(names, rule_id, "rule/")
        often = f" × {times}" if times > 1 else ""
        found.append((f"{english}: +{points}{often}", f"{chinese}：+{points} 點{often}"))
    for rule_id, reward_id, times in why.get("gifts", ()):
        english, chinese = name_of(names, rule_id, "rule/")
        gift_en, gift_zh = name_of(names, reward_id, "reward/")
        often = f" × {times}" if times > 1 else ""
        found.append((f"{english}: {gift_en}{often}", f"{chinese}：贈 {gift_zh}{often}"))
    for rule_id, draw_id, entries, times in why.get("draw_entries", ()):
        english, chinese = name_of(names, rule_id, "rule/")
        draw_en, draw_zh = name_of(names, draw_id, "draw/")
        count = entries * times
        word = "entry" if count == 1 else "entries"
        found.append(
            (
                f"{english}: {count} {word} in {draw_en}",
                f"{chinese}：「{draw_zh}」抽獎券 {count} 張",
            )
        )
    for rule_id, minor in why.get("cash_back", ()):
        english, chinese = name_of(names, rule_id, "rule/")
        money = money_text(minor, why["currency"])
        found.append((f"{english}: {money} back", f"{chinese}：回饋 {money}"))
    for rule_id in why.get("spent", ()):
        english, chinese = name_of(names, rule_id, "rule/")
        found.append(
            (
                f"{english}: nothing left of what all members together may have",
                f"{chinese}：全體會員的額度已用完",
            )
        )
    return found


def _rounding(why: Why) -> list[tuple[str, str]]:
    words = {"up": ("rounded up", "無條件進位"), "nearest": ("rounded", "四捨五入")}
    return [words[why["rounding"]]] if why.get("rounding") else []


def _afterwards(why: Why, names: Names) -> tuple[str, str]:
    english = chinese = ""
    if why.get("state") == "pending":
        english, chinese = " Waiting for payment.", "等待付款。"
    for group_id, units in why.get("groups", ()):
        name_en, name_zh = name_of(names, f"group:{group_id}", "rule/")
        english += f" {name_en}: joins with {units} piece{'' if units == 1 else 's'}."
        chinese += f"{name_zh}：參團 {units} 件。"
    if "held_until" in why:
        until = why["held_until"]
        english += (
            f" Usable from {until}." if until else " Usable some days after it is handed over."
        )
        chinese += f"{until} 起可使用。" if until else "商品交付數日後可使用。"
    moves = moved(why, names)
    english, chinese = english + moves["en"], chinese + moves["zh-Hant"]
    if why.get("excused"):
        english += f" {why['excused']} points had expired and are not asked back."
        chinese += f"其中 {why['excused']} 點已到期，不再追回。"
    if why.get("revived"):
        english += f" {why['revived']} points that had ended before it was heard of are back."
        chinese += f"先前已到期的 {why['revived']} 點已恢復。"
    if why.get("released"):
        english += f" With them come {why['released']} points that a returned code had kept back."
        chinese += f"並退還先前退回優惠碼時保留的 {why['released']} 點。"
    if why.get("forgiven"):
        english += f" {why['forgiven']} points already spent are forgiven."
        chinese += f"其中 {why['forgiven']} 點已使用，予以免除。"
    return english, chinese
