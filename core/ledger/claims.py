"""Orders, redemptions and joins against the entries about them.

Nearly always one member has all entries about a subject, so a member's sums are held against the
rows a hundred at a time. Where that does not fit (an order that changed its member, members that
were joined, somebody who writes just now) the subject is looked at again at the end, alone, with
every member that had a share in it. What waits for that lies in a file, not in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain, combinations

from core.identity import Ledger
from core.ledger import keys, raw
from core.ledger.account import Account, Share, Subject
from core.ledger.raw import Item, Key, number, text

_AT_ONCE = 100
# A row that somebody keeps changing is left to the next run.
_LOOKS = 5
# Of so many shares of erased members every combination is tried.
_CLOSED_TRIED = 6


class Claims:
    """`master_key`: the deployment's; without it codes cannot be named, and redemptions are left
    out."""

    def __init__(self, master_key: bytes | None) -> None:
        self._master_key = master_key
        self._waiting: list[tuple[Ledger, str, Subject, Share]] = []
        self._doubts = sqlite3.connect("")  # a file that goes with the connection
        self._doubts.execute(
            "CREATE TABLE doubts (ledger, kind, store, id, member,"
            " PRIMARY KEY (ledger, kind, store, id, member)) WITHOUT ROWID"
        )

    def add(self, account: Account) -> None:
        """Check a member's shares, at once or with the next hundred."""
        ledger = self._ledger(keys.ledger_of_member(account.pk) or "")
        for subject, share in account.shares.items():
            if subject[0] != "redemption" or self._master_key is not None:
                self._waiting.append((ledger, account.member_id, subject, share))
        if len(self._waiting) >= _AT_ONCE:
            self._compare()

    def faults(self) -> Iterator[tuple[str, str]]:
        """(member, what is wrong) of all that was added. Ends the work."""
        self._compare()
        rows = self._doubts.execute("SELECT * FROM doubts ORDER BY ledger, kind, store, id")
        subject: tuple[str, Subject] | None = None
        members: list[str] = []
        for ledger_id, kind, store, one, member in chain(rows, [("", "", "", "", "")]):
            here = (ledger_id, (kind, store, one))
            if subject is not None and here != subject:
                what = _second_look(self._ledger(subject[0]), subject[1], members)
                if what is not None:
                    yield members[0], what
                members = []
            subject = here
            members.append(member)
        self._doubts.close()

    def _ledger(self, ledger_id: str) -> Ledger:
        return Ledger.open(ledger_id, self._master_key or b"")

    def _compare(self) -> None:
        waiting, self._waiting = self._waiting, []
        rows = raw.get(_key(ledger, subject) for ledger, _, subject, _ in waiting)
        doubtful = (
            (ledger.ledger_id, *subject, member_id)
            for ledger, member_id, subject, share in waiting
            if not _agrees(subject, rows.get(_key(ledger, subject)), share)
        )
        self._doubts.executemany("INSERT OR IGNORE INTO doubts VALUES (?, ?, ?, ?, ?)", doubtful)


def _key(ledger: Ledger, subject: Subject) -> Key:
    kind, store_id, one = subject
    if kind == "order":
        return keys.order(ledger, store_id, one), keys.ORDER
    if kind == "redemption":
        return keys.redemption(ledger, ledger.code(one)), keys.REDEMPTION
    if kind == "award":
        return keys.awards(ledger, store_id), one
    return keys.member(ledger, one), keys.MEMBER


def _agrees(subject: Subject, row: Item | None, share: Share) -> bool:
    if row is None:
        return False
    if subject[0] == "join":
        return bool(text(row, "merged_into"))
    worth, pending = _claimed(subject, row)
    if share.pending != pending:
        return False
    # Points that came back to a lot that had ended are in no entry's sum.
    dated = share.dated or bool(text(row, "lot_on") or text(row, "taken"))
    short = worth + share.left - share.worth
    return short == 0 or (short > 0 and dated and subject[0] != "redemption")


def _claimed(subject: Subject, row: Item) -> tuple[int, int]:
    """What the row says its entries sum to: worth and pending."""
    if subject[0] in ("order", "award"):
        kept_out = number(row, "excused") + number(row, "forgiven")
        return number(row, "a") + kept_out, number(row, "p")
    returned = text(row, "status") == "returned"
    return -number(row, "kept" if returned else "points"), 0


def _second_look(ledger: Ledger, subject: Subject, member_ids: list[str]) -> str | None:
    """What is wrong with one subject, if anything is; read so that no writer comes between: an
    entry about it is written with its row."""
    key = _key(ledger, subject)
    for _ in range(_LOOKS):
        row = raw.get([key]).get(key)
        accounts = _involved(ledger, row, member_ids)
        if raw.get([key]).get(key) == row:
            return _verdict(subject, row, accounts)
    return None


def _involved(ledger: Ledger, row: Item | None, member_ids: list[str]) -> dict[str, Account]:
    """The members named, who holds the subject by its row, and all who were joined with them."""
    open_ids = [*member_ids, *filter(None, [text(row or {}, "m") or text(row or {}, "member_id")])]
    found: dict[str, Account] = {}
    while open_ids:
        one = open_ids.pop()
        if one in found:
            continue
        account = found[one] = Account(keys.member(ledger, one))
        for item in raw.partition(account.pk):
            account.add(item)
        open_ids += account.joined
        open_ids += filter(None, [text(account.row or {}, "merged_into")])
    return found


def _verdict(subject: Subject, row: Item | None, accounts: dict[str, Account]) -> str | None:
    shares = {one: a.shares[subject] for one, a in accounts.items() if subject in a.shares}
    name = " ".join(part for part in subject if part)
    if not shares:
        return None  # redacted meanwhile
    if row is None:
        return f"{name} has entries and no row"
    if subject[0] == "join":
        joined = _agrees(subject, row, Share())
        return None if joined else f"points came in from {subject[2]}, who was not joined"
    since_s = (
        number(row, "placed_at_s")
        or number(row, "given_at_s")
        or number(row, "created_at_ms") // 1000
    )
    closed = [one for one in shares if _erased_since(one, since_s, accounts)]
    # What an erased member had from an order is closed: the row may have begun anew without it.
    for without in _combinations(closed):
        if _agrees(subject, row, _sum(s for one, s in shares.items() if one not in without)):
            return None
    if subject[0] == "redemption" and closed:
        return None  # its end moved no points
    total, (worth, pending) = _sum(shares.values()), _claimed(subject, row)
    return (
        f"{name}: by its row {worth} points and {pending} pending, "
        f"its entries sum to {total.worth - total.left} and {total.pending}"
    )


def _erased_since(member_id: str, since_s: int, accounts: dict[str, Account]) -> bool:
    seen: set[str] = set()
    while member_id and member_id not in seen:
        seen.add(member_id)
        row = accounts[member_id].row if member_id in accounts else None
        if row is None:
            return False
        if "erased_at_s" in row and number(row, "erased_at_s") >= since_s:
            return True
        member_id = text(row, "merged_into")
    return False


def _combinations(closed: list[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(
        combinations(closed, size) for size in range(min(len(closed), _CLOSED_TRIED) + 1)
    )


def _sum(shares: Iterable[Share]) -> Share:
    total = Share()
    for share in shares:
        total.add(share)
    return total
