"""Making a member of somebody who has done nothing yet, as the merchant's own systems ask."""

from __future__ import annotations

from dataclasses import replace

from core.errors import Conflict
from core.ledger.directory import list_member
from core.ledger.members import note_alias
from core.ledger.posting import Books
from core.ledger.table import Commit, retrying
from core.member import Contact, MemberState


def enrol(books: Books, member_id: str, contact: Contact) -> tuple[MemberState, bool]:
    """The member, and whether they are new. Of one who is there nothing is changed. Raises Conflict
    for who was erased and has not bought since."""
    ledger = books.ledger

    def attempt() -> tuple[MemberState, bool]:
        member = books.living(books.member(member_id))
        known = member.contact
        if member.erased_at_s is not None and not (known.customers or known.email):
            raise Conflict(
                "This person was erased. Once they have ordered again they are a member.",
                code="erased",
            )
        if member.version:
            return member, False
        # No entry does, and a redaction must find the row: so before it.
        list_member(ledger, member.member_id)
        after = replace(member, contact=contact)
        commit = Commit()
        books.put_member(commit, member, after)
        commit.send()
        return replace(after, version=1), True

    found, new = retrying(attempt)
    # Also of one who is there: an attempt before this one may have ended between the two.
    if contact.email and contact.customers and found.contact.email == contact.email:
        note_alias(ledger, ledger.alias(contact.email), found.member_id)
    return found, new
