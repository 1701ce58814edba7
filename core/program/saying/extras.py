"""Multipliers and bonuses, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.program.saying.awards import given
from core.program.saying.base import Part, Said, all_names, money, named, one_of, points, text
from core.program.saying.conditions import TierNames, matched, window
from core.program.saying.limits import for_all
from core.program.saying.segments import audience
from core.wording import Text

_STACKING = {
    "best": text(
        "Where several multipliers fit, the tier's among them, only the highest counts.",
        "同時符合多個倍數（含等級倍數）時，只計最高者。",
    ),
    "sum": text(
        "Where several multipliers fit, what each gives beyond the points is added up.",
        "同時符合多個倍數（含等級倍數）時，各自的加成相加。",
    ),
    "product": text(
        "Where several multipliers fit, they multiply each other, the tier's as well.",
        "同時符合多個倍數（含等級倍數）時，倍數相乘。",
    ),
}


def multipliers(part: Part, tiers: TierNames, currency: str) -> Iterator[Said]:
    """The part `earning.multipliers`, and how they stack where there are any."""
    rows: list[Part] = part.get("multipliers") or []
    for row in rows:
        yield Said(
            f"multiplier {row['id']}",
            row.where,
            "earning",
            named(row["name"]),
            _multiplier(row, tiers, currency),
            all_names(row["name"]),
        )
    stated = "stacking" in part
    stacking = part.choice("stacking", _STACKING) if stated else _STACKING["product"]
    if rows and stacking is not None:
        label = text("Several multipliers", "多個倍數")
        yield Said("stacking", part.place("stacking"), "earning", label, stacking)


def _multiplier(row: Part, tiers: TierNames, currency: str) -> Text:
    factor, what = row["factor"], matched(row.get("match"))
    who, days = audience(row, tiers), window(row.get("window"))
    first, cap, total = row.get("new_members"), row.get("cap"), for_all(row, currency)
    en = f"{factor} × the points"
    en += f" for {what['en']}" if what["en"] else ""
    en += " on the first order" if first else ""
    en += f" for {who['en']}" if who["en"] else ""
    en += days["en"]
    en += f", at most {points(cap)['en']} more for one member" if cap else ""
    en += total["en"]
    zh = [
        days["zh-Hant"],
        f"限{who['zh-Hant']}" if who["zh-Hant"] else "",
        "限首筆訂單" if first else "",
        f"限{what['zh-Hant']}" if what["zh-Hant"] else "",
        f"點數 × {factor}",
        f"每人最多多得 {points(cap)['zh-Hant']}" if cap else "",
        total["zh-Hant"],
    ]
    return text(f"{en}.", "，".join(filter(None, zh)) + "。")


def bonuses(part: Part, tiers: TierNames, currency: str) -> Iterator[Said]:
    """The part `earning.bonuses`. A kind that _BONUSES lacks says nothing."""
    rows: list[Part] = part.get("bonuses") or []
    for row in rows:
        say = row.choice("kind", _BONUSES)
        if say is None:
            continue
        yield Said(
            f"bonus {row['id']}",
            row.where,
            "earning",
            named(row["name"]),
            _bonus(row, say(row), tiers, currency),
            all_names(row["name"]),
        )


def _bonus(row: Part, what: Text, tiers: TierNames, currency: str) -> Text:
    count, times, total = _gives(row, tiers), row.get("times"), for_all(row, currency)
    who, days = audience(row, tiers), window(row.get("window"))
    gives = count["zh-Hant"] if row["kind"] == "cash_back" else f"送 {count['zh-Hant']}"
    en = f"{count['en']} for {what['en']}"
    en += f" by {who['en']}" if who["en"] else ""
    en += days["en"]
    en += f", at most {times} time{'' if times == 1 else 's'} for one member" if times else ""
    en += total["en"]
    zh = [
        days["zh-Hant"],
        f"限{who['zh-Hant']}" if who["zh-Hant"] else "",
        f"{what['zh-Hant']}，{gives}",
        f"每人最多 {times} 次" if times else "",
        total["zh-Hant"],
    ]
    return text(f"{en}.", "，".join(filter(None, zh)) + "。")


def _gives(row: Part, names: TierNames) -> Text:
    gift = given(row, names)
    if row["kind"] != "cash_back":
        return gift
    rates = [(row["percent"], text("", ""))]
    rates += [
        (one, names.get(tier_id) or text(tier_id, tier_id))
        for tier_id, one in (row.get("tier_percent") or {}).items()
    ]
    en = ", ".join(f"{one}%" + (f" for {who['en']}" if who["en"] else "") for one, who in rates)
    zh = "、".join(f"{who['zh-Hant']} {one}%".strip() for one, who in rates)
    return text(f"{en} back as {gift['en']}", f"回饋 {zh}（{gift['zh-Hant']}）")


def _cash_back(row: Part) -> Text:
    return text("every order, of what it comes to", "每筆訂單依金額")


def _first_order(row: Part) -> Text:
    return text("the first order", "首筆訂單")


def _order_above(row: Part) -> Text:
    least = one_of([money(amount, code) for code, amount in row["above"].items()])
    return text(f"an order of {least['en']} or more", f"訂單滿 {least['zh-Hant']}")


def _product(row: Part) -> Text:
    what = matched(row.get("match"))
    return text(f"each piece bought of {what['en']}", f"每購買一件{what['zh-Hant']}")


def _first_from(row: Part) -> Text:
    what = matched(row.get("match"))
    return text(f"the first purchase from {what['en']}", f"首次購買{what['zh-Hant']}")


def _stamps(row: Part) -> Text:
    what, every = matched(row.get("match")), row["every"]
    return text(
        f"every {every} pieces bought of {what['en']}, over all orders",
        f"跨訂單累計每購買 {every} 件{what['zh-Hant']}",
    )


def _frequency(row: Part) -> Text:
    within = row["within"]
    days, months = within.get("days"), within.get("months")
    count = days or months
    unit = ("day", "天") if days else ("month", "個月")
    return text(
        f"every {row['orders']} orders within {count} {unit[0]}{'' if count == 1 else 's'}",
        f"{count} {unit[1]}內每消費滿 {row['orders']} 次",
    )


_BONUSES: dict[str, Callable[[Part], Text]] = {
    "first_order": _first_order,
    "order_above": _order_above,
    "product": _product,
    "first_from": _first_from,
    "stamps": _stamps,
    "cash_back": _cash_back,
    "frequency": _frequency,
}
