"""The why of an entry in a sentence, in English and Traditional Chinese.

Written from the figures an entry keeps, so it reads the same years later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.explain_awards import awarded, entered
from core.explain_order import order_text
from core.explain_standing import standing
from core.program.model import Program
from core.wording import Names, Text


def names_of(program: Program) -> Names:
    """The names that sentences use, by the ids that entries keep: of tiers, of rules under
    "rule/id", of rewards under "reward/id", of draws under "draw/id"."""
    rules = {f"rule/{one.id}": one.names for one in program.earning.multipliers}
    rules |= {f"rule/{one.id}": one.names for one in program.earning.bonuses}
    rules |= {f"rule/{one.rule}": one.names for one in program.groups}
    if program.referral is not None:
        rules[f"rule/{program.referral.id}"] = program.referral.names
    rules |= {f"rule/{one.id}": one.names for one in program.events}
    rules |= {f"rule/{one.id}": one.names for one in program.surveys}
    rules |= {f"rule/{one.id}": one.names for one in program.actions}
    rules |= {f"rule/{one.rule}": one.names for one in program.channels}
    rules |= {f"reward/{one.id}": one.names for one in program.rewards}
    for draw in program.draws:
        rules |= {f"draw/{draw.id}": draw.names, f"rule/{draw.rule}": draw.names}
    return {tier.id: tier.names for tier in program.tiers} | rules


def explain(entry: Mapping[str, Any], names: Names) -> Text:
    """Sentences for an entry (`kind`, `points`, `pending`, `source`, `why`); `names` as names_of
    gives them."""
    why = entry["why"]
    if entry["source"]["type"] == "order":
        return order_text(entry, why, names)
    if entry["source"]["type"] == "award":
        return awarded(entry, why, names)
    if entry["source"]["type"] == "draw":
        return entered(why, names)
    return _other(entry, why, names)


def _other(entry: Mapping[str, Any], why: Mapping[str, Any], names: Names) -> Text:
    kind, points = entry["kind"], abs(entry["points"])
    reason = why.get("reason", kind)
    texts: dict[str, Text] = {
        "redeem": _redeemed(points, why),
        "used_after_return": {
            "en": f"The code was used after its {points} points had been returned.",
            "zh-Hant": f"優惠碼在退回 {points} 點之後被使用。",
        },
        "given_back": _given_back(points, why.get("kind", "code")),
        "undone": {
            "en": f"What was redeemed at the counter was undone: {points} points came back.",
            "zh-Hant": f"已取消現場兌換，{points} 點已退回。",
        },
        "order_refunded": {
            "en": f"The order that used the code was refunded, so its {points} points came back.",
            "zh-Hant": f"使用此優惠碼的訂單已退款，{points} 點已退回。",
        },
        "best_before": {
            "en": f"Goods were not fetched by {why.get('best_before')}, the best-before day of "
            f"batch {why.get('batch')}, so {points} points came back.",
            "zh-Hant": f"商品未於批次 {why.get('batch')} 的賞味期限 {why.get('best_before')} "
            f"前領取，{points} 點已退回。",
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
    text = texts.get(reason) or standing(why, names) or {"en": reason, "zh-Hant": reason}
    if kind == "return" and why.get("forgiven"):
        kept = why["forgiven"]
        text = {
            "en": f"{text['en']} A refund had forgiven {kept} more, which do not come back.",
            "zh-Hant": f"{text['zh-Hant']}另有 {kept} 點已於退款時免除，不再退回。",
        }
    return text


def _given_back(points: int, kind: str) -> Text:
    if not points:
        return {
            "en": "A gift that was not used was taken back.",
            "zh-Hant": "已收回尚未使用的贈品。",
        }
    if kind == "experience":
        return {
            "en": f"An experience that had not taken place was given back for {points} points.",
            "zh-Hant": f"取消尚未進行的體驗服務，取回 {points} 點。",
        }
    if kind == "goods":
        return {
            "en": f"Goods that had not been handed over were given back for {points} points.",
            "zh-Hant": f"取消尚未領取的商品，取回 {points} 點。",
        }
    if kind == "gift_card":
        return {
            "en": f"An unused gift card was given back for {points} points.",
            "zh-Hant": f"退回未使用的禮物卡，取回 {points} 點。",
        }
    return {
        "en": f"An unused code was given back for {points} points.",
        "zh-Hant": f"退回未使用的優惠碼，取回 {points} 點。",
    }


def _redeemed(points: int, why: Mapping[str, Any]) -> Text:
    """By what the points became; a discount code where nothing else is said."""
    text = _became(points, why.get("kind", "code"))
    if "batch" not in why:
        return text
    batch, day = why["batch"], why["best_before"]
    return {
        "en": f"{text['en']} From batch {batch}, best before {day}.",
        "zh-Hant": f"{text['zh-Hant']}批次 {batch}，賞味期限 {day}。",
    }


def _became(points: int, kind: str) -> Text:
    return {
        "store_credit": {
            "en": f"Redeemed {points} points for store credit.",
            "zh-Hant": f"以 {points} 點兌換購物金。",
        },
        "gift_card": {
            "en": f"Redeemed {points} points for a gift card.",
            "zh-Hant": f"以 {points} 點兌換禮物卡。",
        },
        "bundle": {
            "en": f"Redeemed {points} points for a product and an amount off.",
            "zh-Hant": f"以 {points} 點兌換商品及折抵金額。",
        },
        "goods": {
            "en": f"Redeemed {points} points for goods.",
            "zh-Hant": f"以 {points} 點兌換商品。",
        },
        "experience": {
            "en": f"Redeemed {points} points for an experience.",
            "zh-Hant": f"以 {points} 點兌換體驗服務。",
        },
        "donation": {
            "en": f"Gave {points} points to a good cause.",
            "zh-Hant": f"以 {points} 點捐贈公益。",
        },
        "counter": {
            "en": f"Redeemed {points} points in the shop.",
            "zh-Hant": f"於門市兌換使用 {points} 點。",
        },
        "voucher": {
            "en": f"Redeemed {points} points for a partner's voucher.",
            "zh-Hant": f"以 {points} 點兌換合作夥伴票券。",
        },
    }.get(kind) or {"en": f"Redeemed {points} points.", "zh-Hant": f"兌換使用 {points} 點。"}
