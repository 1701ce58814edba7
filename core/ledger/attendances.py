"""Who comes to members' events, and who came. A line for each member under the event, and a count
of the places taken, written together: the last place goes to one member.

Checking in is two steps, the line first, then the award: a crash in between is finished by showing
the card again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pynamodb.attributes import UnicodeAttribute

from core import attendance
from core.attendance import Answer, Places
from core.errors import Conflict
from core.identity import Ledger
from core.ledger import awards, keys, tallies
from core.ledger.people import joined_into
from core.ledger.posting import Books
from core.ledger.table import Commit, IntegerAttribute, Row, as_read, read_rows, retrying
from core.ledger.tallies import Tally
from core.member import MemberState
from core.program.awards import NOTHING
from core.program.events import MembersEvent
from core.rewards import Refusal

_TAKEN = ("coming", "came")


class AttendanceRow(Row, discriminator="AT"):
    version = IntegerAttribute(attr_name="v")
    answer = UnicodeAttribute()
    at_ms = IntegerAttribute()


@dataclass(frozen=True, slots=True)
class Attendance:
    """A member's answer to an event. `member_id`: who gave it, whoever they were joined into."""

    member_id: str
    answer: Answer
    at_ms: int


def answer_of(books: Books, event: MembersEvent, member_id: str) -> Attendance | None:
    """What a member said; None for nothing yet."""
    row = _row(books.ledger, event.id, member_id)
    return _shown(row) if row is not None else None


def places(books: Books, event: MembersEvent) -> Places:
    """The places, as they were some seconds ago: to show."""
    tally = tallies.shown(books.ledger, [_tally_id(event.id)])[_tally_id(event.id)]
    return Places(tally.taken, event.capacity)


def answer(
    books: Books, event: MembersEvent, member_id: str, now_ms: int, *, coming: bool
) -> Attendance | None:
    """Note that a member comes, or does not; the same again changes nothing. None for a no without
    a yes before. Raises Conflict, saying why, when they cannot come."""

    def attempt() -> Attendance | None:
        member = books.living(books.member(member_id))
        row = _of_anyone(books, event.id, member.member_id)
        said = row.answer if row is not None else ""
        if said == "came" or (said == "coming") == coming:
            return _shown(row) if row is not None else None
        tally = tallies.read(books.ledger, _tally_id(event.id))
        if coming:
            program = books.programs.in_force(now_ms // 1000)
            room = Places(tally.taken, event.capacity)
            _unless(attendance.refusal(event, member, program, room, now_ms // 1000, books.tz))
        new: Answer = "coming" if coming else "cancelled"
        return _write(books.ledger, event.id, member.member_id, row, new, tally, now_ms)

    return retrying(attempt)


def check_in(
    books: Books, event: MembersEvent, member_id: str, store_id: str, now_ms: int
) -> tuple[Attendance, bool]:
    """Note that a member is there, and give what that is worth, once; whether they had not been
    checked in before. Raises Conflict, saying why, for who is not let in."""
    there, first = retrying(lambda: _let_in(books, event, member_id, now_ms))
    if event.award != NOTHING:
        why = {"reason": "event", "rule": event.id}
        award_id = f"event:{event.id}"
        awards.give_once(
            *(books, there.member_id, award_id, event.award, event.id, why, store_id, now_ms)
        )
    return there, first


def _let_in(
    books: Books, event: MembersEvent, member_id: str, now_ms: int
) -> tuple[Attendance, bool]:
    member = books.living(books.member(member_id))
    row = _of_anyone(books, event.id, member.member_id)
    if row is not None and row.answer == "came":
        return _shown(row), False
    expected = row is not None and row.answer == "coming"
    tally = tallies.read(books.ledger, _tally_id(event.id))
    program, room = books.programs.in_force(now_ms // 1000), Places(tally.taken, event.capacity)
    _unless(
        attendance.door_refusal(
            event, member, program, room, now_ms // 1000, books.tz, expected=expected
        )
    )
    return _write(books.ledger, event.id, member.member_id, row, "came", tally, now_ms), True


def everybody(ledger: Ledger, event_id: str) -> Iterator[Attendance]:
    """All answers to an event, by pseudonym."""
    for row in AttendanceRow.query(keys.event(ledger, event_id), consistent_read=True):
        yield _shown(row)


def _of_anyone(books: Books, event_id: str, living_id: str) -> AttendanceRow | None:
    """The line of a member, or of whoever was joined into them: they answered as a guest."""
    own = _row(books.ledger, event_id, living_id)
    if own is not None:
        return own
    others = joined_into(books.ledger, living_id)[0] - {living_id}
    found = [_row(books.ledger, event_id, one) for one in sorted(others)]
    return next((row for row in found if row is not None), None)


def _row(ledger: Ledger, event_id: str, member_id: str) -> AttendanceRow | None:
    rows = read_rows([(keys.event(ledger, event_id), member_id)])
    return next((row for row in rows if isinstance(row, AttendanceRow)), None)


def _write(
    ledger: Ledger,
    event_id: str,
    member_id: str,
    before: AttendanceRow | None,
    said: Answer,
    tally: Tally,
    now_ms: int,
) -> Attendance:
    version = before.version if before is not None else 0
    row = AttendanceRow(
        keys.event(ledger, event_id),
        before.sk if before is not None else member_id,
        version=version + 1,
        answer=said,
        at_ms=now_ms,
    )
    commit = Commit()
    commit.put(row, as_read(AttendanceRow, version))
    was = before is not None and before.answer in _TAKEN
    tallies.change(commit, ledger, tally, taken=(said in _TAKEN) - was)
    commit.send()
    return _shown(row)


def _unless(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Conflict(refusal.text["en"], code=refusal.code, text=dict(refusal.text))


def _tally_id(event_id: str) -> str:
    # No id of a reward has a colon in it.
    return f"event:{event_id}"


def _shown(row: AttendanceRow) -> Attendance:
    said: Answer = row.answer  # type: ignore[assignment]
    return Attendance(row.sk, said, int(row.at_ms))


def state_of(books: Books, one: Attendance) -> MemberState:
    """The member as they are now."""
    return books.living(books.member(one.member_id))
