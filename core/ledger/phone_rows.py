"""Verified telephone numbers as items of the table: whose a number is, and what numbers a member
has had. Of the number itself there is only the name that a guest under it would have."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DeleteError

from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import IntegerAttribute, Row, read_rows


class PhoneRow(Row, discriminator="PHN"):
    """Who verified a number last, and when, in unix seconds."""

    version = IntegerAttribute(attr_name="v")
    member_id = UnicodeAttribute()
    at_s = IntegerAttribute()


class PhoneLineRow(Row, discriminator="PHL"):
    """A number of the member in whose partition this lies, and when they verified it last."""

    at_s = IntegerAttribute()


def read(ledger: Ledger, guest_id: str) -> PhoneRow | None:
    """Whose a number is; None for one that nobody verified."""
    rows = read_rows([(keys.phone(ledger, guest_id), keys.PHONE)])
    return next((row for row in rows if isinstance(row, PhoneRow)), None)


def lines(ledger: Ledger, member_id: str) -> dict[str, int]:
    """A member's numbers, and when they verified each last."""
    page = keys.personal(ledger, member_id)
    prefix = keys.PHONE_PREFIX
    rows = Row.query(page, Row.sk.startswith(prefix), consistent_read=True)
    return {row.sk.removeprefix(prefix): row.at_s for row in rows if isinstance(row, PhoneLineRow)}


def release(ledger: Ledger, guest_id: str, of: set[str]) -> None:
    """Let a number be nobody's, where it is still one of these members'."""
    row = read(ledger, guest_id)
    if row is None or row.member_id not in of:
        return
    try:
        row.delete(condition=PhoneRow.member_id == row.member_id)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
