"""What is doubtful about lucky draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.program.linting.base import Case, Finding, error, quoted, warning

# A day without an end.
_ALWAYS = "9999-12-31"


def changed(case: Case) -> Iterator[Finding]:
    """Other terms for a draw that was announced with the version before: they would not hold."""
    before = {draw["id"]: draw for draw in (case.previous or {}).get("draws") or ()}
    for index, draw in enumerate(case.document.get("draws") or ()):
        if draw != before.get(draw["id"], draw):
            name = quoted(draw["name"])
            yield error(
                "draw_changed",
                f"draws.{index}",
                f"{name['en']} was announced with other terms, which cannot be changed; put them "
                "back, or give the new draw an id of its own.",
                f"{name['zh-Hant']}公布時的條件不同，公布後無法更改；請改回原條件，或為新的抽獎另取代號。",
            )


def removed(case: Case) -> Iterator[Finding]:
    """A draw that goes although somebody may have entered."""
    kept = {draw["id"] for draw in case.document.get("draws") or ()}
    for draw in (case.previous or {}).get("draws") or ():
        if draw["id"] not in kept:
            name = quoted(draw["name"])
            yield warning(
                "draw_removed",
                "draws",
                f"{name['en']} goes from the program: no rule gives entries in it any more, but "
                "if it is not over, whoever has entered takes part and the prizes are given.",
                f"{name['zh-Hant']}將自方案移除：不再贈送抽獎券；若尚未開獎，已登記者仍會參加抽獎並可得獎。",
            )


def nobody_enters(case: Case) -> Iterator[Finding]:
    """A draw whose entries nobody can buy and no rule gives."""
    given = set(_named(case.document))
    for index, draw in enumerate(case.document.get("draws") or ()):
        if draw["id"] not in given and not draw.get("cost") and not draw.get("tier_entries"):
            name = quoted(draw["name"])
            yield warning(
                "draw_without_entries",
                f"draws.{index}",
                f"Nobody can enter {name['en']}: give it a price in points, entries for a tier, or "
                "a rule that gives entries.",
                f"沒有人能參加{name['zh-Hant']}：請設定所需點數、等級贈送的抽獎券，或由其他規則贈送。",
            )


def prizes(case: Case) -> Iterator[Finding]:
    """A prize that cannot be given on the day after entries close: its reward has ended, or there
    are fewer of it than can win."""
    rewards = {reward["id"]: reward for reward in case.document["rewards"]}
    for index, draw in enumerate(case.document.get("draws") or ()):
        for number, prize in enumerate(draw["prizes"]):
            reward = rewards.get(prize["award"].get("reward"))
            if reward is None:
                continue
            where = f"draws.{index}.prizes.{number}"
            name, gift = quoted(prize["name"]), quoted(reward["name"])
            if (reward.get("until") or _ALWAYS) <= draw["until"]:
                yield error(
                    "draw_prize_ended",
                    where,
                    f"{name['en']} cannot be given: the draw is held after {draw['until']}, and "
                    f"{gift['en']} ends on {reward['until']}.",
                    f"{name['zh-Hant']}無法發送：抽獎於 {draw['until']} 之後開獎，"
                    f"而{gift['zh-Hant']}於 {reward['until']} 截止。",
                )
            stock = reward.get("stock")
            if stock is not None and stock < prize["count"]:
                yield warning(
                    "draw_prize_scarce",
                    where,
                    f"{name['en']} can be won {prize['count']:,} times, but of {gift['en']} there "
                    f"are only {stock:,}, for all who redeem it.",
                    f"{name['zh-Hant']}有 {prize['count']:,} 名，"
                    f"但{gift['zh-Hant']}連同兌換者總共只有 {stock:,} 份。",
                )


def _named(part: object) -> Iterator[str]:
    """The draws that any rule, wherever it stands, gives entries in."""
    if isinstance(part, Mapping):
        named: Any = part.get("draw")
        if isinstance(named, str):
            yield named
        for one in part.values():
            yield from _named(one)
    elif isinstance(part, list):
        for one in part:
            yield from _named(one)
