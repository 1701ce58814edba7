"""Members' events and surveys, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from core.program.saying.awards import given
from core.program.saying.base import Part, Said, all_names, named, text
from core.program.saying.conditions import TierNames, span
from core.program.saying.segments import audience
from core.wording import Text


def events(part: list[Part], names: TierNames) -> Iterator[Said]:
    """The part `events` of a document."""
    for row in part:
        place = named(row["place"]) if row.get("place") else text("", "")
        at, capacity = row["at"].replace("T", " "), row.get("capacity")
        who, gift = _who(row, names), _gift(row, names)
        en = f"On {at}" + (f" at {place['en']}" if place["en"] else "")
        en += f", for {who['en']}" + (f", at most {capacity:,}" if capacity else "")
        en += f"; who is there gets {gift['en']}" if gift["en"] else ""
        zh = [
            f"{at} 舉行",
            f"地點：{place['zh-Hant']}" if place["zh-Hant"] else "",
            f"開放{who['zh-Hant']}",
            f"名額 {capacity:,} 人" if capacity else "",
            f"到場者獲贈 {gift['zh-Hant']}" if gift["zh-Hant"] else "",
        ]
        yield Said(
            f"event {row['id']}",
            row.where,
            "events",
            named(row["name"]),
            text(f"{en}.", "，".join(filter(None, zh)) + "。"),
            all_names(row["name"]),
        )


def surveys(part: list[Part], names: TierNames) -> Iterator[Said]:
    """The part `surveys` of a document: what it asks, whom, and what an answer is worth."""
    for row in part:
        asked = [_question(one) for one in row["questions"]]
        who, gift, days = _who(row, names), _gift(row, names), span(row)
        en = f"Asks {who['en']}{days['en']}: " + "; ".join(one["en"] for one in asked)
        en += f"; the first answer is worth {gift['en']}" if gift["en"] else ""
        zh = f"{days['zh-Hant']}詢問{who['zh-Hant']}：" + "；".join(one["zh-Hant"] for one in asked)
        zh += f"；首次填答獲贈 {gift['zh-Hant']}" if gift["zh-Hant"] else ""
        yield Said(
            f"survey {row['id']}",
            row.where,
            "surveys",
            named(row["name"]),
            text(f"{en}.", f"{zh}。"),
            all_names(row["name"]),
        )


def _question(row: Part) -> Text:
    """The question with its choices; an id of one, or of an option, is only a name for us."""
    asked = named(row["text"])
    kind = row.choice("kind", _KINDS) or text("", "")
    options = []
    for one in row.get("options") or []:
        one["id"]
        options.append(named(one["text"]))
    row["id"]
    must = row.get("required")
    en = [kind["en"], " / ".join(one["en"] for one in options), "required" if must else ""]
    zh = [kind["zh-Hant"], " / ".join(one["zh-Hant"] for one in options), "必填" if must else ""]
    return text(
        f"“{asked['en']}” ({', '.join(filter(None, en))})",
        f"「{asked['zh-Hant']}」（{'，'.join(filter(None, zh))}）",
    )


def _who(row: Part, names: TierNames) -> Text:
    whom = audience(row, names)
    return whom if whom["en"] else text("all members", "全體會員")


def _gift(row: Part, names: TierNames) -> Text:
    return given(row["award"], names) if row.get("award") else text("", "")


_KINDS = {
    "choice": text("one choice", "單選"),
    "several": text("any choices", "複選"),
    "scale": text("1 to 5", "1 到 5 分"),
    "text": text("in words", "文字"),
}
