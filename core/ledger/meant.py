"""Whom a file means: many people in two reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.identity import Ledger
from core.ledger import keys, phone_rows
from core.ledger.members import AliasRow
from core.ledger.posting import Books
from core.ledger.rows import MemberRow, member_state
from core.ledger.table import Row, read_rows
from core.member import Contact, MemberState
from core.migrating.reading import Person
from core.snapshot import CustomerRef


def find(
    books: Books,
    store_id: str,
    people: Sequence[Person],
    beside: Iterable[tuple[str, str]] = (),
    *,
    consistent: bool = True,
) -> tuple[list[MemberState], list[Row]]:
    """The members that people of a file are, merges followed; one without history for who was never
    seen. A customer id names the account; an address the guest who ordered under it, else the
    account that has it; a telephone number who verified it, else the guest under it. And rows that
    are read `beside` them in the first read."""
    ledger = books.ledger
    named = [first_name(ledger, store_id, person) for person in people]
    wanted = {(keys.member(ledger, one), keys.MEMBER) for one in named}
    wanted |= {_alias(ledger, person) for person in people if _by_address(person)}
    rows = read_rows({*wanted, *beside}, consistent=consistent) if wanted else []
    states = _states(rows)
    accounts = {row.pk: row.member_id for row in rows if isinstance(row, AliasRow)}
    for number, person in enumerate(people):
        if _by_address(person) and named[number] not in states:
            named[number] = accounts.get(_alias(ledger, person)[0], named[number])
    missing = {(keys.member(ledger, one), keys.MEMBER) for one in named if one not in states}
    if accounts and missing - wanted:
        states |= _states(read_rows(missing - wanted, consistent=consistent))
    return [books.living(states.get(one, MemberState(one))) for one in named], rows


def contact_of(before: Contact, person: Person, store_id: str) -> Contact:
    """How the person can be reached: what is known of them stands, the file fills what is open."""
    news = {store_id: person.customer_id} if person.customer_id else {}
    return Contact({**news, **before.customers}, before.email or person.email)


def _by_address(person: Person) -> bool:
    return person.customer_id is None and person.email is not None


def _alias(ledger: Ledger, person: Person) -> tuple[str, str]:
    return keys.alias(ledger, ledger.alias(person.email or "")), "ALIAS"


def first_name(ledger: Ledger, store_id: str, person: Person) -> str:
    """The member under whom a person is looked for first."""
    if person.customer_id is None and person.email is None and person.phone is not None:
        guest_id = ledger.phone_guest_id(person.phone)
        row = phone_rows.read(ledger, guest_id)
        return row.member_id if row is not None else guest_id
    who = CustomerRef(customer_id=person.customer_id, email=person.email)
    return ledger.member_id(store_id, who) or ""


def _states(rows: Sequence[Row]) -> dict[str, MemberState]:
    states = [member_state(row) for row in rows if isinstance(row, MemberRow)]
    return {state.member_id: state for state in states}
