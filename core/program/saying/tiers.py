"""Tiers, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from core.money import to_minor
from core.program.saying.base import Part, Said, all_names, money, named, text


def tiers(part: list[Part], currency: str) -> Iterator[Said]:
    """The part `tiers` of a document."""
    for tier in part:
        name, factor, start = named(tier["name"]), tier["multiplier"], tier["from"]
        if to_minor(start, currency):
            entry = text(
                f"Whoever spends {money(start, currency)} within 12 months is {name['en']}",
                f"12 個月內消費滿 {money(start, currency)} 即為{name['zh-Hant']}",
            )
        else:
            entry = text(f"Everybody begins as {name['en']}", f"所有人起初為{name['zh-Hant']}")
        yield Said(
            f"tier {tier['id']}",
            tier.where,
            "tiers",
            name,
            text(
                f"{entry['en']} and earns {factor} × the points.",
                f"{entry['zh-Hant']}，點數 × {factor}。",
            ),
            all_names(tier["name"]),
        )
