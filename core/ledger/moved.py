"""Who has to be summed again for figures: since there are new entries, or since the store has said
that somebody known without an account has one."""

from __future__ import annotations

from pynamodb.expressions.condition import Condition

from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import IntegerAttribute, Row
from core.member import MemberState


class MovedRow(Row, discriminator="NM"):
    """A member is to be summed again. `sequence`: of their newest entry then."""

    sequence = IntegerAttribute(attr_name="seq")


def became_account(before: MemberState, after: MemberState) -> bool:
    """Whether a change without an entry of its own makes an account of a member with entries."""
    return bool(
        before.sequence
        and after.sequence == before.sequence
        and after.contact.customers
        and not before.contact.customers
    )


def naming(ledger: Ledger, member: MemberState) -> tuple[MovedRow, Condition]:
    """The row that has a member summed again, to be written with the member's."""
    row = MovedRow(*keys.moved(ledger, member.member_id), sequence=member.sequence)
    older: Condition = MovedRow.sequence <= member.sequence
    return row, older | MovedRow.pk.does_not_exist()
