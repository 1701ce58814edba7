"""A verified telephone number joins who they are: a guest who ordered under it, and another account
that has it, into the account whose store vouches for it.

First what is joined, then the note of whose number it is: a crash in between is finished by the
next visit, which finds that both are one.
"""

from __future__ import annotations

from dataclasses import dataclass

from core import phones
from core.ledger import keys, people, phone_rows, proven
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import Row, retrying
from core.member import MemberState


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who was joined into the member by a number."""

    account: bool = False
    guest: bool = False


def vouch(books: Books, member_id: str, phone: str, now_ms: int) -> Vouched:
    """Note that a member's store verified their number (as core/phones.py writes it), and join who
    else it proves them to be. Repeating it changes nothing. An erased member who has not bought
    since is noted with nothing. Raises LedgerBusy."""
    now_s = now_ms // 1000
    guest_id = books.ledger.phone_guest_id(phone)
    member = books.living(books.member(member_id))
    contact = member.contact
    if member.erased_at_s is not None and not (contact.customers or contact.email):
        return Vouched()
    account = _join_account(books, member.member_id, guest_id, now_ms)
    line = keys.phone_line(guest_id)
    retrying(lambda: proven.note(books, member_id, guest_id, line, now_s))
    return Vouched(account, _join_guest(books, member.member_id, guest_id, now_ms))


def _join_account(books: Books, member_id: str, guest_id: str, now_ms: int) -> bool:
    row = phone_rows.read(books.ledger, guest_id)
    if row is None:
        return False
    other = books.living(books.member(row.member_id))
    if other.member_id == member_id or other.erased_at_s is not None:
        return False
    numbers = _numbers(books, other, row.member_id)
    newest_s = max((at_s for one, at_s in numbers.items() if one != guest_id), default=0)
    if not phones.same_person(row.at_s, newest_s, now_ms // 1000):
        return False
    return people.join(books, other.member_id, member_id, "phone", now_ms)


def _numbers(books: Books, other: MemberState, noted_id: str) -> dict[str, int]:
    """What numbers a member verified, under whichever name."""
    found: dict[str, int] = {}
    for one in {other.member_id, noted_id}:
        for number, at_s in phone_rows.lines(books.ledger, one).items():
            found[number] = max(at_s, found.get(number, 0))
    return found


def _join_guest(books: Books, member_id: str, guest_id: str, now_ms: int) -> bool:
    guest = books.member(guest_id)
    if not guest.version or guest.merged_into is not None or guest.erased_at_s is not None:
        return False
    newest = Row.query(
        keys.member(books.ledger, guest_id),
        Row.sk.startswith(keys.ENTRY_PREFIX),
        scan_index_forward=False,
        limit=1,
        consistent_read=True,
    )
    at_s = max((row.at_ms // 1000 for row in newest if isinstance(row, EntryRow)), default=0)
    if now_ms // 1000 - at_s > phones.GUEST_S:
        return False
    return people.join(books, guest_id, member_id, "phone", now_ms)
