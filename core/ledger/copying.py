"""The table's items out of it and into it: what an export reads and a restore writes.

A scan is no picture of one moment. So members that were written to while it ran are read again at
its end, each together with the orders and redemptions it was written about, until no writer came
between; what comes later counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from core.identity import Ledger
from core.ledger import keys, raw
from core.ledger.account import Account
from core.ledger.raw import Item, Key, number, text

# Clocks of the workers and of who exports may differ by so much.
_SKEW_MS = 60_000
_LOOKS = 20


@dataclass(slots=True)
class _Changed:
    """What was written to while the scan ran: members' partitions, and rows about which."""

    since_ms: int
    members: dict[str, set[Key]] = field(default_factory=dict)

    def note(self, item: Item) -> None:
        pk, sk = raw.key_of(item)
        parts = pk.split("#")
        if parts[0] != "L" or len(parts) < 4:
            return
        if parts[2] == "M" and sk.startswith(keys.ENTRY_PREFIX):
            if number(item, "at_ms") >= self.since_ms:
                self.members.setdefault(pk, set())
        elif parts[2] == "O" and number(item, "r") >= self.since_ms:
            self._about(parts[1], text(item, "m"), (pk, sk))
        elif parts[2] == "R" and number(item, "created_at_ms") >= self.since_ms:
            self._about(parts[1], text(item, "member_id"), (pk, sk))

    def _about(self, ledger_id: str, member_id: str, key: Key) -> None:
        if member_id:
            self.members.setdefault(f"L#{ledger_id}#M#{member_id}", set()).add(key)


def exported(
    wanted: Callable[[Item], bool], open_ledger: Callable[[str], Ledger], began_ms: int
) -> Iterator[Item]:
    """Every item that is `wanted`, some twice: the later one counts."""
    changed = _Changed(began_ms - _SKEW_MS)
    for item in raw.scan():
        if wanted(item):
            changed.note(item)
            yield item
    for pk, about in changed.members.items():
        ledger = open_ledger(keys.ledger_of_member(pk) or "")
        yield from _at_once(ledger, pk, about, changed.since_ms)


def _at_once(ledger: Ledger, pk: str, about: set[Key], since_ms: int) -> list[Item]:
    """A member's partition and the rows that its newest entries were written with, as of one
    moment: every entry changes the member's row."""
    key = (pk, keys.MEMBER)
    items: list[Item] = []
    for _ in range(_LOOKS):
        before = raw.get([key]).get(key)
        items = list(raw.partition(pk))
        rows = raw.get(about | set(_named(ledger, items, since_ms)))
        if raw.get([key]).get(key) == before:
            return [*items, *rows.values()]
    return items


def _named(ledger: Ledger, items: Iterable[Item], since_ms: int) -> Iterator[Key]:
    account = Account(text(next(iter(items), {}), "pk"))
    for item in items:
        if item["sk"]["S"].startswith(keys.ENTRY_PREFIX) and number(item, "at_ms") >= since_ms:
            account.add(item)
    for kind, store_id, one in account.shares:
        if kind == "order":
            yield keys.order(ledger, store_id, one), keys.ORDER
        elif kind == "redemption":
            yield keys.redemption(ledger, ledger.code(one)), keys.REDEMPTION


def of_store(store_id: str, ledger_id: str) -> Callable[[Item], bool]:
    """Whether an item belongs to a store, or to its ledger."""

    def wanted(item: Item) -> bool:
        pk, sk = raw.key_of(item)
        return (
            pk.startswith(f"L#{ledger_id}#")
            or pk == keys.store(store_id)
            or (pk == "STORES" and sk == store_id)
            or (pk.startswith("DUE") and text(item, "ledger_id") in ("", ledger_id))
        )

    return wanted


def is_empty() -> bool:
    """Whether the table holds nothing."""
    return next(raw.scan(), None) is None


def clear() -> int:
    """Delete everything; how many items."""
    return raw.delete(raw.key_of(item) for item in raw.scan())
