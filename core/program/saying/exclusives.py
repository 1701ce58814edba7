"""Content and sales for some members, in sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator

from core.program.saying.base import Part, Said, all_names, all_of, named, one_of, points, text
from core.program.saying.conditions import TierNames, matched, members_of, window
from core.program.saying.segments import Names, audience
from core.wording import Text


def content(rows: list[Part], names: TierNames, sets: Names) -> Iterator[Said]:
    """The part `content` of a document. A kind that _KINDS lacks says nothing."""
    for row in rows:
        say = row.choice("kind", _KINDS)
        if say is None:
            continue
        what, who, name = say(row), _whom(row.get("for"), names, sets), named(row["name"])
        yield Said(
            f"content {row['id']}",
            row.where,
            "tiers",
            name,
            text(
                f"“{name['en']}” is {what['en']} for {who['en']}.",
                f"「{name['zh-Hant']}」為{what['zh-Hant']}，開放給{who['zh-Hant']}。",
            ),
            all_names(row["name"]),
        )


def _article(row: Part) -> Text:
    """Told by its length and a digest: another text is another sentence."""
    words = dict(row["text"].items())
    digest = hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:6]
    length = max(len(one) for one in words.values())
    return text(
        f"an article of {length:,} characters (version {digest})",
        f" {length:,} 字的文章（版本 {digest}）",
    )


def _file(row: Part) -> Text:
    return text(f"a file at {row['url']}", f"檔案（{row['url']}）")


_KINDS: dict[str, Callable[[Part], Text]] = {"article": _article, "file": _file}


def _whom(part: Part | None, names: TierNames, sets: Names) -> Text:
    needs: list[Text] = []
    if part is not None:
        if part.get("tiers"):
            needs.append(members_of(part["tiers"], names))
        for one in part.get("segments") or ():
            segment = names[f"segment:{one}"]
            needs.append(text(f"the segment “{segment['en']}”", f"「{segment['zh-Hant']}」"))
        if part.get("points"):
            count = points(part["points"])
            needs.append(
                text(f"who earned {count['en']} in all", f"累計獲得 {count['zh-Hant']}的會員")
            )
        if part.get("owns"):
            owned = sets[part["owns"]]
            needs.append(text(f"owners of “{owned['en']}”", f"擁有「{owned['zh-Hant']}」的會員"))
    if not needs:
        return text("everybody who is signed in", "所有已登入的顧客")
    any_of = part is not None and part.get("need") == "any"
    join = one_of if any_of else all_of
    en = join([one["en"] for one in needs])["en"]
    return text(en, ("或" if any_of else "且").join(one["zh-Hant"] for one in needs))


def sales(rows: list[Part], names: TierNames) -> Iterator[Said]:
    """The part `sales` of a document."""
    for row in rows:
        percent, what = row["percent"], matched(row.get("match"))
        who, days, name = audience(row, names), window(row.get("window")), named(row["name"])
        zh = [
            days["zh-Hant"],
            f"限{who['zh-Hant']}",
            f"由商店減價 {percent}%（{what['zh-Hant'] or '全部商品'}）",
        ]
        yield Said(
            f"sale {row['id']}",
            row.where,
            "tiers",
            name,
            text(
                f"The store takes {percent}% off {what['en'] or 'everything'} for {who['en']}"
                f"{days['en']}.",
                f"{'，'.join(filter(None, zh))}。",
            ),
            all_names(row["name"]),
        )
