"""The laws, checked on what every single write did to the table.

Reads items as DynamoDB keeps them and not through core's rows, so that a mistake in how the books
are kept cannot hide itself here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tests.simulation.model import Model, granted
from tests.support.replaying import replayed

Item = Mapping[str, Mapping[str, Any]]
Key = tuple[str, str]
Change = tuple[Key, Item | None, Item | None]

_HOLDS_POINTS = frozenset({"held", "issued", "returning", "used", "expired"})
_MAY_FOLLOW = {
    # Rewards that no store makes a code for begin where a code's redemption comes to.
    "": {"held", "issued", "used"},
    "held": {"held", "issued", "returned", "used"},
    "issued": {"issued", "returning", "used", "expired"},
    "returning": {"returning", "returned", "used"},
    "returned": {"used"},
    "used": {"used", "issued", "returning"},
    "expired": {"used"},
}


_ENDLESS = 10**9
CODELESS = ("experience", "donation", "voucher")


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
    """What one member's entries add up to. `people`: how many there were before they were joined
    into one, each with a first order of their own."""

    available: int = 0
    pending: int = 0
    debt: int = 0
    lots: Counter[str] = field(default_factory=Counter)
    sequence: int = 0
    head: str = ""
    people: int = 1


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
                    self._limited(key[0], old, new, before, after)
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
        if _why(entry).get("reason") == "join_in":
            other = f"{pk.rpartition('#')[0]}#{json.loads(text(entry, 'source'))['id']}"
            sums.people += self.sums.setdefault(other, Sums()).people
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
        if granted(text(member, "n"), "welcome") > sums.people:
            raise Broken("somebody had two first orders")
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
            self.model.points(
                ledger_id,
                frozen,
                text(new, "tier_id"),
                event,
                learned,
                number(new, "placed_at_s"),
            )
            for event in heard
        }
        now = number(new, "a"), number(new, "p")
        first = self.model.first_order(ledger_id, frozen)
        sure = first * granted(text(new, "g"), "welcome")
        right = {
            (points + sure if state == "paid" else 0, 0)
            if state != "pending"
            else (0, points + more)
            for points in worth
            for more in (0, first)  # not yet: another order may be paid before
        }
        held_days = self.model.held_days(ledger_id, frozen)
        if state == "paid" and held_days:
            release_on = date.fromisoformat(text(new, "release_on"))
            earliest = number(new, "placed_at_s") + (held_days - 1) * 86_400  # in any time zone
            if release_on < datetime.fromtimestamp(earliest, UTC).date():
                raise Broken(f"order {order_id} is held until {release_on}, not {held_days} days")
            held = {(0, points + sure) for points in worth}
            over = release_on <= datetime.fromtimestamp(now_s + 86_400, UTC).date()
            right = right | held if over else held
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
        taken_back = text(new, "award") and (was, now) == ("held", "returning")
        if now not in _MAY_FOLLOW[was] and not taken_back:
            raise Broken(f"law 4: a redemption went from {was} to {now}")
        about = [e for _, e in entries if _source(e).get("id") == text(new, "redemption_id")]
        moved = sum(number(entry, "a") - number(entry, "d") for entry in about)
        change = number(new, "points") * ((was in _HOLDS_POINTS) - (now in _HOLDS_POINTS))
        change -= number(new, "kept") - number(old, "kept")
        change += sum(int(_why(entry).get("released", 0)) for entry in about)
        # The end of what an erased member redeemed moves nothing.
        if moved != change and (entries or was == ""):
            raise Broken(f"law 4: {was or 'nothing'} to {now} moved {moved}, not {change}")
        if (was == "" and now != "held") != (text(new, "reward_kind") in CODELESS and was == ""):
            raise Broken(f"law 4: a {text(new, 'reward_kind')} began as {now}")
        truth = self.code_of(text(new, "store_id"), text(new, "code"))
        # The use of one that has its order was refunded.
        used = truth is not None and truth.used and not text(new, "order_id")
        if now == "returned" and was != now and truth is not None and (truth.active or used):
            raise Broken("law 4: the points came back and the code is in the store")
        if now == "issued" and was == "held" and truth is None:
            raise Broken("law 4: a code was issued that the store does not have")

    def _limited(
        self,
        pk: str,
        old: Item | None,
        new: Item,
        before: Mapping[Key, Item | None],
        after: Mapping[Key, Item | None],
    ) -> None:
        """Law 3, of what there is only so much of: it is counted with the points that it costs, and
        whoever is counted newly was within the limit of some program."""
        limits = set(text(new, "limits").split(",")) - {""}
        held = (text(old, "status") in _HOLDS_POINTS, text(new, "status") in _HOLDS_POINTS)
        counted = held[1] - held[0]
        name, ledger_id = text(new, "reward_id"), pk.split("#")[1]
        tally = (f"L#{ledger_id}#T#{name}", "TALLY")
        taken = number(after.get(tally), "taken")
        moved = taken - number(before.get(tally), "taken")
        if moved != (counted if "stock" in limits else 0) or taken < 0:
            raise Broken(f"law 3: a redemption ({held}) moved its stock by {moved} to {taken}")
        if old is not None:
            return
        offered = [
            reward
            for one in self.model.programs[ledger_id]
            for reward in one.document["rewards"]
            if reward["id"] == name
        ]
        if "stock" in limits and taken > max(one.get("stock", _ENDLESS) for one in offered):
            raise Broken(f"law 3: {taken} of {name} were redeemed, more than there are")
        member = next(row for key, row in after.items() if key[1] == "MEMBER")
        times = _counters(member).get(f"reward:{name}", 0)
        most = max((one.get("limit_per_member", 0) for one in offered), default=0)
        if "member" in limits and not 0 < times <= most:
            raise Broken(f"law 3: a member has redeemed {name} {times} times, {most} is the most")

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
            # Codes had kept back points of an order that were forgiven: it has them again.
            released = int(why.get("released", 0))
            if worth != change + forgiven + released - expired:
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
        points = replayed(why)
        held = number(order, "a") + number(order, "p")
        if points != held:
            raise Broken(f"law 8: the why gives {points}, the order has {held}")


def _expired(member: Item | None) -> int:
    return sum(lots(text(member, "expired")).values())


def _counters(member: Item | None) -> dict[str, int]:
    """ "reward:cash=2,reward:off-small=1" by name."""
    parts = (part.rpartition("=") for part in text(member, "n").split(",") if part)
    return {name: int(count) for name, _, count in parts}


def _why(entry: Item) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text(entry, "why"))
    return found


def _source(entry: Item) -> dict[str, str]:
    found: dict[str, str] = json.loads(text(entry, "source"))
    return found
