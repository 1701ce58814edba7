"""Making again what the relay makes of entries: lists, addresses, due work, and what queues carry.

For when the stream forgot something, or a table was restored. Everything is made from the entries
and the rows themselves; what is there already stays as it is. The operator's work, since it reads
the whole table: streaming, in memory bounded by one member's recent orders.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from core import calendar
from core.identity import Ledger
from core.ledger import due, keys, members, raw, spending, yearly_rows
from core.ledger.directory import DirectoryRow
from core.ledger.raw import Item, Key, number, text
from core.ledger.rows import EntryRow
from core.redemptions import HOLD_MS, began

_AT_ONCE = 100
_TOLD_EVERY = 5000
_DAY_S = 86_400


class Effects(Protocol):
    """What the relay gives to queues and to the records. All of it may be repeated."""

    def code(self, ledger_id: str, redemption_id: str) -> None: ...
    def follow(self, ledger_id: str, store_id: str, order_id: str, was: str) -> None: ...
    def award(self, ledger_id: str, award: str) -> None: ...
    def recheck(self, store_id: str, order_id: str) -> None: ...
    def copy(self, ledger_id: str, member_id: str) -> None: ...
    def erased(self, ledger: Ledger, member_id: str, at_ms: int) -> None: ...


@dataclass(slots=True)
class Mended:
    """Items read, lines that were missing, and what was sent again."""

    items: int = 0
    members_listed: int = 0
    orders_listed: int = 0
    redemptions_listed: int = 0
    addresses: int = 0
    addresses_dropped: int = 0
    limits_counted: int = 0
    due: int = 0
    days: int = 0
    codes_sent: int = 0
    rechecks_sent: int = 0
    followed: int = 0
    copies_sent: int = 0
    erasures_noted: int = 0
    claims: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    """Something that should be there under one of `where`; `write` makes it, `counts` names it.
    `right`: whether what is there may stay. `yields`: to whoever else wants it."""

    where: tuple[Key, ...]
    write: Callable[[], object]
    counts: str
    right: Callable[[Item], bool] = lambda item: True
    yields: bool = False


def reconcile(
    open_ledger: Callable[[str], Ledger | None],
    effects: Effects,
    *,
    now_s: int,
    since_s: int,
    tell: Callable[[Mended], None] = lambda mended: None,
) -> Mended:
    """Mend every ledger that `open_ledger` opens (None: not this one); what was mended.

    Redemptions that are open are given to the codes queue, and for entries since unix second
    `since_s` orders that were left open are asked for again and balances copied again: nobody can
    see in the table whether that was lost. `tell` hears of progress now and then.
    """
    return _Run(open_ledger, effects, now_s, since_s, tell).walk()


class _Run:
    def __init__(
        self,
        open_ledger: Callable[[str], Ledger | None],
        effects: Effects,
        now_s: int,
        since_s: int,
        tell: Callable[[Mended], None],
    ) -> None:
        self.mended = Mended()
        self._open = open_ledger
        self._effects = effects
        self._now_s = now_s
        self._since_s = since_s
        self._tell = tell
        self._ledgers: dict[str, Ledger | None] = {}
        self._lines: list[_Line] = []
        self._aliases: list[tuple[Ledger, str, str]] = []
        self._days: set[str] = set()
        self._pk = ""
        self._recent = False
        self._orders: set[tuple[str, str]] = set()
        self._followed: set[tuple[str, str, str]] = set()
        self._awards: set[str] = set()

    def walk(self) -> Mended:
        for item in raw.scan():
            self.mended.items += 1
            if self.mended.items % _TOLD_EVERY == 0:
                self._tell(self.mended)
            if item["pk"]["S"] != self._pk:
                self._leave(item["pk"]["S"])
            self._look(item)
        self._leave("")
        self._make_missing()
        self._drop_stale()
        return self.mended

    def _look(self, item: Item) -> None:
        kind = text(item, "t")
        parts = item["pk"]["S"].split("#")
        if parts[0] == "DUE" and kind == "D":
            if self._ledger(text(item, "ledger_id")) is not None:
                self._day(parts[1])
            return
        ledger = self._ledger(parts[1]) if parts[0] == "L" else None
        if ledger is None:
            return
        if kind == "E":
            self._entry(ledger, parts[3], item)
        elif kind == "M":
            self._member(ledger, parts[3], item)
        elif kind == "O" and text(item, "release_on") and number(item, "p"):
            self._held(ledger, parts[3], parts[4], text(item, "release_on"))
        elif kind == "R":
            self._redemption(ledger, item)
        elif kind == "N":
            self._memo(ledger, parts[3], item)
        elif kind == "A":
            self._aliases.append((ledger, parts[3], text(item, "member_id")))
            if len(self._aliases) >= _AT_ONCE:
                self._drop_stale()

    def _ledger(self, ledger_id: str) -> Ledger | None:
        if ledger_id not in self._ledgers:
            self._ledgers[ledger_id] = self._open(ledger_id)
        return self._ledgers[ledger_id]

    def _entry(self, ledger: Ledger, member_id: str, item: Item) -> None:
        flags = text(item, "flags").split(",")
        source = json.loads(text(item, "source"))
        if number(item, "seq") == 1:
            line = DirectoryRow(keys.member_directory(ledger), member_id)
            self._want(line.save, "members_listed", (line.pk, line.sk))
        if "list" in flags:
            placed = f"{number(item, 'placed_at_s'):010d}#{source['id']}"
            line = DirectoryRow(keys.order_directory(ledger, source["store"]), placed)
            self._want(line.save, "orders_listed", (line.pk, line.sk))
        why = json.loads(text(item, "why") or "{}")
        if redemption_id := began(source, why, text(item, "k")):
            made = keys.redemption_line(number(item, "at_ms"), redemption_id)
            line = DirectoryRow(keys.redemption_directory(ledger), made)
            self._want(line.save, "redemptions_listed", (line.pk, line.sk))
        if spending.concerns(item):
            entry = EntryRow.from_raw_data(item)
            line_of = (item["pk"]["S"], keys.counted(entry.sequence))
            self._want(lambda: spending.count(ledger, [entry]), "limits_counted", line_of)
        if text(item, "k") == "erase":
            self._effects.erased(ledger, member_id, number(item, "at_ms"))
            self.mended.erasures_noted += 1
        if number(item, "at_ms") >= self._since_s * 1000:
            self._recent = True
            if "recheck" in flags or "estimated" in flags:
                self._orders.add((source["store"], source["id"]))
            if "follow" in flags:
                was = why.get("was", "")
                self._followed.add((source["store"], source["id"], was))
            if "award" in flags:
                self._awards.add(why["award"])

    def _leave(self, next_pk: str) -> None:
        """The end of a partition: what a member's recent entries asked for, once each."""
        if self._recent:
            _, ledger_id, _, member_id = self._pk.split("#")
            self._effects.copy(ledger_id, member_id)
            self.mended.copies_sent += 1
            for store_id, order_id, was in sorted(self._followed):
                self._effects.follow(ledger_id, store_id, order_id, was)
            for award in sorted(self._awards):
                self._effects.award(ledger_id, award)
            self.mended.followed += len(self._followed) + len(self._awards)
        for store_id, order_id in sorted(self._orders):
            self._effects.recheck(store_id, order_id)
            self.mended.rechecks_sent += 1
        self._pk, self._recent, self._orders = next_pk, False, set()
        self._followed, self._awards = set(), set()

    def _member(self, ledger: Ledger, member_id: str, item: Item) -> None:
        contact = json.loads(text(item, "contact") or "{}")
        if contact.get("e"):
            self._findable(ledger, ledger.alias(contact["e"]), member_id, bool(contact.get("c")))
        day = text(item, "due_on")
        if day and not text(item, "merged_into"):
            at_s = due.noon_s(day)
            self._due(
                ledger,
                "member",
                member_id,
                at_s,
                lambda: due.register_member(ledger, member_id, day, self._now_s),
            )

    def _held(self, ledger: Ledger, store_id: str, order_id: str, day: str) -> None:
        self._due(
            ledger,
            "order",
            due.order_name(store_id, order_id),
            due.noon_s(day),
            lambda: due.register_order(ledger, store_id, order_id, day, self._now_s),
        )

    def _redemption(self, ledger: Ledger, item: Item) -> None:
        redemption_id, status = text(item, "redemption_id"), text(item, "status")
        if status in ("held", "returning"):
            self._effects.code(ledger.ledger_id, redemption_id)
            self.mended.codes_sent += 1
            work, at_s = "hold", (number(item, "created_at_ms") + HOLD_MS) // 1000
        elif status == "issued":
            work, at_s = "code", number(item, "expires_at_s") + _DAY_S
        else:
            return
        later_s = max(at_s, self._now_s)
        self._due(
            ledger,
            work,
            redemption_id,
            at_s,
            lambda: due.register(ledger, work, redemption_id, later_s),
        )

    def _memo(self, ledger: Ledger, member_id: str, item: Item) -> None:
        """The lines that a memo has elsewhere: of a day in its index, of a claim in its list."""
        name = item["sk"]["S"].split("#", 1)[1]
        if name.isdecimal():
            return
        for pk, sk in json.loads(text(item, "text")).get("rows", ()):
            if pk.startswith(f"{keys.YEARLY_DAYS}#"):
                self._yearly(ledger, name.split("#")[1], member_id, pk, sk)
            else:
                self._want(DirectoryRow(pk, sk).save, "claims", (pk, sk))

    def _yearly(self, ledger: Ledger, what: str, member_id: str, pk: str, sk: str) -> None:
        day = pk.split("#")[1]
        at_s = max(calendar.start_s(day), self._now_s)
        line = yearly_rows.line_at(ledger, what, member_id, at_s)
        self._want(yearly_rows.day_row(day).save, "days", (keys.YEARLY_DAYS, day))
        # Under the key that the memo names: any other line means nothing.
        line.pk, line.sk = pk, sk
        self._want(line.save, "due", (pk, sk))

    def _due(
        self, ledger: Ledger, work: str, name: str, at_s: int, write: Callable[[], object]
    ) -> None:
        """Work that is on its day, or, when that has passed, on today's."""
        rows = [due.due_row(ledger, work, name, one) for one in {at_s, max(at_s, self._now_s)}]
        self._want(write, "due", *((row.pk, row.sk) for row in rows))

    def _day(self, day: str) -> None:
        if day not in self._days:
            self._days.add(day)
            row = due.day_row(calendar.start_s(day))
            self._want(row.save, "days", (row.pk, row.sk))

    def _findable(self, ledger: Ledger, alias_id: str, member_id: str, account: bool) -> None:
        """By its address, unless somebody else who has it is found by it already: an account goes
        before a guest."""

        def right(found: Item) -> bool:
            other = text(found, "member_id")
            if other == member_id or not account:
                return True
            contact = self._contacts(ledger, [other]).get(other, {})
            return bool(contact.get("c")) and _has(contact, ledger, alias_id)

        def write() -> None:
            members.note_alias(ledger, alias_id, member_id)

        where = (keys.alias(ledger, alias_id), "ALIAS")
        self._want(write, "addresses", where, right=right, yields=not account)

    def _drop_stale(self) -> None:
        """An address that its member has no more leads nowhere: they may have been erased."""
        noted, self._aliases = self._aliases, []
        for ledger in dict.fromkeys(ledger for ledger, _, _ in noted):
            own = [one for one in noted if one[0] is ledger]
            contacts = self._contacts(ledger, [member_id for _, _, member_id in own])
            for _, alias_id, member_id in own:
                if not _has(contacts.get(member_id, {}), ledger, alias_id):
                    dropped = members.drop_alias(ledger, alias_id, member_id)
                    self.mended.addresses_dropped += dropped

    def _contacts(self, ledger: Ledger, member_ids: list[str]) -> dict[str, dict[str, Any]]:
        wanted = {(keys.member(ledger, one), keys.MEMBER): one for one in member_ids}
        found = raw.get(wanted, names="pk, sk, contact")
        return {wanted[key]: json.loads(text(row, "contact") or "{}") for key, row in found.items()}

    def _want(
        self,
        write: Callable[[], object],
        counts: str,
        *where: Key,
        right: Callable[[Item], bool] = lambda item: True,
        yields: bool = False,
    ) -> None:
        self._lines.append(_Line(where, write, counts, right, yields))
        if len(self._lines) >= _AT_ONCE:
            self._make_missing()

    def _make_missing(self) -> None:
        lines, self._lines = self._lines, []
        there = raw.get((key for line in lines for key in line.where), names="pk, sk, member_id")
        made: set[Key] = set()
        for line in sorted(lines, key=lambda line: line.yields):
            fine = any(key in there and line.right(there[key]) for key in line.where)
            if not fine and made.isdisjoint(line.where):
                line.write()
                made.update(line.where)
                setattr(self.mended, line.counts, getattr(self.mended, line.counts) + 1)


def _has(contact: dict[str, Any], ledger: Ledger, alias_id: str) -> bool:
    return bool(contact.get("e")) and ledger.alias(contact["e"]) == alias_id
