"""What a merchant decides about a member besides points: that they last longer, that a tier is
held. Each leaves one entry, with the reason beside it where it can be erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from core import calendar, expiry, tiers
from core.errors import BadInput, NotFound
from core.ledger import keys
from core.ledger.members import list_member_ids
from core.ledger.posting import Books
from core.ledger.rows import NoteRow
from core.ledger.table import Commit, retrying
from core.member import Entry, MemberState

Decision = Callable[[MemberState], tuple[MemberState, Entry] | None]


def extend(books: Books, member_id: str, until: str, reason: str, now_ms: int) -> bool:
    """Keep all points that a member has until a day, or the end of its month; points earned later
    last as long as well. False when they do already. Raises BadInput for a day that has passed."""
    last = last_of_month(until)
    today = calendar.day(now_ms // 1000, books.tz).isoformat()
    return _post(books, member_id, lambda one: expiry.extended(one, last, today), reason, now_ms)


def extend_everybody(books: Books, until: str, reason: str, now_ms: int) -> int:
    """The same for each of the ledger's members; how many it concerned. May be repeated."""
    done, cursor = 0, None
    while True:
        page, cursor = list_member_ids(books.ledger, cursor=cursor, limit=500)
        done += sum(extend(books, one, until, reason, now_ms) for one in page)
        if cursor is None:
            return done


def give_tier(
    books: Books, member_id: str, tier_id: str, until: str, reason: str, now_ms: int
) -> bool:
    """Have a member hold at least that tier until a day, whatever they buy; a day that has passed
    ends what was given before. False when it is so already. Raises NotFound for an unknown tier or
    a member never seen, BadInput without a reason or for a tier below the earned one."""
    if not reason.strip():
        raise BadInput("Say why: the member sees the reason next to the tier.")
    now_s = now_ms // 1000
    last = _day(until).isoformat()
    program = books.programs.in_force(now_s)

    def decide(member: MemberState) -> tuple[MemberState, Entry] | None:
        after, entry = tiers.given(member, tier_id, last, program, now_s, books.tz)
        return (after, entry) if after != member else None

    if _post(books, member_id, decide, reason, now_ms):
        return True
    if not books.living(books.member(member_id)).version:
        raise NotFound("The member was never seen, so there is nothing to hold a tier.")
    return False


def last_of_month(day: str) -> str:
    """The last day of the month of a day like 2027-03-31. Raises BadInput for anything else."""
    return calendar.last_day(_day(day).isoformat()[:7])


def _day(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise BadInput(f"{day!r} is no day; write it like 2027-03-31.") from error


def _post(books: Books, member_id: str, decide: Decision, reason: str, now_ms: int) -> bool:
    def attempt() -> bool:
        member = books.living(books.member(member_id))
        decision = decide(member) if member.version else None
        if decision is None:
            return False
        after, entry = decision
        commit = Commit()
        row = books.add(commit, member, after, entry, now_ms)
        if reason.strip():
            note = NoteRow(row.pk, keys.note(int(row.sequence)), text=reason.strip()[:500])
            commit.put(note, NoteRow.pk.does_not_exist())
        commit.send()
        return True

    return retrying(attempt)
