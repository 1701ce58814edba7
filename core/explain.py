"""The why of an entry in a sentence, in English and Traditional Chinese.

Written from the figures an entry keeps, so it reads the same years later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.explain_standing import moved, standing
from core.money import to_major

Text = dict[str, str]

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "TWD": "NT$", "JPY": "¥", "HKD": "HK$", "SGD": "S$"}


def money(minor: int, currency: str) -> str:
    """ "NT$2,500" or "$12.50": cents only where there are any."""
    major = to_major(minor, currency)
    whole, _, cents = major.partition(".")
    shown = f"{int(whole):,}" + (f".{cents}" if cents.strip("0") else "")
    return f"{_SIGNS.get(currency, currency + ' ')}{shown}"


def explain(entry: Mapping[str, Any], tier_names: Mapping[str, Mapping[str, str]]) -> Text:
    """Sentences for an entry (`kind`, `points`, `pending`, `source`, `why`). `tier_names` maps
    tier ids to their names by language."""
    why = entry["why"]
    if entry["source"]["type"] == "order":
        return _order(entry, why, tier_names)
    return _other(entry, why, tier_names)


def _order(
    entry: Mapping[str, Any], why: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]
) -> Text:
    order = entry["source"]["id"]
    reason = why["reason"]
    if reason == "no_rate":
        return {
            "en": f"Order {order}: no points, because the program has no rate for "
            f"{why['currency']}.",
            "zh-Hant": f"訂單 {order}：沒有點數，"
            f"因為會員方案沒有設定 {why['currency']} 的累點比率。",
        }
    if reason == "nothing_eligible":
        return {
            "en": f"Order {order}: no points, because nothing in it earns points "
            "(gift cards and excluded products do not).",
            "zh-Hant": f"訂單 {order}：沒有點數，"
            "因為訂單內沒有可累點的商品（禮物卡及排除商品不累點）。",
        }
    if reason == "deleted":
        return {
            "en": f"Order {order} was removed in the store, so its points went back.",
            "zh-Hant": f"訂單 {order} 已在商店中刪除，點數隨之收回。",
        }
    if reason == "moved":
        return {
            "en": f"Order {order} now belongs to another customer, and its points with it.",
            "zh-Hant": f"訂單 {order} 已改屬另一位顧客，點數一併移轉。",
        }
    return _sum(entry, why, names, order)


def _sum(
    entry: Mapping[str, Any],
    why: Mapping[str, Any],
    names: Mapping[str, Mapping[str, str]],
    order: str,
) -> Text:
    state = why["state"]
    basis = money(why["basis_minor"], why["currency"])
    factor = f"{why['multiplier_milli'] / 1000:g}"
    rates_en = " + ".join(
        f"{points} per {money(per, why['currency'])}" for _, points, per in why["rules"]
    )
    rates_zh = "＋".join(
        f"每 {money(per, why['currency'])} 得 {points} 點" for _, points, per in why["rules"]
    )
    tier = names.get(why["tier"], {})
    tier_en, tier_zh = tier.get("en", why["tier"]), tier.get("zh-Hant", why["tier"])
    returned_en = returned_zh = ""
    if why.get("refunded_minor"):
        back = money(why["refunded_minor"], why["currency"])
        returned_en, returned_zh = f" after {back} returned", f"（已扣除退款 {back}）"
    en = (
        f"Order {order}: {basis} net of tax and shipping{returned_en}, {rates_en}, "
        f"{tier_en} × {factor}."
    )
    zh = f"訂單 {order}：未稅、不含運費 {basis}{returned_zh}，{rates_zh}，{tier_zh} × {factor}。"
    if state == "pending":
        en, zh = en + " Waiting for payment.", zh + "等待付款。"
    elif state == "void":
        en = f"Order {order} was cancelled or fully refunded, so its points went back."
        zh = f"訂單 {order} 已取消或全額退款，點數隨之收回。"
    moves = moved(why, names)
    en, zh = en + moves["en"], zh + moves["zh-Hant"]
    if why.get("excused"):
        en += f" {why['excused']} points had expired and are not asked back."
        zh += f"其中 {why['excused']} 點已到期，不再追回。"
    if why.get("forgiven"):
        en += f" {why['forgiven']} points already spent are forgiven."
        zh += f"其中 {why['forgiven']} 點已使用，予以免除。"
    return {"en": en, "zh-Hant": zh}


def _other(
    entry: Mapping[str, Any], why: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]
) -> Text:
    kind, points = entry["kind"], abs(entry["points"])
    reason = why.get("reason", kind)
    texts: dict[str, Text] = {
        "redeem": {"en": f"Redeemed {points} points.", "zh-Hant": f"兌換使用 {points} 點。"},
        "used_after_return": {
            "en": f"The code was used after its {points} points had been returned.",
            "zh-Hant": f"優惠碼在退回 {points} 點之後被使用。",
        },
        "given_back": {
            "en": f"An unused code was given back for {points} points.",
            "zh-Hant": f"退回未使用的優惠碼，取回 {points} 點。",
        },
        "no_code": {
            "en": f"The store could not make the code, so {points} points came back.",
            "zh-Hant": f"商店無法建立優惠碼，{points} 點已退回。",
        },
        "adjust": {
            "en": "Adjusted by the store" + (f": {why['note']}" if why.get("note") else "."),
            "zh-Hant": "商店調整" + (f"：{why['note']}" if why.get("note") else "。"),
        },
        "expire": {"en": f"{points} points expired.", "zh-Hant": f"{points} 點已到期。"},
        "join_in": {
            "en": "Joined with your other purchases.",
            "zh-Hant": "已與您的其他購買紀錄合併。",
        },
        "join_out": {
            "en": "Moved to the joined account.",
            "zh-Hant": "已移轉至合併後的帳號。",
        },
        "erase": {"en": "The member was erased.", "zh-Hant": "會員資料已刪除。"},
    }
    return texts.get(reason) or standing(why, names) or {"en": reason, "zh-Hant": reason}
