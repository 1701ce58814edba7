"""What is doubtful about rewards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import permutations
from typing import Any

from core.program.linting.base import Case, Finding, quoted, warning
from core.program.worth import points_per_minor, worths

MOST = 8
_MOST_BACK = Fraction(30, 100)
_MOST_APART = 2
# What other kinds give is in their names, and cannot be compared.
_TOLD_BY_FIGURES = frozenset(
    {"fixed", "percent", "free_shipping", "product", "store_credit", "gift_card"}
)
_COMPARED = ("id", "name", "points", "value", "percent")


def too_many(case: Case) -> Iterator[Finding]:
    """More than a shopper can choose from."""
    count = len(case.program.rewards)
    if count > MOST:
        yield warning(
            "too_many_rewards",
            "rewards",
            f"There are {count} rewards at once; with more than {MOST} shoppers find it hard to "
            "choose.",
            f"同時有 {count} 種獎勵；超過 {MOST} 種，顧客會難以選擇。",
        )


def nothing_for_lowest(case: Case) -> Iterator[Finding]:
    """A newcomer who has nothing to look forward to."""
    lowest = case.program.tiers[0]
    open_to_all = any(
        lowest.id in (reward.get("tiers") or [lowest.id])
        and not reward.get("segments")
        and not reward.get("paused")
        for reward in case.document["rewards"]
    )
    if not open_to_all or not lowest.multiplier_milli:
        name = quoted(lowest.names)
        yield warning(
            "nothing_for_lowest",
            "rewards" if not open_to_all else "tiers.0.multiplier",
            f"There is nothing for members of {name['en']}, the lowest tier, "
            + ("to redeem." if not open_to_all else "to earn."),
            f"最低等級{name['zh-Hant']}的會員"
            + ("沒有可兌換的獎勵。" if not open_to_all else "得不到點數。"),
        )


def dearer_than_better(case: Case) -> Iterator[Finding]:
    """A reward that nobody should choose."""
    known = enumerate(case.document["rewards"])
    rewards = [(index, one) for index, one in known if one["kind"] in _TOLD_BY_FIGURES]
    for (index, one), (_, other) in permutations(rewards, 2):
        better = _worth(other) - _worth(one)
        dearer = one["points"] - other["points"]
        if _same_terms(one, other) and better >= 0 and dearer >= 0 and (better or dearer):
            name, than = quoted(one["name"]), quoted(other["name"])
            yield warning(
                "dearer_than_better",
                f"rewards.{index}.points",
                f"{name['en']} costs {one['points']:,} points, although {than['en']} gives as "
                f"much or more for {other['points']:,}.",
                f"{name['zh-Hant']}需要 {one['points']:,} 點，"
                f"但{than['zh-Hant']}只要 {other['points']:,} 點就能得到相同或更多。",
            )


def _worth(reward: Mapping[str, Any]) -> Fraction:
    return Fraction(reward.get("value") or reward.get("percent") or 0)


def _same_terms(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rewards differ in nothing but their names, prices and amounts."""
    mine, yours = (
        {name: value for name, value in reward.items() if name not in _COMPARED and value}
        for reward in (one, other)
    )
    return mine == yours


def worth_apart(case: Case) -> Iterator[Finding]:
    """A point that buys more than twice as much in one reward as in another."""
    ranked = worths(case.program.rewards)
    if len(ranked) < 2 or ranked[0].per_point <= _MOST_APART * ranked[-1].per_point:
        return
    most, least = ranked[0], ranked[-1]
    factor = f"{float(most.per_point / least.per_point):.1f}"
    better, worse = quoted(most.reward.names), quoted(least.reward.names)
    yield warning(
        "worth_apart",
        f"rewards.{case.program.rewards.index(least.reward)}.points",
        f"A point buys {factor} times as much in {better['en']} as in {worse['en']}.",
        f"同樣一點，用於{better['zh-Hant']}的價值是{worse['zh-Hant']}的 {factor} 倍。",
    )


def gives_too_much(case: Case) -> Iterator[Finding]:
    """A reward that gives back more than 30 % of what was spent for it, in the tier that earns
    fastest."""
    fastest = max(case.program.tiers, key=lambda tier: tier.multiplier_milli)
    rate = points_per_minor(case.program) * Fraction(fastest.multiplier_milli, 1000)
    for worth in worths(case.program.rewards):
        back = worth.per_point * rate
        if back > _MOST_BACK:
            name, tier = quoted(worth.reward.names), quoted(fastest.names)
            yield warning(
                "gives_too_much",
                f"rewards.{case.program.rewards.index(worth.reward)}.points",
                f"{name['en']} gives members of {tier['en']} back {float(back):.0%} of what they "
                "spent to earn its points.",
                f"{name['zh-Hant']}讓{tier['zh-Hant']}會員拿回為這些點數所消費金額的 "
                f"{float(back):.0%}。",
            )
