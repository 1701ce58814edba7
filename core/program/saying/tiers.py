"""Tiers, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.money import to_minor
from core.program.saying.base import (
    Part,
    Said,
    all_names,
    all_of,
    money,
    named,
    one_of,
    points,
    text,
)
from core.program.saying.conditions import TierNames, matched, month
from core.program.saying.perks import perks
from core.wording import Text

_Amounts = Callable[[list[str]], Text]


def tier_names(part: list[Part]) -> TierNames:
    """Names of all tiers by their ids, for rules that are for some of them."""
    return {tier["id"]: named(tier["name"]) for tier in part}


def tiers(part: list[Part], currency: str, rules: Part | None) -> Iterator[Said]:
    """The part `tiers` of a document, under its `tier_rules`."""
    within = _within(rules)
    for tier in part:
        name, factor = named(tier["name"]), tier["multiplier"]
        way, gift = _way(tier, currency, within, rules, name), _gift(tier)
        yield Said(
            f"tier {tier['id']}",
            tier.where,
            "tiers",
            name,
            text(
                f"{way['en']} and earns {factor} × the points{gift['en']}.",
                f"{way['zh-Hant']}，點數 × {factor}{gift['zh-Hant']}。",
            ),
            all_names(tier["name"]),
        )
        if tier.get("perks"):
            yield perks(tier, name)
    if rules is not None:
        yield from _kept(rules)


def _within(rules: Part | None) -> Text:
    kind = rules.get("window", "rolling") if rules is not None else "rolling"
    months = rules.get("months", 12) if rules is not None else 12
    if kind == "calendar_year":
        return text("in a calendar year", "一個日曆年內")
    if kind == "lifetime":
        return text("in all", "累計")
    return text(f"within {months} months", f"{months} 個月內")


def _way(tier: Part, currency: str, within: Text, rules: Part | None, name: Text) -> Text:
    """How a member comes into the tier."""
    needs: list[Text] = []
    start, earned, orders = tier["from"], tier.get("points"), tier.get("orders")
    did = tier.get("participation")
    if to_minor(start, currency):
        amount = money(start, currency)
        needs.append(text(f"spends {amount}", f"消費滿 {amount}"))
    if earned:
        count = points(earned)
        needs.append(text(f"earns {count['en']}", f"獲得 {count['zh-Hant']}"))
    if orders:
        places = f"pays {orders:,} order{'' if orders == 1 else 's'}"
        needs.append(text(places, f"完成 {orders:,} 筆已付款訂單"))
    if did:
        times = f"{did:,} time{'' if did == 1 else 's'}"
        needs.append(text(f"takes part {times} in all", f"累計參與 {did:,} 次活動"))
    join: _Amounts = one_of if tier.get("need") == "any" else all_of
    club = _club(tier.get("membership"))
    if needs:
        en = join([one["en"] for one in needs])["en"]
        zh = join([one["zh-Hant"] for one in needs])["zh-Hant"]
        return text(
            f"Whoever {en} {within['en']}{' or ' + club['en'] if club else ''} is {name['en']}",
            f"{within['zh-Hant']}{zh}{'，或' + club['zh-Hant'] if club else ''}，"
            f"即為{name['zh-Hant']}",
        )
    if club:
        return text(
            f"Whoever {club['en']} is {name['en']}", f"{club['zh-Hant']}，即為{name['zh-Hant']}"
        )
    if rules is not None and rules.get("entry") == "first_paid_order":
        return text(
            f"Everybody becomes {name['en']} with the first paid order",
            f"首筆訂單付款後即為{name['zh-Hant']}",
        )
    return text(f"Everybody begins as {name['en']}", f"所有人起初為{name['zh-Hant']}")


def _club(part: Part | None) -> Text | None:
    if part is None:
        return None
    what, months = matched({"products": part["products"]}), part.get("months", 12)
    return text(
        f"has paid for {what['en']} in the last {months} months",
        f"最近 {months} 個月內購買{what['zh-Hant']}",
    )


def _gift(tier: Part) -> Text:
    reward = tier.get("entry_reward")
    if reward is None:
        return text("", "")
    count, days = points(reward["points"]), reward.get("after_days", 0)
    return text(
        f", with {count['en']} once" + (f" {days} days after entering" if days else " on entering"),
        f"，{f'加入 {days} 天後' if days else '加入時'}送 {count['zh-Hant']}一次",
    )


_DOWN = {
    "straight": text(
        "Whoever no longer meets a tier goes to the one that is met, at the review.",
        "不再符合等級條件者，於審查時降至符合的等級。",
    ),
    "one_step": text(
        "Whoever no longer meets a tier goes down one step at each review.",
        "不再符合等級條件者，每次審查降一級。",
    ),
    "never": text("A tier once reached is never lost.", "達到的等級永久保留。"),
}


def _kept(rules: Part) -> Iterator[Said]:
    down = rules.choice("down", _DOWN) if "down" in rules else None
    if down is not None:
        label = text("Losing a tier", "降級")
        yield Said("tiers down", rules.place("down"), "tiers", label, down)
    reviews, grace = rules.get("reviews"), rules.get("grace_days", 0)
    if not reviews and not grace:
        return
    months = [month(one) for one in sorted(reviews or [])]
    en = f"on the 1st of {all_of([one['en'] for one in months])['en']}" if months else "each month"
    zh = (
        f"每年 {all_of([one['zh-Hant'] for one in months])['zh-Hant']}的 1 日" if months else "每月"
    )
    late = text(f", {grace} days later", f"，寬限 {grace} 天") if grace else text("", "")
    yield Said(
        "tier reviews",
        rules.place("reviews"),
        "tiers",
        text("Reviews", "等級審查"),
        text(f"Tiers are reviewed {en}{late['en']}.", f"等級於{zh}審查{late['zh-Hant']}。"),
    )
