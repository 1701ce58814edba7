"""What a file says of a member besides points: kept where they would have told it themselves."""

from __future__ import annotations

from contextlib import suppress

from core.errors import ActionClosed, Conflict, NotFound
from core.ledger import yearly
from core.ledger.posting import Books
from core.member import Contact
from core.migrating.reading import Person


def tell(books: Books, store_id: str, member_id: str, person: Person, now_ms: int) -> None:
    """Keep a birthday, unless one is known, and the day of joining, unless an earlier one is. Of
    who was erased meanwhile nothing is kept."""
    with suppress(ActionClosed, Conflict, NotFound):
        if person.birthday and not yearly.birthday(books.ledger, member_id).on:
            yearly.tell_birthday(books, member_id, person.birthday, store_id, now_ms)
        if person.joined_on:
            now_s = now_ms // 1000
            yearly.joined(*(books, member_id, person.joined_on, store_id, Contact(), now_s, now_ms))
