"""Proving the books: every balance is the sum of its entries, every chain is whole, and orders and
redemptions say what the entries about them say.

Reads the whole table in key order, a page at a time, because a check that trusted an index would
miss what the index lost. Members and their entries share a partition, so memory is bounded by one
member, not by the ledger. Where the read and a writer met, that member is read again before
anything is said about it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from core.ledger import keys, raw, stores
from core.ledger.account import Account
from core.ledger.claims import Claims
from core.ledger.raw import number

# More are counted, not kept: a report of a broken table must fit into memory as well.
MISMATCHES_KEPT = 10_000
_MEMBERS_A_STEP = 5_000
_LOOKS = 5


@dataclass(slots=True)
class Report:
    """`mismatches` are the first MISMATCHES_KEPT of `found`."""

    members: int = 0
    entries: int = 0
    found: int = 0
    mismatches: list[dict[str, str]] = field(default_factory=list)

    def add(self, member_id: str, what: str) -> None:
        self.found += 1
        if len(self.mismatches) < MISMATCHES_KEPT:
            self.mismatches.append({"member": member_id, "what": what})


Progress = Callable[[Report], None]


def verify(
    ledger_ids: set[str] | None = None,
    master_key: bytes | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check every member of the given ledgers (all when None). With the deployment's `master_key`
    redemptions are checked as well. `progress` is called every few thousand members."""
    report = Report()
    claims = Claims(master_key)
    left = _Left(ledger_ids)
    account: Account | None = None
    for item in raw.scan():
        pk, sk = raw.key_of(item)
        if left.behind(pk):
            report.add(pk.rpartition("#")[2], f"a row was left behind by a redaction: {pk} {sk}")
            continue
        if not (sk == keys.MEMBER or sk.startswith(keys.ENTRY_PREFIX)):
            continue
        ledger_id = keys.ledger_of_member(pk)
        if ledger_id is None or not (ledger_ids is None or ledger_id in ledger_ids):
            continue
        if account is None or pk != account.pk:
            _close(report, claims, account)
            if progress is not None and report.members and not report.members % _MEMBERS_A_STEP:
                progress(report)
            account = Account(pk)
        account.add(item)
    _close(report, claims, account)
    for member_id, what in claims.faults():
        report.add(member_id, what)
    return report


def _close(report: Report, claims: Claims, account: Account | None) -> None:
    if account is None:
        return
    report.members += 1
    report.entries += account.entries
    if account.judged():
        account = _second_look(account.pk)
    for what in account.judged():
        report.add(account.member_id, what)
    claims.add(account)


def _second_look(pk: str) -> Account:
    """The member as of one moment: an entry is written together with the row, so entries read
    between two readings of one version of the row are those that belong to it. A member who is
    written to all the time is read up to the row's last entry."""
    key = (pk, keys.MEMBER)
    for _ in range(_LOOKS):
        row = raw.get([key]).get(key)
        account = Account(pk)
        for item in raw.partition(pk):
            account.add(item)
        if account.row == row:
            return account
    account = Account(pk)
    for item in raw.partition(pk):
        if row is not None and number(item, "seq") <= number(row, "seq"):
            account.add(item)
    account.row = row
    return account


class _Left:
    """Rows that had to go with their stores."""

    def __init__(self, ledger_ids: set[str] | None) -> None:
        self._ledger_ids = ledger_ids
        self._emptied: dict[str, bool] = {}

    def behind(self, pk: str) -> bool:
        ledger_id = keys.ledger_of(pk)
        if ledger_id is None or not (self._ledger_ids is None or ledger_id in self._ledger_ids):
            return False
        if ledger_id not in self._emptied:
            self._emptied[ledger_id] = stores.emptied(ledger_id)
        return self._emptied[ledger_id] and not keys.is_program(pk)
