"""The laws, checked on what every single write did to the table.

Reads items as DynamoDB keeps them and not through core's rows, so that a mistake in how the books
are kept cannot hide itself here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.simulation.model import Model

Item = Mapping[str, Mapping[str, Any]]
Key = tuple[str, str]
Change = tuple[Key, Item | None, Item | None]

_HOLDS_POINTS = frozenset({"held", "issued", "returning", "used", "expired"})
_MAY_FOLLOW = {
    "": {"held"},
    "held": {"held", "issued", "returned", "used"},
    "issued": {"issued", "returning", "used", "expired"},
    "returning": {"returning", "returned", "used"},
    "returned": {"used"},
    "used": {"used", "issued"},
    "expired": {"used"},
}


class Broken(BaseException):
    """A law does not hold. Not an Exception: no handler may catch it and go on."""


def number(item: Item | None, name: str) -> int:
    return int(item[name]["N"]) if item is not None and "N" in item.get(name, {}) else 0


def text(item: Item | None, name: str) -> str:
    return str(item[name]["S"]) if item is not None and "S" in item.get(name, {}) else ""


def lots(packed: str) -> Counter[str]:
    """ "2705=100,=50" as {"2705": 100, "": 50}."""
    found: Counter[str] = Counter()
    for part in packed.split(","):
        if part:
            month, _, points = part.rpartition("=")
            found[month] += int(points)
    return Counter({month: points for month, points in found.items() if points})


@dataclass
class Sums:
    """What one member's entries add up to."""

    available: int = 0
    pending: int = 0
    debt: int = 0
    lots: Counter[str] = field(default_factory=Counter)
    sequence: int = 0
    head: str = ""


@dataclass(frozen=True)
class CodeTruth:
    """What a shop holds of a code."""

    active: bool
    used: int


