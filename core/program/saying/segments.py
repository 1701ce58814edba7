"""What shoppers are asked, product sets and segments, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from core.program.saying.base import Part, Said, all_names, all_of, money, named, one_of, text
from core.program.saying.conditions import TierNames, matched, members_of
from core.program.saying.tiers import tier_names
from core.wording import Text

Names = Mapping[str, Text]
_Say = Callable[[Part, "_Known"], Text]


class _Known:
    """What conditions name, by ids."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.currency: str = whole["currency"]
        self.tiers: Names = tier_names(whole["tiers"])
        self.sets = set_names(whole)
        self.fields: Names = {one["id"]: named(one["name"]) for one in whole.get("profile", ())}
        self.options: Mapping[str, Names] = {
            one["id"]: {each["id"]: named(each["name"]) for each in one["options"]}
            for one in whole.get("profile", ())
        }


def names_of(whole: Mapping[str, Any]) -> TierNames:
    """Names of all tiers by their ids, and of segments by "segment:" and theirs, for what is for
    some of them."""
    found = {f"segment:{one['id']}": named(one["name"]) for one in whole.get("segments", ())}
    return {**tier_names(whole["tiers"]), **found}


def set_names(whole: Mapping[str, Any]) -> Names:
    """Names of all product sets by their ids."""
    return {one["id"]: named(one["name"]) for one in whole.get("product_sets", ())}


def audience(row: Part, names: TierNames) -> Text:
    """ "members of Silver in the segment “Cats”"; empty where something is for everybody."""
    who, segments = members_of(row.get("tiers") or [], names), row.get("segments") or []
    if not segments:
        return who
    known = [names[f"segment:{one}"] for one in segments]
    en = one_of([f"“{one['en']}”" for one in known])["en"]
    zh = one_of([f"「{one['zh-Hant']}」" for one in known])["zh-Hant"]
    word = "segment" if len(known) == 1 else "segments"
    return text(
        f"{who['en'] or 'members'} in the {word} {en}",
        f"屬於{zh}的{who['zh-Hant'] or '會員'}",
    )


def profile(fields: list[Part]) -> Iterator[Said]:
    """The part `profile` of a document."""
    for field in fields:
        name = named(field["name"])
        options = [named(one["name"]) for one in field["options"]]
        en = one_of([one["en"] for one in options])["en"]
        zh = one_of([one["zh-Hant"] for one in options])["zh-Hant"]
        many = field.get("many")
        ids = " / ".join(f"{one['id']}: {all_names(one['name'])}" for one in field["options"])
        yield Said(
            f"profile {field['id']}",
            field.where,
            "rules",
            name,
            text(
                f"Shoppers may answer “{name['en']}” with {en}"
                f"{', as many as they like' if many else ''}.",
                f"顧客可自願填寫「{name['zh-Hant']}」：{zh}（{'可複選' if many else '單選'}）。",
            ),
            f"{all_names(field['name'])} ({ids})",
        )


def product_sets(sets: list[Part]) -> Iterator[Said]:
    """The part `product_sets` of a document."""
    for one in sets:
        name, what = named(one["name"]), matched(one)
        yield Said(
            f"product set {one['id']}",
            one.where,
            "rules",
            name,
            text(
                f"Members own “{name['en']}” as long as {what['en']} of theirs stay bought.",
                f"擁有「{name['zh-Hant']}」指購買{what['zh-Hant']}，且未退貨。",
            ),
            all_names(one["name"]),
        )


def segments(whole: Part) -> Iterator[Said]:
    """The part `segments` of a document. A kind of condition that is not known says nothing."""
    known = _Known(whole)
    for segment in whole["segments"]:
        rows: list[Part] = segment.get("all") or segment["any"]
        found = []
        for row in rows:
            say = row.choice("kind", _CONDITIONS)
            if say is not None:
                found.append(say(row, known))
        if not found:
            continue
        name, apart = named(segment["name"]), " " * found[-1]["zh-Hant"][-1:].isascii()
        join = all_of if segment.get("all") else one_of
        en = join([one["en"] for one in found])["en"]
        zh = _joined_zh("，且" if segment.get("all") else "，或", [one["zh-Hant"] for one in found])
        yield Said(
            f"segment {segment['id']}",
            segment.where,
            "rules",
            name,
            text(
                f"Whoever {en} is in “{name['en']}”.", f"{zh}{apart}者，屬於「{name['zh-Hant']}」。"
            ),
            all_names(segment["name"]),
        )


