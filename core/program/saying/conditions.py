"""When, on what and for whom a rule holds, as clauses of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from core.program.saying.base import Part, all_of, one_of, text
from core.wording import Text

TierNames = Mapping[str, Text]
NOTHING: Text = {"en": "", "zh-Hant": ""}

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEEKDAYS = (
    *(("Mondays", "週一"), ("Tuesdays", "週二"), ("Wednesdays", "週三"), ("Thursdays", "週四")),
    *(("Fridays", "週五"), ("Saturdays", "週六"), ("Sundays", "週日")),
)
# What lines of an order are told by, with the words for one of them and for several.
_MATCHED = {
    "products": ("product", "products", "商品"),
    "collections": ("collection", "collections", "商品系列"),
    "tags": ("tag", "tags", "標籤"),
    "vendors": ("vendor", "vendors", "品牌"),
}
FESTIVALS = {
    "lunar_new_year": text("Lunar New Year", "農曆春節"),
    "lantern": text("the Lantern Festival", "元宵節"),
    "dragon_boat": text("the Dragon Boat Festival", "端午節"),
    "qixi": text("the Qixi Festival", "七夕"),
    "ghost": text("the Ghost Festival", "中元節"),
    "mid_autumn": text("the Mid-Autumn Festival", "中秋節"),
    "double_ninth": text("the Double Ninth Festival", "重陽節"),
}
_FESTIVAL_DAYS_SHOWN = 2


def day(iso: str) -> Text:
    """ "2026-12-31" as people write it."""
    on = date.fromisoformat(iso)
    return text(
        f"{on.day} {_MONTHS[on.month - 1]} {on.year}", f"{on.year} 年 {on.month} 月 {on.day} 日"
    )


def month(number: int) -> Text:
    """A month of the year by its number."""
    return text(_MONTHS[number - 1], f"{number} 月")


def span(part: Part) -> Text:
    """ " from 1 December 2026 to 31 December 2026"; what of `from` and `until` there is."""
    first, last = part.get("from"), part.get("until")
    since, till = (day(one) if one else None for one in (first, last))
    if since and till:
        return text(
            f" from {since['en']} to {till['en']}",
            f"{since['zh-Hant']}至 {till['zh-Hant']}",
        )
    if since:
        return text(f" from {since['en']} on", f"{since['zh-Hant']}起")
    if till:
        return text(f" until {till['en']}", f"{till['zh-Hant']}前（含當日）")
    return NOTHING


def window(part: Part | None) -> Text:
    """The days on which a rule holds."""
    if part is None:
        return NOTHING
    found = [span(part), *_festive(part)]
    if part.get("weekdays"):
        names = [_WEEKDAYS[one - 1] for one in part["weekdays"]]
        found.append(
            text(
                f" on {all_of([en for en, _ in names])['en']}",
                f"每{all_of([zh for _, zh in names])['zh-Hant']}",
            )
        )
    if part.get("month_days"):
        days = [str(one) for one in part["month_days"]]
        found.append(
            text(
                f" on day {all_of(days)['en']} of the month",
                f"每月 {all_of(days)['zh-Hant']} 日",
            )
        )
    zh = "，".join(one["zh-Hant"] for one in found if one["zh-Hant"])
    return text("".join(one["en"] for one in found), zh)


def matched(part: Mapping[str, Any] | None) -> Text:
    """ "products 7 and 9, collection 3 or sale items"; empty when a rule is about everything."""
    found = [
        (one if len(part[name]) == 1 else several, zh, all_of(sorted(map(str, part[name]))))
        for name, (one, several, zh) in _MATCHED.items()
        if part and part.get(name)
    ]
    on_sale = bool(part and part.get("sale_items"))
    if not found and not on_sale:
        return NOTHING
    en = [f"{word} {items['en']}" for word, _, items in found]
    zh = [f"{word} {items['zh-Hant']}" for _, word, items in found]
    if on_sale:
        en, zh = [*en, "sale items"], [*zh, "特價商品"]
    return text(one_of(en)["en"], one_of(zh)["zh-Hant"])


def members_of(ids: Sequence[str], names: TierNames) -> Text:
    """ "members of Silver or Gold"; empty for everybody."""
    if not ids:
        return NOTHING
    known = [names.get(one) or text(one, one) for one in ids]
    en, zh = one_of([one["en"] for one in known]), one_of([one["zh-Hant"] for one in known])
    whose = zh["zh-Hant"]
    return text(f"members of {en['en']}", whose if whose.endswith("會員") else f"{whose}會員")


def _festive(window: Part) -> Iterator[Text]:
    """ " at the Mid-Autumn Festival (15 September 2027, 3 October 2028 and so on until 2036)"; the
    first day that a document keeps is over."""
    name = window.choice("festival", FESTIVALS) if window.get("festival") else None
    if name is None:
        return
    around = _around(window.get("days_before") or 0, window.get("days_after") or 0, name)
    days = window.get("dates") or []
    shown = [day(one) for one in days[1 : 1 + _FESTIVAL_DAYS_SHOWN]]
    last = days[-1][:4] if len(days) > 1 + _FESTIVAL_DAYS_SHOWN else ""
    en = ", ".join(one["en"] for one in shown) + (f" and so on until {last}" if last else "")
    zh = "、".join(one["zh-Hant"] for one in shown) + (f"，直到 {last} 年" if last else "")
    yield text(f"{around['en']} ({en})", f"{around['zh-Hant']}（{zh}）") if shown else around


def _around(before: int, after: int, name: Text) -> Text:
    en = [f"{count} day{'' if count == 1 else 's'}" for count in (before, after)]
    zh = name["zh-Hant"]
    if before and after:
        return text(
            f" from {en[0]} before {name['en']} to {en[1]} after it",
            f"{zh}前 {before} 天至後 {after} 天",
        )
    if before:
        return text(f" from {en[0]} before {name['en']} to its day", f"{zh}前 {before} 天至當日")
    if after:
        return text(f" from {name['en']} to {en[1]} after it", f"{zh}當日至後 {after} 天")
    return text(f" at {name['en']}", f"{zh}當日")
