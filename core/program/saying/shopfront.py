"""News, community links, channels, questions and looks, in sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from core.program.saying.awards import GiftNames, given
from core.program.saying.base import Part, Said, all_names, named, text
from core.program.saying.conditions import members_of, span
from core.wording import Text

_KINDS = {
    "line": text("LINE", "LINE"),
    "facebook": text("Facebook", "Facebook"),
    "instagram": text("Instagram", "Instagram"),
    "discord": text("Discord", "Discord"),
    "forum": text("the forum", "論壇"),
    "other": text("a page of the community", "社群頁面"),
}


def news(rows: list[Part], names: GiftNames) -> Iterator[Said]:
    """The part `news` of a document. A text is told by its length and a digest: another text is
    another sentence."""
    for row in rows:
        who, days, words = _whom(row, names), span(row), _words(row)
        more = row.get("url")
        en = f"News for {who['en']}{days['en']}: {words['en']}" + (f", with {more}" if more else "")
        zh = [
            days["zh-Hant"],
            f"顯示給{who['zh-Hant']}的消息：{words['zh-Hant']}",
            f"連結至 {more}" if more else "",
        ]
        yield _said("news", row, en, "，".join(filter(None, zh)))


def community(rows: list[Part], names: GiftNames) -> Iterator[Said]:
    """The part `community` of a document. A kind that _KINDS lacks says nothing."""
    for row in rows:
        where = row.choice("kind", _KINDS)
        if where is None:
            continue
        who, url = _whom(row, names), row["url"]
        yield _said(
            "community",
            row,
            f"Members meet on {where['en']} at {url}, for {who['en']}",
            f"會員社群在{_apart(where['zh-Hant'])}（{url}），開放給{who['zh-Hant']}",
        )


def channels(rows: list[Part], names: GiftNames) -> Iterator[Said]:
    """The part `channels` of a document. `names`: of rewards under "reward/id", of draws alike."""
    for row in rows:
        days = span(row)
        gift = given(row["award"], names) if row.get("award") else None
        en = f"Who joins by this channel{days['en']} " + (
            f"gets {gift['en']}" if gift else "is counted, and gets what everybody gets"
        )
        zh = [
            days["zh-Hant"],
            f"由此管道入會者獲贈 {gift['zh-Hant']}" if gift else "統計由此管道入會的人數，不另送禮",
        ]
        yield _said("channel", row, en, "，".join(filter(None, zh)))


def questions(rows: list[Part]) -> Iterator[Said]:
    """The part `questions` of a document."""
    for row in rows:
        words = _words(row)
        yield _said(
            "question",
            row,
            f"The landing page answers this question: {words['en']}",
            f"入會頁面回答此問題：{words['zh-Hant']}",
        )


def look(part: Part) -> Iterator[Said]:
    """The part `look` of a document."""
    told: list[tuple[str, Text]] = []
    if part.get("name"):
        name = named(part["name"])
        told.append(
            (
                "name",
                text(
                    f"The program is called “{name['en']}”.",
                    f"會員方案名稱為「{name['zh-Hant']}」。",
                ),
            )
        )
    if part.get("color"):
        color = part["color"]
        told.append(("color", text(f"Buttons have the color {color}.", f"按鈕顏色為 {color}。")))
    if part.get("radius") is not None:
        radius = part["radius"]
        told.append(
            ("radius", text(f"Corners are rounded by {radius} pixels.", f"圓角為 {radius} 像素。"))
        )
    if part.get("logo"):
        logo = part["logo"]
        told.append(("logo", text(f"The logo is {logo}.", f"標誌圖片為 {logo}。")))
    if part.get("join_url"):
        url = part["join_url"]
        told.append(("join_url", text(f"Members join at {url}.", f"入會網址為 {url}。")))
    for field, sentence in told:
        names = all_names(part["name"]) if field == "name" else ""
        label = text("Look of the pages", "頁面外觀")
        yield Said(f"look {field}", part.place(field), "shopfront", label, sentence, names)


def _said(stem: str, row: Part, en: str, zh: str) -> Said:
    key, names = f"{stem} {row['id']}", row["name"]
    sentence = text(f"{en}.", f"{zh}。")
    return Said(key, row.where, "shopfront", named(names), sentence, all_names(names))


def _whom(row: Part, names: GiftNames) -> Text:
    whom = members_of(row.get("tiers") or (), names)
    return whom if whom["en"] else text("everybody", "所有人")


def _words(row: Part) -> Text:
    words = dict(row["text"].items())
    digest = hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:6]
    length = max(len(one) for one in words.values())
    return text(f"{length:,} characters (version {digest})", f"{length:,} 字（版本 {digest}）")


def _apart(words: str) -> str:
    """Latin letters stand apart from Chinese."""
    return f" {words}" if words.isascii() else words
