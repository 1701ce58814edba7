"""Rewards, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.program.saying.base import Part, Said, all_names, all_of, money, named, points, text
from core.program.saying.conditions import TierNames, day, matched, span
from core.program.saying.segments import audience
from core.wording import Text

_BESIDE = {
    "order": text("order", "訂單"),
    "product": text("product", "商品"),
    "shipping": text("shipping", "運費"),
}


def rewards(part: list[Part], currency: str, tiers: TierNames) -> Iterator[Said]:
    """The part `rewards` of a document. A kind that _KINDS lacks says nothing."""
    for reward in part:
        give = reward.choice("kind", _KINDS)
        if give is None:
            continue
        cost, gift = points(reward["points"]), give(reward, currency)
        terms = _terms(reward, currency, tiers)
        yield Said(
            f"reward {reward['id']}",
            reward.where,
            "rewards",
            named(reward["name"]),
            text(
                f"{cost['en']} can be exchanged for {gift['en']}{terms['en']}.",
                f"{cost['zh-Hant']}可兌換{gift['zh-Hant']}{terms['zh-Hant']}。",
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


def _amount(reward: Part, currency: str) -> Text:
    value = money(reward["value"], currency)
    least, most = reward.get("min_points"), reward.get("max_points")
    en, zh = f"{value} off an order, as many times as the member likes", f" {value}，可一次多份折抵"
    if least:
        en, zh = f"{en}, from {points(least)['en']} on", f"{zh}，最少 {points(least)['zh-Hant']}"
    if most:
        en, zh = f"{en}, up to {points(most)['en']}", f"{zh}，最多 {points(most)['zh-Hant']}"
    return text(en, zh)


def _product(reward: Part, currency: str) -> Text:
    what, value = matched({"products": reward["products"]}), money(reward["value"], currency)
    price = reward.get("price")
    if price and float(price):
        paid = money(price, currency)
        return text(
            f"{what['en']} (worth {value}) at {paid}",
            f"{what['zh-Hant']}的加購價 {paid}（價值 {value}）",
        )
    return text(
        f"a free piece of {what['en']} (worth {value})", f"{what['zh-Hant']}（價值 {value}）"
    )


def _bundle(reward: Part, currency: str) -> Text:
    product, value = _product(reward, currency), money(reward["amount"], currency)
    return text(
        f"{product['en']} and {value} off the order", f"{product['zh-Hant']}及訂單折抵 {value}"
    )


def _store_credit(reward: Part, currency: str) -> Text:
    value = money(reward["value"], currency)
    return text(f"{value} of store credit", f" {value} 的購物金")


def _gift_card(reward: Part, currency: str) -> Text:
    value = money(reward["value"], currency)
    return text(f"a gift card of {value}", f"一張 {value} 的禮物卡")


def _goods(reward: Part, currency: str) -> Text:
    what = named(reward["name"])
    return text(f"“{what['en']}”, handed over by the store", f"「{what['zh-Hant']}」，由商店交付")


def _experience(reward: Part, currency: str) -> Text:
    what = named(reward["name"])
    return text(f"“{what['en']}”, arranged with the store", f"「{what['zh-Hant']}」，由商店安排")


def _donation(reward: Part, currency: str) -> Text:
    value = money(reward["value"], currency)
    return text(f"a donation of {value}", f" {value} 的捐款")


def _voucher(reward: Part, currency: str) -> Text:
    return text("a partner's voucher", "一張合作夥伴的優惠券")


_KINDS: dict[str, Callable[[Part, str], Text]] = {
    "fixed": _fixed,
    "percent": _percent,
    "free_shipping": _free_shipping,
    "amount": _amount,
    "product": _product,
    "experience": _experience,
    "donation": _donation,
    "voucher": _voucher,
    "bundle": _bundle,
    "store_credit": _store_credit,
    "gift_card": _gift_card,
    "goods": _goods,
}


def _terms(reward: Part, currency: str, tiers: TierNames) -> Text:
    """Everything that limits a reward, each as a clause."""
    found: list[Text] = []
    if reward.get("minimum"):
        least = money(reward["minimum"], currency)
        found.append(text(f" of {least} or more", f"，訂單須滿 {least}"))
    scope = {name: reward.get(name) for name in ("products", "collections")}
    own = reward["kind"] in ("product", "bundle")
    what = matched(scope) if not own else text("", "")
    if what["en"]:
        found.append(text(f", on {what['en']} alone", f"，限{what['zh-Hant']}"))
    who = audience(reward, tiers)
    if who["en"]:
        found.append(text(f", by {who['en']}", f"，限{who['zh-Hant']}"))
    days = span(reward)
    if days["en"]:
        found.append(text(f",{days['en']}", f"，{days['zh-Hant']}"))
    limit = reward.get("limit_per_member")
    if limit:
        times = "once" if limit == 1 else f"{limit} times"
        found.append(text(f", at most {times} by each member", f"，每人最多 {limit} 次"))
    stock = reward.get("stock")
    if stock is not None:
        found.append(text(f", {stock:,} in all", f"，全部共 {stock:,} 份"))
    batches = [_batch(one) for one in reward.get("batches") or []]
    if batches:
        en = all_of([one["en"] for one in batches])["en"]
        zh = all_of([one["zh-Hant"] for one in batches])["zh-Hant"]
        found.append(text(f", {en}", f"，{zh}"))
    found += _code(reward)
    if reward.get("paused"):
        found.append(text("; paused, nobody can redeem it", "；暫停兌換中"))
    return text("".join(one["en"] for one in found), "".join(one["zh-Hant"] for one in found))


def _batch(batch: Part) -> Text:
    stock, best = batch["stock"], day(batch["best_before"])
    return text(
        f"{stock:,} of batch {batch['id']} to be had by {best['en']}",
        f"批次 {batch['id']} 共 {stock:,} 份（賞味期限 {best['zh-Hant']}）",
    )


def _code(reward: Part) -> Iterator[Text]:
    days = reward.get("code_days")
    kept = reward["kind"] in ("store_credit", "gift_card", "goods")
    if days:
        what, several = "valid" if kept else "with a code valid", "" if days == 1 else "s"
        yield text(
            f", {what} for {days:,} day{several}",
            f"，{'' if kept else '優惠碼'}效期 {days:,} 天",
        )
    kinds = [_BESIDE[kind] for kind in reward.get("combines") or []]
    if kinds:
        en = all_of([one["en"] for one in kinds])["en"]
        zh = all_of([one["zh-Hant"] for one in kinds])["zh-Hant"]
        yield text(f", beside other {en} discounts", f"，可與其他{zh}折扣併用")
