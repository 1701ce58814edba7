"""One member's entries, added up as they stream by, and what is wrong with them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from core import lots as lot
from core.ledger import keys
from core.ledger.packing import unpack_lots, unpack_pairs
from core.ledger.raw import Item, number, text
from core.ledger.rows import link

# Of one member; a chain that broke early would name every entry behind it.
_FAULTS_KEPT = 20
_SUMMED = ("available", "pending", "debt")

# What entries are about: ("order", store, id), ("redemption", "", id), ("join", "", member),
# ("award", member whom it was first given to, id).
Subject = tuple[str, str, str]


@dataclass(slots=True)
class Share:
    """What a member's entries about one subject add up to.

    `worth` is available less debt. `left` is what an order left behind when it moved to another
    member. `dated`: points with an expiry were among them.
    """

    worth: int = 0
    pending: int = 0
    left: int = 0
    dated: bool = False

    def add(self, other: Share) -> None:
        self.worth += other.worth
        self.pending += other.pending
        self.left += other.left
        self.dated = self.dated or other.dated


@dataclass(slots=True)
class Account:
    """A member's partition: give it all items in the order of their keys, then ask `faults_with`
    the member's row. Its size follows the member's orders and redemptions, not the ledger's."""

    pk: str
    entries: int = 0
    row: Item | None = None
    sums: Counter[str] = field(default_factory=Counter)
    lots: Counter[str] = field(default_factory=Counter)
    spend: Counter[str] = field(default_factory=Counter)
    sequence: int = 0
    head: str = ""
    shares: dict[Subject, Share] = field(default_factory=dict)
    joined: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def member_id(self) -> str:
        return self.pk.rsplit("#", 1)[1]

    def add(self, item: Item) -> None:
        """The next item; what is neither an entry nor the member's row is passed over."""
        if item["sk"]["S"].startswith(keys.ENTRY_PREFIX):
            self._add_entry(item)
        elif item["sk"]["S"] == keys.MEMBER:
            self.row = item

    def _add_entry(self, item: Item) -> None:
        self.entries += 1
        sequence = number(item, "seq")
        available, pending, debt = number(item, "a"), number(item, "p"), number(item, "d")
        lots, spend, previous = text(item, "lots"), text(item, "spend"), text(item, "previous")
        source, why = json.loads(text(item, "source")), json.loads(text(item, "why"))
        content = [
            *(self.member_id, sequence, number(item, "at_ms"), text(item, "k")),
            *(available, pending, debt, lots, spend, source, why, previous),
        ]
        if sequence != self.sequence + 1:
            self._fault(f"entry {self.sequence + 1} is missing")
        if item["sk"]["S"] != keys.entry(sequence):
            self._fault(f"entry {sequence} lies under another one's key")
        if previous != self.head:
            self._fault(f"entry {sequence} does not follow the one before it")
        if link(content) != text(item, "hash"):
            self._fault(f"entry {sequence} was changed after it was written")
        self.sequence, self.head = sequence, text(item, "hash")
        for name, change in zip(_SUMMED, (available, pending, debt), strict=True):
            self.sums[name] += change
        for on, points in unpack_lots(lots):
            self.lots[on] += points
        for month, minor in unpack_pairs(spend):
            self.spend[month] += minor
        # What codes had kept back of an order's points is theirs, not the order's; what a purchase
        # brought back of points that had ended is of the orders before.
        worth = available - debt - why.get("released", 0) - why.get("revived", 0)
        self._share(source, why, Share(worth, pending, dated=_dated(lots)))

    def _share(self, source: Any, why: Any, share: Share) -> None:
        kind = source.get("type")
        if kind not in ("order", "redemption", "join", "award") or why.get("reason") == "join_out":
            return
        if kind == "join":
            self.joined.append(source["id"])
        if why.get("reason") == "moved":
            share.left = why.get("excused", 0) + why.get("forgiven", 0)
        subject = (kind, source.get("store") or source.get("member", ""), source["id"])
        self.shares.setdefault(subject, Share()).add(share)

    def _fault(self, what: str) -> None:
        if len(self.faults) < _FAULTS_KEPT:
            self.faults.append(what)

    def judged(self) -> list[str]:
        """What is wrong, as sentences."""
        return [*self.faults, *(self._against(self.row) if self.row else self._without())]

    def _without(self) -> list[str]:
        return ["entries without a member's row"] if self.entries else []

    def _against(self, row: Item) -> Iterator[str]:
        for name in _SUMMED:
            kept, summed = number(row, name), self.sums[name]
            if kept != summed:
                yield f"{name} is {kept}, its entries sum to {summed}"
            if kept < 0:
                yield f"{name} is below zero"
        lots = lot.normal(self.lots.items())
        if unpack_lots(text(row, "lots")) != lots:
            yield "the lots are not the sum of the entries' lots"
        if lot.total(lots) != self.sums["available"]:
            yield "the lots do not sum to the available points"
        if dict(unpack_pairs(text(row, "spend"))) != {k: n for k, n in self.spend.items() if n}:
            yield "the spend is not the sum of the entries' spend"
        if number(row, "seq") != self.sequence or text(row, "head") != self.head:
            yield "the member's row and the last entry disagree"


def _dated(lots: str) -> bool:
    return any(not part.startswith("=") for part in lots.split(",") if part)
