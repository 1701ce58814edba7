"""Cost is a feature: DynamoDB units and calls per delivery."""

from __future__ import annotations

import pytest

from core.catalogue import ProductFacts
from core.errors import RewardClosed
from core.ledger import budgets, catalogue, programs, spending
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.program.model import Programs, load
from core.program.schema import validate
from tests.integration.ledger.test_budgets import _limited, buy, entries
from tests.integration.ledger.test_recorded_deliveries import NOW_MS, deliver
from tests.integration.ledger.test_stock import _scarce, hold
from tests.support.capacity import measured
from tests.unit.core.worlds import STORE, T0, snapshot

__all__ = ["_limited", "_scarce"]

pytestmark = pytest.mark.units


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


def test_a_program_that_asks_for_products_costs_half_a_read_unit_now_and_then(
    books: Books,
) -> None:
    """Once the container has read the catalogue, a look at its list every five seconds."""
    catalogue._cached.clear()
    document = default_document("USD")
    document["earning"]["exclude"]["sale_items"] = True
    asking = Books(books.ledger, Programs([load(validate(document), 1, 0)]), books.tz)
    bag = ProductFacts("10", NOW_MS // 1000, frozenset({"collection:bags"}))
    catalogue.record(books.ledger, STORE, [bag], NOW_MS, asked=False)
    post_order(asking, snapshot(stamp_s=NOW_MS // 1000), NOW_MS)
    stamp_s = NOW_MS // 1000
    for later, reads in ((9, 2), (19, 2.5)):
        with measured() as usage:
            fewer = snapshot(20_000 - later * 100, stamp_s=stamp_s + later)
            assert post_order(asking, fewer, NOW_MS) == "posted"
        assert (usage.write_units, usage.read_units) == (6, reads)
        for known in catalogue._cached.values():
            known.until_s = 0


def test_a_stock_costs_two_write_units_and_a_read_and_who_comes_too_late_no_write(
    scarce: Books,
) -> None:
    hold(scarce, 0)
    with measured() as limited:
        hold(scarce, 1)
    hold(scarce, 2)
    with measured() as late, pytest.raises(RewardClosed):
        hold(scarce, 3)
    assert late.write_units == 0
    endless = default_document("USD")
    programs.publish(scarce.ledger, endless, "test", 0)
    books = Books(scarce.ledger, programs.programs(scarce.ledger), scarce.tz)
    with measured() as plain:
        hold(books, 4)
    assert limited.write_units - plain.write_units == 2
    assert limited.read_units - plain.read_units == 1


def test_a_batch_of_many_entries_writes_each_sum_once(limited: Books) -> None:
    for number in range(9):
        buy(limited, number)
    batch = [row for row in entries() if "budgets" in row.why]
    with measured() as usage:
        spending.count(limited.ledger, batch)
    assert usage.write_units == 2 * (9 + 2)
    with measured() as usage:
        spending.count(limited.ledger, batch)
    assert usage.write_units == 0


def test_a_delivery_looks_the_sums_up_once_and_costs_no_more_writes(limited: Books) -> None:
    buy(limited, 0)
    for number, reads in ((1, 2), (2, 2)):
        with measured() as usage:
            buy(limited, number)
        assert (usage.write_units, usage.read_units) == (6, reads)
    budgets._cached.clear()
    with measured() as usage:
        buy(limited, 3)
    assert (usage.write_units, usage.read_units) == (6, 2.5)
    budgets._cached.clear()
    with measured() as usage:
        buy(limited, 3, 9_000, stamp_s=T0 + 1)
    assert (usage.write_units, usage.read_units) == (6, 2)
