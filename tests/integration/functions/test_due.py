"""Due work: one piece that fails does not keep the others."""

from __future__ import annotations

import json

import pytest

from core.errors import StoreUnavailable
from core.ledger import due, redemptions, stores
from core.ledger.members import adjust
from core.ledger.posting import Books
from core.member import Contact
from core.snapshot import CustomerRef
from functions.codes import handler as codes
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


def test_a_hold_in_a_store_that_removed_us_waits_for_it_to_come_back(
    books: Books, store_id: str
) -> None:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    adjust(books, member_id, 100, "welcome", "c1", NOW_MS)
    reward = books.programs.newest.reward("off-small")
    contact = Contact({store_id: "3"}, "jia@example.com")
    held = redemptions.hold(books, member_id, contact, reward, "k1", store_id, NOW_MS)
    assert stores.uninstalled(store_id, 1)
    asked: list[str] = []

    later_s = T0 + 86_400
    run_due(later_s, lambda ledger_id, redemption_id: asked.append(redemption_id))
    message = {"ledger_id": store_id, "redemption_id": held.redemption_id}
    record = {"messageId": "1", "body": json.dumps(message), "eventSource": "aws:sqs"}
    answer = codes.handler({"Records": [record | {"attributes": {}}]}, None)

    assert asked == []
    assert answer == {"batchItemFailures": []}
    assert [row.work for row in due.due_at(later_s)] == ["hold"]
    assert redemptions.find(books.ledger, held.redemption_id).status == "held"
