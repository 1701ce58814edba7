"""What is doubtful about tiers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from core.program.linting.base import Case, Finding, error, quoted, warning


def multiplier_under_one(case: Case) -> Iterator[Finding]:
    """A tier that takes points away."""
    for index, tier in enumerate(case.program.tiers):
        if tier.multiplier_milli < 1000:
            name, factor = quoted(tier.names), f"{tier.multiplier_milli / 1000:g}"
            yield warning(
                "multiplier_under_one",
                f"tiers.{index}.multiplier",
                f"Members of {name['en']} earn less than the rules say, because their points are "
                f"multiplied by {factor}.",
                f"{name['zh-Hant']}會員的點數乘以 {factor}，比規則所寫的還少。",
            )


def higher_earns_less(case: Case) -> Iterator[Finding]:
    """A tier that earns less than the one below it."""
    for index, (low, high) in enumerate(pairwise(case.program.tiers), 1):
        if high.multiplier_milli < low.multiplier_milli:
            lower, higher = quoted(low.names), quoted(high.names)
            yield warning(
                "higher_earns_less",
                f"tiers.{index}.multiplier",
                f"Members who rise from {lower['en']} to {higher['en']} earn less than before.",
                f"會員從{lower['zh-Hant']}升到{higher['zh-Hant']}之後，得到的點數反而變少。",
            )


def tier_removed(case: Case) -> Iterator[Finding]:
    """A tier that members hold goes: an error once it is known that somebody does."""
    if case.previous is None:
        return
    kept = {tier.id for tier in case.program.tiers}
    lowest = quoted(case.program.tiers[0].names)
    for tier in case.previous["tiers"]:
        count = None if case.held is None else case.held.get(tier["id"], 0)
        if tier["id"] in kept or count == 0:
            continue
        name = quoted(tier["name"])
        if count is None:
            who, who_zh = "Whoever holds", "持有者"
        else:
            who = "1 member holds" if count == 1 else f"{count:,} members hold"
            who_zh = f"{count:,} 位會員持有，"
        yield (warning if count is None else error)(
            "tier_removed",
            "tiers",
            f"{who} {name['en']}, which goes: down to {lowest['en']}, until the next order or "
            "review puts them where their spending does.",
            f"等級{name['zh-Hant']}將移除；{who_zh}會先落到{lowest['zh-Hant']}，"
            "直到下次消費或審查時依消費金額重新歸級。",
        )


def tier_unreached(case: Case) -> Iterator[Finding]:
    """A tier that nobody's past orders would have reached."""
    if not case.reached:
        return
    for index, tier in enumerate(case.program.tiers[1:], 1):
        if not sum(case.reached.get(one.id, 0) for one in case.program.tiers[index:]):
            name = quoted(tier.names)
            yield warning(
                "tier_unreached",
                f"tiers.{index}",
                f"With their past orders nobody would be in {name['en']} today.",
                f"以過去的訂單計算，今天沒有任何會員能達到{name['zh-Hant']}。",
            )
