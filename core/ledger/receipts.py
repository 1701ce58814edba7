"""Receipts that staff award at the counter. Each number is awarded once: a row of its own is
claimed before the order is posted that the receipt is, so of two members only one can have it. A
crash in between is finished by typing the receipt in again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pynamodb.attributes import UnicodeAttribute

from core import receipts
from core.errors import BadInput, Conflict, NotFound
from core.identity import Ledger
from core.ledger import keys
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.table import IntegerAttribute, Row, as_read, put_alone, read_rows, retrying
from core.member import Contact, MemberState
from core.snapshot import CustomerRef

NOBODY = Contact()


class ReceiptRow(Row, discriminator="RC"):
    version = IntegerAttribute(attr_name="v")
    member_id = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    at_ms = IntegerAttribute()
    undone_at_ms = IntegerAttribute(null=True)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it was awarded. `amount_minor` in minor units of `currency`."""

    number: str
    member_id: str
    amount_minor: int
    currency: str
    at_ms: int
    undone: bool


def find(ledger: Ledger, store_id: str, number: str) -> Receipt | None:
    """The receipt under that number, awarded or undone; None for one that nobody typed in."""
    row = _row(ledger, store_id, receipts.number_of(number))
    return _shown(row) if row is not None else None


def award(
    books: Books,
    store_id: str,
    member: MemberState,
    number: str,
    amount_minor: int,
    now_ms: int,
    known: Contact = NOBODY,
) -> Receipt:
    """Award a receipt to a member, as an order of that store. The same again changes nothing.
    `known`: what whoever stands there says of how to reach them. Raises Conflict when the number
    was awarded already, BadInput for what is no receipt, or a member whom the store does not
    know."""
    wanted = receipts.number_of(number)
    customer = _customer(store_id, known.updated(member.contact))
    currency = books.programs.in_force(now_ms // 1000).currency
    receipts.snapshot(
        store_id, wanted, customer, amount_minor, currency, at_ms=now_ms, placed_at_ms=now_ms
    )

    def claim() -> ReceiptRow:
        row = _row(books.ledger, store_id, wanted)
        if row is not None and row.undone_at_ms is None:
            same = (row.member_id, row.amount_minor) == (member.member_id, amount_minor)
            if not same:
                raise Conflict(f"The receipt {wanted} was awarded already.", code="receipt_awarded")
            return row
        return _write(
            books.ledger,
            store_id,
            wanted,
            row,
            member_id=member.member_id,
            amount_minor=amount_minor,
            currency=currency,
            # Later than what was undone, whatever the clock says.
            at_ms=max(now_ms, (row.undone_at_ms or 0) + 1000 if row else 0),
        )

    return _post(books, store_id, customer, claim, now_ms)


def undo(books: Books, store_id: str, number: str, now_ms: int) -> Receipt:
    """Take back what a receipt gave; the number may be awarded again. Repeating it changes nothing.
    Raises NotFound for one that was never awarded."""
    wanted = receipts.number_of(number)

    def claim() -> ReceiptRow:
        row = _row(books.ledger, store_id, wanted)
        if row is None:
            raise NotFound(f"The receipt {wanted} was never awarded.", code="unknown_receipt")
        if row.undone_at_ms is not None:
            return row
        return _write(
            books.ledger,
            store_id,
            wanted,
            row,
            member_id=row.member_id,
            amount_minor=row.amount_minor,
            currency=row.currency,
            at_ms=row.at_ms,
            undone_at_ms=max(now_ms, row.at_ms + 1000),
        )

    # An order whose customer is not named stays with whom it belongs to.
    return _post(books, store_id, CustomerRef(), claim, now_ms)


def _post(
    books: Books,
    store_id: str,
    customer: CustomerRef,
    claim: Callable[[], ReceiptRow],
    now_ms: int,
) -> Receipt:
    row = retrying(claim)
    undone_at_ms = row.undone_at_ms
    event = receipts.snapshot(
        store_id,
        row.sk,
        customer,
        row.amount_minor,
        row.currency,
        at_ms=row.at_ms if undone_at_ms is None else undone_at_ms,
        placed_at_ms=row.at_ms,
        undone=undone_at_ms is not None,
    )
    post_order(books, event, now_ms)
    return _shown(row)


def _customer(store_id: str, contact: Contact) -> CustomerRef:
    known = contact.customers.get(store_id)
    if known is not None:
        return CustomerRef(customer_id=known)
    if contact.email is not None and not contact.customers:
        return CustomerRef(email=contact.email)
    raise BadInput(
        "The store does not know this member yet; have them sign in to the shop once.",
        code="unknown_here",
    )


def _row(ledger: Ledger, store_id: str, number: str) -> ReceiptRow | None:
    found = read_rows([(keys.receipts(ledger, store_id), number)])
    return next((row for row in found if isinstance(row, ReceiptRow)), None)


def _write(
    ledger: Ledger,
    store_id: str,
    number: str,
    before: ReceiptRow | None,
    *,
    member_id: str,
    amount_minor: int,
    currency: str,
    at_ms: int,
    undone_at_ms: int | None = None,
) -> ReceiptRow:
    version = before.version if before is not None else 0
    row = ReceiptRow(
        keys.receipts(ledger, store_id),
        number,
        version=version + 1,
        member_id=member_id,
        amount_minor=amount_minor,
        currency=currency,
        at_ms=at_ms,
        undone_at_ms=undone_at_ms,
    )
    put_alone(row, as_read(ReceiptRow, version))
    return row


def _shown(row: ReceiptRow) -> Receipt:
    return Receipt(
        number=row.sk,
        member_id=row.member_id,
        amount_minor=row.amount_minor,
        currency=row.currency,
        at_ms=row.at_ms,
        undone=row.undone_at_ms is not None,
    )
