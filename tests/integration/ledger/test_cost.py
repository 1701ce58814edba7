"""Cost is a feature: DynamoDB units and calls per delivery."""

from __future__ import annotations

import pytest

from core.ledger.orders import post_order
from core.ledger.posting import Books
from tests.integration.ledger.test_recorded_deliveries import NOW_MS, deliver
from tests.support.capacity import measured
from tests.unit.core.worlds import snapshot


@pytest.fixture(autouse=True)
def _warm(books: Books) -> None:
    deliver(books, "013")


def test_a_first_delivery_that_changes_points_costs_at_most_6_writes_and_2_reads(
    books: Books,
) -> None:
    with measured() as usage:
        assert deliver(books, "003") == "posted"
    assert (usage.write_units, usage.read_units) == (6, 2)
    assert usage.calls == ["BatchGetItem", "TransactWriteItems"]


def test_a_later_delivery_that_changes_points_costs_the_same(books: Books) -> None:
    deliver(books, "003")
    for step in ("005", "008"):
        with measured() as usage:
            assert deliver(books, step, 1) == "posted"
        assert (usage.write_units, usage.read_units) == (6, 2)


def test_a_newer_delivery_that_changes_no_points_costs_1_write(books: Books) -> None:
    post_order(books, snapshot(stamp_s=NOW_MS // 1000), NOW_MS)
    with measured() as usage:
        newer = snapshot(stamp_s=NOW_MS // 1000 + 9)
        assert post_order(books, newer, NOW_MS) == "advanced"
    assert (usage.write_units, usage.read_units) == (1, 2)


def test_a_repeat_costs_no_write(books: Books) -> None:
    deliver(books, "005")
    with measured() as usage:
        assert deliver(books, "005", 5) == "repeat"
    assert (usage.write_units, usage.read_units) == (0, 2)


def test_a_stale_delivery_costs_no_write(books: Books) -> None:
    deliver(books, "008")
    with measured() as usage:
        assert deliver(books, "003", 5) == "stale"
    assert usage.write_units == 0
