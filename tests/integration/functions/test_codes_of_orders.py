"""What an order's life means for the code that was used in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.ledger import members, redemptions
from core.ledger.posting import Books
from core.member import Contact
from core.redemptions import Redemption, Status
from core.snapshot import CustomerRef, OrderDeletion, OrderSnapshot
from functions.ledger_worker.apply import apply
from functions.scheduled.due import run_due
from tests.unit.core.worlds import T0, snapshot

NOW_MS = T0 * 1000
DAY_S = 86_400


@pytest.fixture
def issued(books: Books, store_id: str) -> Redemption:
    """A code that its shopper has."""
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    members.adjust(books, member_id, 100, "welcome", "c1", NOW_MS)
    reward = books.programs.newest.reward("off-small")
    contact = Contact({store_id: "3"}, "jia@example.com")
    held = redemptions.hold(books, member_id, contact, reward, "k1", store_id, NOW_MS)
    return redemptions.issued(books.ledger, held)


def order(code: Redemption, **fields: Any) -> OrderSnapshot:
    return replace(snapshot(codes=(code.code,), **fields), store_id=code.store_id)


def status(books: Books, code: Redemption) -> Status:
    return redemptions.find(books.ledger, code.redemption_id).status


def nothing(ledger_id: str, redemption_id: str) -> None:
    raise AssertionError("no hold is due")


def test_an_order_uses_its_code_and_a_cancelled_one_sets_it_free(
    books: Books, issued: Redemption
) -> None:
    apply(order(issued, state="pending"), NOW_MS)
    assert status(books, issued) == "used"
    apply(order(issued, state="void", status="cancelled", stamp_s=T0 + 1), NOW_MS + 1000)
    assert status(books, issued) == "issued"


def test_a_refunded_order_keeps_its_code_used_as_the_store_does(
    books: Books, issued: Redemption
) -> None:
    apply(order(issued), NOW_MS)
    apply(order(issued, state="void", status="refunded", stamp_s=T0 + 1), NOW_MS + 1000)
    assert status(books, issued) == "used"


def test_a_deletion_sets_the_code_free_and_a_stale_one_does_not(
    books: Books, issued: Redemption
) -> None:
    apply(order(issued, received_at_ms=NOW_MS + 10), NOW_MS)
    assert apply(OrderDeletion(issued.store_id, "22", NOW_MS + 5), NOW_MS) == "stale"
    assert status(books, issued) == "used"
    apply(OrderDeletion(issued.store_id, "22", NOW_MS + 20), NOW_MS)
    assert status(books, issued) == "issued"


def test_a_use_that_the_store_told_first_learns_its_order_later(
    books: Books, issued: Redemption
) -> None:
    redemptions.used(books, issued.code, "", NOW_MS)
    apply(order(issued), NOW_MS)
    assert redemptions.find(books.ledger, issued.redemption_id).order_id == "22"
    apply(order(issued, state="void", status="cancelled", stamp_s=T0 + 1), NOW_MS + 1000)
    assert status(books, issued) == "issued"


def test_a_code_that_comes_free_after_its_last_day_expires(
    books: Books, issued: Redemption
) -> None:
    apply(order(issued), NOW_MS)
    over_s = issued.expires_at_s + 2 * DAY_S
    run_due(over_s, nothing)
    assert status(books, issued) == "used"
    late = order(issued, state="void", status="cancelled", stamp_s=over_s)
    apply(late, over_s * 1000)
    run_due(over_s + 1, nothing)
    assert status(books, issued) == "expired"


def test_a_code_that_was_used_before_anybody_knew_it_was_made_expires_as_well(
    books: Books, store_id: str, issued: Redemption
) -> None:
    members.adjust(books, issued.member_id, 100, "welcome", "c2", NOW_MS)
    reward = books.programs.newest.reward("off-small")
    held = redemptions.hold(books, issued.member_id, Contact(), reward, "k2", store_id, NOW_MS)
    apply(order(held), NOW_MS)
    assert redemptions.issued(books.ledger, held).status == "used"
    apply(order(held, state="void", status="cancelled", stamp_s=T0 + 1), NOW_MS + 1000)
    assert status(books, held) == "issued"
    run_due(held.expires_at_s + 2 * DAY_S, nothing)
    assert status(books, held) == "expired"
