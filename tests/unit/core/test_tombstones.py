"""Deletions, and what lifts them: a newer stamp, or what the store itself says afterwards."""

from __future__ import annotations

import pytest

from core.weighing import weigh
from tests.unit.core.worlds import T0, Books, snapshot


@pytest.fixture
def books() -> Books:
    return Books(now_s=T0 + 100)


def test_the_stores_own_answer_lifts_the_tombstone_of_an_order_that_was_unknown(
    books: Books,
) -> None:
    books.delete()
    books.deliver(snapshot(source="store", received_at_ms=(T0 + 101) * 1000))
    assert books.balance == (250, 0, 0)


def test_an_answer_that_was_asked_for_before_the_deletion_came_does_not_lift_it(
    books: Books,
) -> None:
    books.deliver(snapshot())
    books.delete()
    asked_before = snapshot(source="store", received_at_ms=(T0 + 99) * 1000)
    assert books.deliver(asked_before) == "stale"
    assert books.balance == (0, 0, 0)


def test_such_an_answer_with_a_newer_stamp_lifts_it_and_is_rechecked(books: Books) -> None:
    books.deliver(snapshot())
    books.delete()
    books.deliver(snapshot(stamp_s=T0 + 50, source="store", received_at_ms=(T0 + 99) * 1000))
    assert books.balance == (250, 0, 0)
    assert "recheck" in books.entries[-1].flags


def test_an_answer_that_was_asked_for_afterwards_is_not_rechecked(books: Books) -> None:
    books.deliver(snapshot())
    books.delete()
    books.deliver(snapshot(stamp_s=T0 + 50, source="store", received_at_ms=(T0 + 101) * 1000))
    assert books.balance == (250, 0, 0)
    assert "recheck" not in books.entries[-1].flags


def test_a_deletion_received_before_the_newest_state_changes_nothing(books: Books) -> None:
    books.deliver(snapshot(received_at_ms=(T0 + 100) * 1000))
    assert not books.delete(received_at_ms=(T0 + 99) * 1000)
    assert books.balance == (250, 0, 0)


def test_a_deleted_order_restored_in_a_status_nobody_mapped_is_pending(books: Books) -> None:
    books.deliver(snapshot(state="pending"))
    books.delete()
    restored = snapshot(state="unmapped", status="at-cvs-store", stamp_s=T0 + 200)
    assert weigh(books.order(), restored) == "news"
    books.deliver(restored)
    assert books.balance == (0, 250, 0)
