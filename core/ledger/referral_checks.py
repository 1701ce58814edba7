"""Whether somebody's coming earns anybody anything: who they are, and who was here before."""

from __future__ import annotations

from core.identity import Ledger
from core.ledger.family import family, orders_of
from core.ledger.posting import Books
from core.likeness import same_email
from core.member import MemberState
from core.order import OrderState
from core.placeholders import real
from core.referrals import Came, alike, unpacked

# Entries that are looked through for orders: the oldest where it is asked who was here before, the
# newest where particulars are compared.
_ENTRIES = 100
# Who enters a code so long after ordering remembered it late, or the store's clock is behind.
_ALLOWED_S = 3600


def why_not(
    books: Books,
    came: Came,
    friend: MemberState,
    referrer: MemberState,
    order: OrderState,
    email: str | None = None,
) -> str:
    """A key of core.explain_referrals.REASONS, "" if nothing is against it. `order`: the friend's
    first that counts, or one without an id while there is none. `email`: the friend's by other
    word."""
    ledger = books.ledger
    if friend.member_id == referrer.member_id:
        return "same_customer"
    known_s = came.at_s - (_ALLOWED_S if came.via == "code" else 0)
    if _bought_before(ledger, family(ledger, friend.member_id), known_s):
        return "existing_customer"
    mine = unpacked(order.referral)[1] | _mailboxes(ledger, friend.contact.email, email)
    return alike(mine, _particulars(ledger, referrer))


def _bought_before(ledger: Ledger, ids: list[str], at_s: int) -> bool:
    """Whether an order that is paid had been placed before then."""
    return any(
        row.state == "paid" and not row.deleted and row.placed_at_s < at_s
        for one in ids
        for row in orders_of(ledger, one, most=_ENTRIES)
    )


def _particulars(ledger: Ledger, member: MemberState) -> frozenset[str]:
    """Digests of what is known of a member: the address, and what the last orders say."""
    found = _mailboxes(ledger, member.contact.email)
    for one in family(ledger, member.member_id):
        for row in orders_of(ledger, one, most=_ENTRIES, newest=True):
            found |= unpacked(row.referral or "")[1]
    return found


def _mailboxes(ledger: Ledger, *emails: str | None) -> frozenset[str]:
    return frozenset(ledger.likeness("e", same_email(one)) for one in map(real, emails) if one) - {
        ""
    }
