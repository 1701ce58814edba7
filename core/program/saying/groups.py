"""Group purchases, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from core.program.saying.awards import GiftNames, given
from core.program.saying.base import Part, Said, all_names, money, named, one_of, text
from core.program.saying.conditions import NOTHING, day, matched
from core.wording import Text


def groups(rows: list[Part], currency: str, gifts: GiftNames) -> Iterator[Said]:
    """The part `groups` of a document."""
    for row in rows:
        yield _said(row, "", _event(row, currency, gifts), all_names(row["name"]))
        yield _said(row, "days", _days(row))
        yield _said(row, "joining", _joining(row))
        early = row.get("early_bird")
        if early:
            yield _said(row, "early", _early(early, currency, gifts))
        yield _said(row, "lost", _lost(row))
        if row.get("missed_award"):
            gift = given(row["missed_award"], gifts)
            yield _said(
                row,
                "missed",
                text(
                    f"If the target is missed, everybody who joined gets {gift['en']}.",
                    f"未達標時，參團者可得 {gift['zh-Hant']}。",
                ),
            )
        if row.get("organiser"):
            yield _said(row, "organiser", _organiser(row["organiser"], gifts))


_LABELS = {
    "": NOTHING,
    "days": text(" · days", " · 檔期"),
    "joining": text(" · who joins", " · 參團條件"),
    "early": text(" · early birds", " · 早鳥"),
    "lost": text(" · returns", " · 退貨"),
    "missed": text(" · target missed", " · 未達標"),
    "organiser": text(" · organiser", " · 團主"),
}


def _said(row: Part, about: str, sentence: Text, names: str = "") -> Said:
    name, more = named(row["name"]), _LABELS[about]
    label = {code: name[code] + more[code] for code in name}
    key = f"group {row['id']} {about}".strip()
    return Said(key, row.where, "earning", label, sentence, names)


def _event(row: Part, currency: str, gifts: GiftNames) -> Text:
    gift, target = given(row["award"], gifts), row["target"]
    if target.get("units"):
        count = target["units"]
        goal = text(f"{count:,} piece{'' if count == 1 else 's'}", f"{count:,} 件")
    else:
        sum_ = money(target["amount"], currency)
        goal = text(sum_, sum_)
    return text(
        f"Everybody who joins gets {gift['en']} once, when all together have bought "
        f"{goal['en']} net of returns.",
        f"團購扣除退貨後達 {goal['zh-Hant']}時，每位參團者可得 {gift['zh-Hant']}一次。",
    )


def _days(row: Part) -> Text:
    first, last, wait = day(row["from"]), day(row["until"]), row.get("settle_days")
    en = f"Orders from {first['en']} to {last['en']} join"
    zh = f"{first['zh-Hant']}至 {last['zh-Hant']}的訂單可參團"
    if row.get("preview"):
        shown = day(row["preview"])
        en += f", and it is shown from {shown['en']} on"
        zh += f"，自 {shown['zh-Hant']}起預告"
    if wait:
        en += f"; payments and returns of {wait} more day{'' if wait == 1 else 's'} count"
        zh += f"，結束後 {wait} 天內的付款與退貨仍計入"
    return text(f"{en}.", f"{zh}。")


def _joining(row: Part) -> Text:
    what = matched(row.get("match"))
    ways_en, ways_zh = [], []
    if row.get("tag"):
        ways_en.append(f"have the tag {row['tag']}")
        ways_zh.append(f"帶有標籤 {row['tag']}")
    if row.get("link"):
        ways_en.append(f"came by the link {row['link']}")
        ways_zh.append(f"經由連結 {row['link']}")
    en = f"Paid orders that {one_of(ways_en)['en']} join" if ways_en else "Every paid order joins"
    zh = f"已付款且{one_of(ways_zh)['zh-Hant']} 的訂單參團" if ways_zh else "已付款的訂單皆參團"
    en += f" with its pieces of {what['en']}" if what["en"] else " with all its pieces"
    zh += f"，計入其中的{what['zh-Hant']}" if what["zh-Hant"] else "，計入全部商品"
    en = en.replace(" its ", " their ") if ways_en else en
    return text(f"{en}.", f"{zh}。")


def _early(part: Part, currency: str, gifts: GiftNames) -> Text:
    last = day(part["until"])
    en, zh = [], []
    if part.get("award"):
        gift = given(part["award"], gifts)
        en.append(f"get {gift['en']} at once, whatever becomes of the target")
        zh.append(f"立即可得 {gift['zh-Hant']}，不論是否達標")
    if part.get("price"):
        price = money(part["price"], currency)
        en.append(f"pay {price}, which is set in the store")
        zh.append(f"享早鳥價 {price}（於商店設定）")
    return text(
        f"Who orders by {last['en']} will {', and '.join(en)}.",
        f"{last['zh-Hant']}前（含當日）下單者{'，並'.join(zh)}。",
    )


def _lost(row: Part) -> Text:
    if row.get("lost", "keep") == "take_back":
        return text(
            "If returns take it below its target again, what was given is taken back until the "
            "target is reached once more.",
            "若因退貨而低於目標，已給的回饋會收回，再次達標時重新給予。",
        )
    return text(
        "If returns take it below its target again, who had joined by then keeps what was given, "
        "and who joins later gets it when the target is reached once more.",
        "若因退貨而低於目標，先前參團者保留回饋，之後參團者於再次達標時獲得。",
    )


def _organiser(part: Part, gifts: GiftNames) -> Text:
    gift = given(part["award"], gifts)
    if part.get("per", "once") == "unit":
        return text(
            f"The organiser gets {gift['en']} for each piece, after the end of an event that "
            "reached its target.",
            f"達標的團購結束後，團主每件可得 {gift['zh-Hant']}。",
        )
    return text(
        f"The organiser gets {gift['en']} once, when the target is reached.",
        f"達標時，團主可得 {gift['zh-Hant']}一次。",
    )
