"""What somebody proved to be theirs, kept under the name that a guest of it has. A telephone number
proves by itself (core/ledger/phones.py); an address that two accounts of different stores proved,
by a link mailed to each, joins them: one person in one wallet."""

from __future__ import annotations

from core.ledger import keys, people, phone_rows
from core.ledger.directory import list_member
from core.ledger.phone_rows import PhoneLineRow, PhoneRow
from core.ledger.posting import Books
from core.ledger.table import Commit, as_read, retrying

# How often it is noted that somebody still has it.
_NOTED_EVERY_S = 86400


def address(books: Books, member_id: str, email: str, store_id: str, now_ms: int) -> bool:
    """Note that an account of a store proved its address, and join the account of another store
    that proved the same before. Whether one was joined. Two accounts of one store stay two: there
    the platform says who is who. Repeating it changes nothing."""
    member = books.living(books.member(member_id))
    if member.erased_at_s is not None and not (member.contact.customers or member.contact.email):
        return False
    guest_id = books.ledger.guest_id(email)
    row = phone_rows.read(books.ledger, guest_id)
    joined = False
    if row is not None:
        other = books.living(books.member(row.member_id))
        if other.erased_at_s is None and store_id not in other.contact.customers:
            joined = people.join(books, other.member_id, member_id, "mailed_link", now_ms)
    line = keys.address_line(guest_id)
    retrying(lambda: note(books, member_id, guest_id, line, now_ms // 1000))
    return joined


def note(books: Books, member_id: str, guest_id: str, line_key: str, now_s: int) -> None:
    """Note whose it is, by the name of a guest of it, and beside the member that they have it; once
    a day."""
    ledger = books.ledger
    row = phone_rows.read(books.ledger, guest_id)
    member = books.living(books.member(member_id))
    mine = row is not None and row.member_id == member.member_id
    if mine and row is not None and now_s - row.at_s < _NOTED_EVERY_S:
        return
    if not member.version:
        list_member(ledger, member.member_id)  # no entry does, and a redaction must find the rows
    version = row.version if row is not None else 0
    key = keys.phone(ledger, guest_id)
    noted = PhoneRow(key, keys.PHONE, version=version + 1, member_id=member.member_id, at_s=now_s)
    line = PhoneLineRow(keys.personal(ledger, member.member_id), line_key, at_s=now_s)
    commit = Commit()
    commit.put(noted, as_read(PhoneRow, version))
    commit.put(line, PhoneLineRow.pk.does_not_exist() | (PhoneLineRow.at_s <= now_s))
    if member.version:  # an erasure in between must find the rows, or nothing is noted
        books.check_member(commit, member)
    commit.send()