def _joined_zh(word: str, parts: list[str]) -> str:
    """Figures stand apart from Chinese."""
    first, *rest = parts
    return first + "".join(f"{word}{' ' * part[:1].isascii()}{part}" for part in rest)


def _answers(row: Part, known: _Known) -> Text:
    options = [known.options[row["field"]][one] for one in row["options"]]
    field = known.fields[row["field"]]
    en = one_of([f"“{one['en']}”" for one in options])["en"]
    zh = one_of([f"「{one['zh-Hant']}」" for one in options])["zh-Hant"]
    verb, verb_zh = ("did not answer", "未填") if row.get("not") else ("answered", "填寫")
    return text(f"{verb} “{field['en']}” with {en}", f"於「{field['zh-Hant']}」{verb_zh}{zh}")


def _tier(row: Part, known: _Known) -> Text:
    tiers = [known.tiers[one] for one in row["tiers"]]
    en = one_of([one["en"] for one in tiers])["en"]
    zh = one_of([one["zh-Hant"] for one in tiers])["zh-Hant"]
    verb, verb_zh = ("is not", "不是") if row.get("not") else ("is", "為")
    return text(f"{verb} {en}", f"{verb_zh}{zh}")


def _recency(row: Part, known: _Known) -> Text:
    time = _within(row)
    verb, verb_zh = ("has paid for no", "沒有") if row.get("not") else ("has paid for an", "有")
    return text(f"{verb} order {time['en']}", f"{time['zh-Hant']}{verb_zh}已付款訂單")


def _orders(row: Part, known: _Known) -> Text:
    time, count = _within(row), _range(row, str)
    verb, verb_zh = ("has not paid", "並非") if row.get("not") else ("has paid", "")
    return text(
        f"{verb} for {count['en']} orders {time['en']}",
        f"{time['zh-Hant']}{verb_zh}有{count['zh-Hant']} 筆已付款訂單",
    )


def _spend(row: Part, known: _Known) -> Text:
    time, sum_of = _within(row), _range(row, lambda figure: money(figure, known.currency))
    verb, verb_zh = ("has not spent", "並非") if row.get("not") else ("has spent", "")
    return text(
        f"{verb} {sum_of['en']} {time['en']}", f"{time['zh-Hant']}{verb_zh}消費{sum_of['zh-Hant']}"
    )


def _owns(row: Part, known: _Known) -> Text:
    what = known.sets[row["set"]]
    some = row.get("least") is None and row.get("most") is None
    count = text("a piece", "") if some else _range(row, str)
    pieces = count["en"] if some else f"{count['en']} pieces"
    number = "" if some else f"{count['zh-Hant']} 件"
    verb, verb_zh = ("does not own", "未擁有") if row.get("not") else ("owns", "擁有")
    return text(f"{verb} {pieces} of “{what['en']}”", f"{verb_zh}{number}「{what['zh-Hant']}」")


def _within(row: Part) -> Text:
    months = row.get("months")
    if not months:
        return text("in all", "累計")
    return text(f"within {months} month{'' if months == 1 else 's'}", f"{months} 個月內")


def _range(row: Part, shown: Callable[[Any], str]) -> Text:
    least, most = row.get("least"), row.get("most")
    if most is None:
        return text(f"{shown(least)} or more", f"至少 {shown(least)}")
    if least is None:
        return text(f"at most {shown(most)}", f"最多 {shown(most)}")
    return text(f"{shown(least)} to {shown(most)}", f" {shown(least)} 至 {shown(most)}")


_CONDITIONS: dict[str, _Say] = {
    "profile": _answers,
    "tier": _tier,
    "recency": _recency,
    "orders": _orders,
    "spend": _spend,
    "owns": _owns,
}
