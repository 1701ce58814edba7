"""Proving the books: every balance is the sum of its entries, every chain is whole.

Reads the whole table in key order, a page at a time, because a check that trusted an index would
miss what the index lost. Members and their entries share a partition, so memory stays bounded by
one member's head, not by the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core import lots as lot
from core.ledger import keys
from core.ledger.packing import unpack_lots
from core.ledger.rows import EntryRow, MemberRow, chain_hash
from core.ledger.table import Row
from core.lots import Lots


@dataclass(slots=True)
class Report:
    members: int = 0
    entries: int = 0
    mismatches: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Sums:
    """What the entries of one member add up to so far."""

    pk: str
    available: int = 0
    pending: int = 0
    debt: int = 0
    lots: Lots = ()
    sequence: int = 0
    head: str = ""
    faults: list[str] = field(default_factory=list)

    def add(self, row: EntryRow) -> None:
        self.available += int(row.available)
        self.pending += int(row.pending)
        self.debt += int(row.debt)
        self.lots = lot.normal((*self.lots, *unpack_lots(row.lots)))
        if int(row.sequence) != self.sequence + 1:
            self.faults.append(f"entry {self.sequence + 1} is missing")
        if (row.previous or "") != self.head:
            self.faults.append(f"entry {int(row.sequence)} does not follow the one before it")
        if chain_hash(self.pk.rsplit("#", 1)[1], row) != row.hash:
            self.faults.append(f"entry {int(row.sequence)} was changed after it was written")
        self.sequence = int(row.sequence)
        self.head = row.hash

    def check(self, row: MemberRow) -> None:
        for name in ("available", "pending", "debt"):
            kept, summed = int(getattr(row, name)), getattr(self, name)
            if kept != summed:
                self.faults.append(f"{name} is {kept}, its entries sum to {summed}")
        if unpack_lots(row.lots) != self.lots:
            self.faults.append("the lots are not the sum of the entries' lots")
        if lot.total(self.lots) != self.available:
            self.faults.append("the lots do not sum to the available points")
        if min(int(row.available), int(row.pending), int(row.debt)) < 0:
            self.faults.append("a balance is below zero")
        if int(row.sequence) != self.sequence or (row.head or "") != self.head:
            self.faults.append("the member's row and the last entry disagree")


def verify(ledger_ids: set[str] | None = None) -> Report:
    """Check every member of the given ledgers (all when None)."""
    report = Report()
    sums: _Sums | None = None
    member: MemberRow | None = None
    for row in _rows(ledger_ids):
        if sums is None or row.pk != sums.pk:
            _close(report, sums, member)
            sums, member = _Sums(row.pk), None
        if isinstance(row, EntryRow):
            report.entries += 1
            sums.add(row)
        elif isinstance(row, MemberRow):
            member = row
    _close(report, sums, member)
    return report


def _rows(ledger_ids: set[str] | None) -> Iterator[Row]:
    # A scan returns a partition's items together and in the order of their sort keys.
    for row in Row.scan(consistent_read=True):
        ledger_id = keys.ledger_of_member(row.pk)
        wanted = ledger_id is not None and (ledger_ids is None or ledger_id in ledger_ids)
        if wanted and isinstance(row, EntryRow | MemberRow):
            yield row


def _close(report: Report, sums: _Sums | None, member: MemberRow | None) -> None:
    if sums is None:
        return
    report.members += 1
    if member is None:
        sums.faults.append("entries without a member's row")
    else:
        sums.check(member)
    name = sums.pk.rsplit("#", 1)[1]
    report.mismatches.extend({"member": name, "what": fault} for fault in sums.faults)
