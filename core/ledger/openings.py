"""Bringing opening balances, one member and one transaction at a time, and taking them back.

A line of an import leaves a row of its own in the same transaction, so that repeating it, after a
crash or out of impatience, does nothing. Finding who is meant costs two reads for many people at
once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from core.brought import Change
from core.evolve import replace
from core.identity import Ledger
from core.ledger import keys, opening_rows
from core.ledger.meant import contact_of, find, first_name
from core.ledger.opening_rows import ImportedRow, OpeningRow
from core.ledger.posting import Books
from core.ledger.rows import NoteRow
from core.ledger.table import Commit, Row, read_rows, retrying
from core.member import Contact, Entry, MemberState
from core.migrating.opening import Policy, opened, undone
from core.migrating.planning import Opening

What = Literal["new", "changed", "unchanged", "done_before", "erased"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a line does, or did. `points`: how many more were brought with it."""

    what: What
    member_id: str
    points: int = 0


def look(
    books: Books, store_id: str, import_id: str, openings: Sequence[Opening], now_ms: int
) -> list[Outcome]:
    """What each line would do; nothing is written. At most some hundred at once."""
    people = [one.person for one in openings]
    found, _ = find(books, store_id, people, consistent=False)
    wanted = {opening_rows.key_of(books.ledger, one.member_id, store_id) for one in found}
    rows = read_rows(wanted, consistent=False) if wanted else []
    brought = {row.pk: row for row in rows if isinstance(row, OpeningRow)}
    outcomes = []
    for member, opening in zip(found, openings, strict=True):
        row = brought.get(keys.opening(books.ledger, member.member_id))
        outcomes.append(_decided(books, member, row, opening, import_id, now_ms)[0])
    return outcomes


def bring(books: Books, store_id: str, import_id: str, opening: Opening, now_ms: int) -> Outcome:
    """Carry out a line of an import. The same line again does nothing."""
    ledger, person = books.ledger, opening.person
    done = (keys.import_lines(ledger, import_id), keys.import_line(person.line))

    guessed = opening_rows.key_of(ledger, first_name(ledger, store_id, person), store_id)

    def attempt() -> Outcome:
        [member], rows = find(books, store_id, [person], (done, guessed))
        kept = opening_rows.key_of(ledger, member.member_id, store_id)
        if kept != guessed:
            rows = [*rows, *read_rows([kept])]
        before = next(
            (row for row in rows if isinstance(row, OpeningRow) and row.pk == kept[0]), None
        )
        for row in rows:
            if isinstance(row, ImportedRow):
                return Outcome("done_before", row.member_id, row.points)
        outcome, decision = _decided(books, member, before, opening, import_id, now_ms)
        if decision is None:
            return outcome
        after, entry, change = decision
        commit = Commit()
        contact = contact_of(member.contact, person, store_id)
        row = books.add(commit, member, replace(after, contact=contact), entry, now_ms)
        if person.reason:
            note = NoteRow(row.pk, keys.note(int(row.sequence)), text=person.reason)
            commit.put(note, NoteRow.pk.does_not_exist())
        total = opening_rows.brought(before).plus(change.points, change.lifetime)
        opening_rows.put(commit, kept, before, total)
        line = opening_rows.line_row(
            ledger, import_id, person.line, member.member_id, change, now_ms
        )
        commit.put(line, ImportedRow.pk.does_not_exist())
        commit.send()
        return outcome

    return retrying(attempt)


def _decided(
    books: Books,
    member: MemberState,
    row: OpeningRow | None,
    opening: Opening,
    import_id: str,
    now_ms: int,
) -> tuple[Outcome, tuple[MemberState, Entry, Change] | None]:
    if member.erased_at_s is not None and member.contact == Contact():
        return Outcome("erased", member.member_id), None
    program = books.programs.in_force(now_ms // 1000)
    decision = opened(
        *(member, opening_rows.brought(row), opening, import_id),
        *(program, now_ms // 1000, books.tz),
    )
    if decision is None:
        return Outcome("unchanged", member.member_id), None
    what: What = "changed" if member.version else "new"
    return Outcome(what, member.member_id, decision[2].points), decision


def take_back(
    books: Books, store_id: str, import_id: str, line: ImportedRow, policy: Policy, now_ms: int
) -> int | None:
    """Undo a line; how many of its points were spent. None when there was nothing to undo: it had
    been done before, or the member was erased since. Joined members are followed."""

    def attempt() -> int | None:
        member = books.living(books.member(line.member_id))
        kept = opening_rows.key_of(books.ledger, member.member_id, store_id)
        rows = read_rows([(line.pk, line.sk), kept])
        now = next((row for row in rows if isinstance(row, ImportedRow)), None)
        total = next((row for row in rows if isinstance(row, OpeningRow)), None)
        if now is None or now.undone_at_ms is not None or total is None:
            return None
        change = opening_rows.change_of(now)
        after, entry, spent = _undone(books, import_id, now, member, policy, now_ms)
        commit = Commit()
        if after != member:
            books.add(commit, member, after, entry, now_ms)
        left = opening_rows.brought(total).plus(-change.points, -change.lifetime)
        opening_rows.put(commit, kept, total, left)
        now.undone_at_ms = now_ms
        commit.put(now, ImportedRow.undone_at_ms.does_not_exist())
        commit.send()
        return spent

    return retrying(attempt)


def spent_since(
    books: Books, store_id: str, import_id: str, line: ImportedRow, now_ms: int
) -> int | None:
    """How many of a line's points were spent since, so that undoing it would leave a debt, or have
    to forgive them; None when there is nothing to undo."""
    member = books.living(books.member(line.member_id))
    [*rows] = read_rows([opening_rows.key_of(books.ledger, member.member_id, store_id)])
    if line.undone_at_ms is not None or not rows:
        return None
    return _undone(books, import_id, line, member, "debt", now_ms)[2]


def _undone(
    books: Books,
    import_id: str,
    line: ImportedRow,
    member: MemberState,
    policy: Policy,
    now_ms: int,
) -> tuple[MemberState, Entry, int]:
    now_s = now_ms // 1000
    return undone(
        *(member, opening_rows.change_of(line), import_id, int(line.sk), policy),
        *(books.programs.in_force(now_s), now_s, books.tz),
    )


def lines(ledger: Ledger, import_id: str, after: int = 0) -> Iterator[ImportedRow]:
    """What an import did, behind that line, in the file's order."""
    behind = Row.sk > keys.import_line(after)
    for row in Row.query(keys.import_lines(ledger, import_id), behind, consistent_read=True):
        if isinstance(row, ImportedRow):
            yield row