class Laws:
    """`code_of(store_id, code)`: what the shop truly has under that name, None for nothing.
    `forgotten`: texts about people who were erased for good, which nothing may hold."""

    def __init__(
        self, model: Model, code_of: Callable[[str, str], CodeTruth | None], personal: Sequence[str]
    ) -> None:
        self.model = model
        self.code_of = code_of
        self.personal = tuple(personal)
        self.forgotten: set[str] = set()
        self.sums: dict[str, Sums] = {}
        self.seen: Counter[str] = Counter()

    def committed(self, changes: Sequence[Change], now_s: float) -> None:
        """One write, or one transaction, as (key, before, after). Raises Broken."""
        after = {key: new for key, _, new in changes}
        before = {key: old for key, old, _ in changes}
        entries = []
        for key, old, new in changes:
            if new is None:
                self._may_go(key, old)
                continue
            self._impersonal(new)
            if key[1].startswith("E#"):
                if old is not None:
                    raise Broken(f"law 1: entry {key[1]} was written a second time")
                entries.append((key, new))
        for key, entry in entries:
            self._add(key[0], entry)
        for key, new in after.items():
            if new is None:
                continue
            old = before[key]
            match key[1]:
                case "MEMBER":
                    self._balanced(key[0], new)
                case "ORDER":
                    self._order(key[0], old, new, entries, now_s)
                case "REDEMPTION":
                    self._redemption(old, new, entries)
        for key, entry in entries:
            self._entry(key[0], entry, before, after)
        worth = sum(number(one, "a") - number(one, "d") for _, one in entries)
        if entries and all(text(one, "k") == "join" for _, one in entries) and worth:
            raise Broken(f"law 1: joining changed what both are worth by {worth}")

    def _may_go(self, key: Key, old: Item | None) -> None:
        parts = key[0].split("#")
        books = parts[0] == "L" and (
            key[1].startswith("E#") or key[1] in ("MEMBER", "ORDER", "REDEMPTION")
        )
        if books and parts[1] not in self.model.redacted:
            raise Broken(f"law 1: {key[1]} was deleted without a redact")
        if key[1] == "MEMBER":
            self.sums.pop(key[0], None)

    def _impersonal(self, item: Item) -> None:
        held = " ".join(value["S"] for value in item.values() if "S" in value)
        for marker in self.personal:
            if marker in held:
                raise Broken(f"law 7: personal data was kept: {held[:400]}")
        for marker in self.forgotten:
            if marker in held:
                raise Broken(f"law 7: somebody who was erased came back: {held[:400]}")

    def _add(self, pk: str, entry: Item) -> None:
        sums = self.sums.setdefault(pk, Sums())
        if number(entry, "seq") != sums.sequence + 1:
            raise Broken(f"law 1: entry {number(entry, 'seq')} after {sums.sequence}")
        if text(entry, "previous") != sums.head:
            raise Broken("law 1: an entry does not name the one before it")
        sums.sequence += 1
        sums.head = text(entry, "hash")
        sums.available += number(entry, "a")
        sums.pending += number(entry, "p")
        sums.debt += number(entry, "d")
        for month, points in lots(text(entry, "lots")).items():
            sums.lots[month] += points
            if not sums.lots[month]:
                del sums.lots[month]

    def _balanced(self, pk: str, member: Item) -> None:
        sums = self.sums.setdefault(pk, Sums())
        for name in ("available", "pending", "debt"):
            if number(member, name) != getattr(sums, name):
                kept, summed = number(member, name), getattr(sums, name)
                raise Broken(f"law 1: {name} is {kept}, its entries sum to {summed}")
            if number(member, name) < 0:
                raise Broken(f"law 3: {name} is {number(member, name)}")
        if lots(text(member, "lots")) != sums.lots or sum(sums.lots.values()) != sums.available:
            raise Broken("law 1: the lots are not what the entries say")
        if number(member, "seq") != sums.sequence or text(member, "head") != sums.head:
            raise Broken("law 1: the member's row names another last entry")

    def _order(
        self,
        pk: str,
        old: Item | None,
        new: Item,
        entries: Sequence[tuple[Key, Item]],
        now_s: float,
    ) -> None:
        ledger_id, store_id, order_id = pk.split("#")[1], *pk.split("#")[3:5]
        frozen = number(new, "pv")
        if number(old, "pv"):
            for name in ("pv", "tier_id", "lot_on", "placed_at_s"):
                if (old or {}).get(name) != new.get(name):
                    raise Broken(f"law 2: {name} of order {order_id} was frozen and has changed")
        elif frozen:
            placed = number(new, "placed_at_s")
            if frozen not in self.model.versions_for(ledger_id, placed, now_s):
                raise Broken(f"law 2: order {order_id} is under program {frozen}")
        if not frozen:
            self._is(new, 0, 0, "without a member")
            return
        moved = any(_why(entry).get("reason") == "moved" for _, entry in entries)
        if number(new, "deleted") or moved:
            if not (entries or number(old, "a") or number(old, "p")) or entries:
                self._is(new, 0, 0, "gone")
            return
        heard = self.model.heard_as(store_id, order_id, number(new, "s"), number(new, "r"))
        if not heard:
            raise Broken(f"law 2: order {order_id} follows a state that nobody sent")
        if number(old, "s") > number(new, "s") and not number(old, "deleted"):
            raise Broken(f"law 2: order {order_id} went back in time")
        if not entries and (number(new, "a"), number(new, "p")) == (
            number(old, "a"),
            number(old, "p"),
        ):
            return  # nothing changed hands: what it should have is looked at when all is quiet
        learned = [part.rsplit("=", 1)[0] for part in text(new, "refunds").split(",") if part]
        state = text(new, "state")
        worth = {
            self.model.points(ledger_id, frozen, text(new, "tier_id"), event, learned)
            for event in heard
        }
        now = number(new, "a"), number(new, "p")
        right = {
            (points if state == "paid" else 0, points if state == "pending" else 0)
            for points in worth
        }
        if now not in right:
            raise Broken(f"law 2: order {order_id} ({state}) has {now}, should have {right}")
        if all(event["state"] not in (state, "unmapped") for event in heard):
            raise Broken(f"law 2: order {order_id} is {state}, the store said otherwise")

    def _is(self, order: Item, available: int, pending: int, why: str) -> None:
        if (number(order, "a"), number(order, "p")) != (available, pending):
            raise Broken(f"law 2: an order {why} has {number(order, 'a')} points")

    def _redemption(self, old: Item | None, new: Item, entries: Sequence[tuple[Key, Item]]) -> None:
        was, now = text(old, "status"), text(new, "status")
        self.seen[f"redemption {now}"] += was != now
        if now not in _MAY_FOLLOW[was]:
            raise Broken(f"law 4: a redemption went from {was} to {now}")
        moved = sum(
            number(entry, "a") - number(entry, "d")
            for _, entry in entries
            if _source(entry).get("id") == text(new, "redemption_id")
        )
        change = number(new, "points") * ((was in _HOLDS_POINTS) - (now in _HOLDS_POINTS))
        # The end of what an erased member redeemed moves nothing.
        if moved != change and (entries or was == ""):
            raise Broken(f"law 4: {was or 'nothing'} to {now} moved {moved}, not {change}")
        truth = self.code_of(text(new, "store_id"), text(new, "code"))
        if now == "returned" and was != now and truth is not None and (truth.active or truth.used):
            raise Broken("law 4: the points came back and the code is in the store")
        if now == "issued" and was == "held" and truth is None:
            raise Broken("law 4: a code was issued that the store does not have")

    def _entry(
        self, pk: str, entry: Item, before: Mapping[Key, Item | None], after: Mapping[Key, Any]
    ) -> None:
        kind, why, source = text(entry, "k"), _why(entry), _source(entry)
        self.seen[f"entry {kind}"] += 1
        old, new = before.get((pk, "MEMBER")), after.get((pk, "MEMBER"))
        worth = number(entry, "a") - number(entry, "d")
        if text(new, "ku") < text(old, "ku") and kind not in ("erase", "join"):
            raise Broken(f"points were promised until {text(old, 'ku')}, now {text(new, 'ku')}")
        expired = _expired(new) - _expired(old)
        if max(len(lots(text(one, "expired"))) for one in (old, new)) >= 6:
            return  # the oldest months are let go of
        if source.get("type") == "order":
            order = next(key for key in after if key[1] == "ORDER")
            change = number(after[order], "a") - number(before[order], "a")
            forgiven = int(why.get("forgiven", 0)) - number(before[order], "forgiven")
            if worth != change + forgiven - expired:
                raise Broken(
                    f"law 2: the order's {change} points (forgiven {forgiven}, expired {expired})"
                    f" changed the member by {worth}"
                )
            self._replayed(why, after[order])
        elif kind == "expire" and worth != -expired:
            raise Broken(f"law 1: {expired} points expired, the member lost {-worth}")
        elif kind in ("adjust", "bonus") and worth != why["points"]:
            raise Broken(f"law 1: {kind} of {why['points']}, changed by {worth}")
        elif kind in ("tier", "extend", "remind") and (worth or number(entry, "p")):
            raise Broken(f"law 1: an entry of kind {kind} moved points")
        elif kind == "erase" and any(number(new, n) for n in ("available", "pending", "debt")):
            raise Broken("law 7: an erased member kept points")

    def _replayed(self, why: Mapping[str, Any], order: Item) -> None:
        """Law 8: what the entry says is enough to compute the points again."""
        if "rules" not in why or why.get("state") not in ("paid", "pending"):
            return
        rate = sum(Fraction(points, per) for _, points, per in why["rules"])
        points = int(why["basis_minor"] * rate * Fraction(why["multiplier_milli"], 1000))
        held = number(order, "a" if why["state"] == "paid" else "p")
        if points != held:
            raise Broken(f"law 8: the why gives {points}, the order has {held}")


def _expired(member: Item | None) -> int:
    return sum(lots(text(member, "expired")).values())


def _why(entry: Item) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text(entry, "why"))
    return found


def _source(entry: Item) -> dict[str, str]:
    found: dict[str, str] = json.loads(text(entry, "source"))
    return found
