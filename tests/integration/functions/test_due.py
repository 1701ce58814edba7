"""Due work: one piece that fails does not keep the others."""

from __future__ import annotations

import pytest

from core.errors import StoreUnavailable
from core.ledger import due, redemptions
from core.ledger.members import adjust
from core.ledger.posting import Books
from core.member import Contact
from core.snapshot import CustomerRef
from functions.scheduled.due import run_due
from tests.unit.core.worlds import T0

NOW_MS = T0 * 1000


def test_a_hold_that_cannot_be_ended_keeps_no_other_work_and_is_told(
    books: Books, store_id: str
) -> None:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    adjust(books, member_id, 100, "welcome", "c1", NOW_MS)
    reward = books.programs.newest.reward("off-small")
    contact = Contact({store_id: "3"}, "jia@example.com")
    redemptions.hold(books, member_id, contact, reward, "k1", store_id, NOW_MS)
    due.register_member(books.ledger, member_id, "2027-01-01", T0)

    def unreachable(ledger_id: str, redemption_id: str) -> None:
        raise StoreUnavailable("The store is asleep.")

    later_s = T0 + 300 * 86_400
    with pytest.raises(StoreUnavailable):
        run_due(later_s, unreachable)
    assert [row.work for row in due.due_at(later_s)] == ["hold"]
