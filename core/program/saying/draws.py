"""Lucky draws, in sentences: who can enter and how, and what can be won."""

from __future__ import annotations

from collections.abc import Iterator

from core.program.saying.awards import GiftNames, given
from core.program.saying.base import Part, Said, all_names, all_of, named, points, text
from core.program.saying.conditions import members_of, span
from core.wording import Text


def draws(part: list[Part], names: GiftNames) -> Iterator[Said]:
    """The part `draws` of a document. `names`: of tiers by id, of rewards by "reward/id"."""
    for row in part:
        label = named(row["name"])
        yield Said(
            f"draw {row['id']}",
            row.where,
            "rewards",
            label,
            _entering(row, names),
            all_names(row["name"]),
        )
        where = row.place("prizes")
        yield Said(f"draw {row['id']} prizes", where, "rewards", label, _prizes(row, names))


def _entering(row: Part, names: GiftNames) -> Text:
    who, days = members_of(row.get("tiers") or [], names), span(row)
    cost, limit = row.get("cost"), row.get("limit_per_member")
    by_tier = row.get("tier_entries") or {}
    en = [f"A draw{days['en']}" + (f" for {who['en']}" if who["en"] else "")]
    zh = [f"{days['zh-Hant']}抽獎" + (f"，限{who['zh-Hant']}" if who["zh-Hant"] else "")]
    if cost:
        each = f", at most {limit:,} for each member" if limit else ""
        en.append(f"{points(cost)['en']} an entry{each}")
        zh.append(
            f"每張抽獎券 {points(cost)['zh-Hant']}" + (f"，每人最多 {limit:,} 張" if limit else "")
        )
    for tier_id, entries in by_tier.items():
        tier = names.get(tier_id) or text(tier_id, tier_id)
        word = "entry" if entries == 1 else "entries"
        en.append(f"{entries:,} {word} for whoever is {tier['en']} when entries close")
        zh.append(f"截止時為{tier['zh-Hant']}者贈 {entries:,} 張")
    return text(f"{'; '.join(en)}.", f"{'；'.join(zh)}。")


def _prizes(row: Part, names: GiftNames) -> Text:
    won = [
        (prize["count"], named(prize["name"]), given(prize["award"], names))
        for prize in row["prizes"]
    ]
    en = all_of([f"{count:,} × “{name['en']}” ({gift['en']})" for count, name, gift in won])["en"]
    zh = "、".join(
        f"「{name['zh-Hant']}」{count:,} 名（{gift['zh-Hant']}）" for count, name, gift in won
    )
    return text(f"To be won: {en}.", f"獎項：{zh}。")
