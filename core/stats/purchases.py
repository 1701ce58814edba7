"""A life's orders and redemptions, as its entries leave them in the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from core import calendar
from core.stats.facts import Fact

# Entries about an order that say nothing of what it is worth.
_SILENT = ("released",)
# The order went: from all members, or from this one.
_GONE = ("deleted", "moved")


@dataclass(frozen=True, slots=True)
class Bought:
    """An order that stays paid. `minor`: what counts of it, net of refunds, in `currency`. `tier`:
    held when it was placed. `groups`: pieces by group purchase."""

    day: date
    minor: int
    currency: str
    tier: str
    version: int
    groups: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What was redeemed and not given back. `points` 0 for a gift."""

    day: date
    at_s: int
    reward: str
    points: int


def bought(facts: Iterable[Fact], tz: ZoneInfo) -> list[Bought]:
    """The orders that are paid and worth something, in the order in which they were placed."""
    newest: dict[tuple[str, str], dict[str, Fact]] = {}
    for fact in facts:
        if fact.source.get("type") == "order" and fact.reason not in _SILENT:
            order = str(fact.source["store"]), str(fact.source["id"])
            newest.setdefault(order, {})[fact.member] = fact
    found = []
    for order, by_member in newest.items():
        standing = [fact for fact in by_member.values() if fact.reason not in _GONE]
        if not standing:
            continue
        last = max(standing, key=lambda fact: (fact.at_ms, fact.member))
        minor = int(last.why.get("basis_minor", 0))
        if last.why.get("state") == "paid" and minor > 0:
            placed_s = last.at_ms // 1000 if last.placed_at_s is None else last.placed_at_s
            one = Bought(
                day=calendar.day(placed_s, tz),
                minor=minor,
                currency=str(last.why.get("currency", "")),
                tier=str(last.why.get("tier", "")),
                version=int(last.why.get("program", 0)),
                groups={str(name): int(units) for name, units in last.why.get("groups", ())},
            )
            found.append((placed_s, order, one))
    return [one for *_, one in sorted(found, key=lambda each: each[:2])]


def redeemed(facts: Iterable[Fact], tz: ZoneInfo) -> list[Redeemed]:
    """Redemptions that were not given back, and gifts, in the order of time."""
    balance: dict[str, int] = {}
    first: dict[str, Fact] = {}
    for fact in facts:
        name, change = _redemption(fact)
        if name:
            balance[name] = balance.get(name, 0) + change
            if change > 0 and (name not in first or fact.at_ms < first[name].at_ms):
                first[name] = fact
    found = []
    for name, fact in first.items():
        if balance[name] > 0:
            at_s = fact.at_ms // 1000
            points = int(fact.why.get("points", 0)) if fact.kind == "redeem" else 0
            one = Redeemed(calendar.day(at_s, tz), at_s, str(fact.why["reward"]), points)
            found.append((fact.at_ms, name, one))
    return [one for *_, one in sorted(found, key=lambda each: each[:2])]


def _redemption(fact: Fact) -> tuple[str, int]:
    """The redemption that an entry is about, and whether it comes (1) or goes (-1)."""
    kind = fact.source.get("type")
    if kind == "redemption" and "reward" in fact.why:
        return str(fact.source["id"]), {"redeem": 1, "return": -1}.get(fact.kind, 0)
    if kind == "award" and fact.source.get("redemption"):
        return str(fact.source["redemption"]), 1 if "reward" in fact.why else -1
    return "", 0
