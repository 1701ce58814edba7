"""What the relay makes of entries that take of a limit for all members."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.ledger import budgets, programs, spending, stores
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from functions.relay import effects, limits
from functions.relay.handler import handler, opened
from tests.support.capacity import measured
from tests.support.http_api import Context
from tests.unit.core.test_earning_rules import multiplier
from tests.unit.core.worlds import T0, snapshot


@pytest.fixture(name="limited")
def _limited(store_id: str, books: Books, monkeypatch: pytest.MonkeyPatch) -> Books:
    """A campaign of 1,000 points; nothing is copied to a store."""
    document = default_document("USD")
    document["earning"]["multipliers"] = [multiplier("double", "2", cap_total=1_000)]
    programs.publish(books.ledger, validate(document), "test", 0)
    monkeypatch.setattr(effects, "copy", lambda ledger_id, member_id: None)
    monkeypatch.setattr(limits, "_TOLD", set())
    monkeypatch.setattr(budgets, "_cached", {})
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def buy(books: Books, store_id: str, number: int, goods: int) -> None:
    customer = CustomerRef(customer_id=str(number))
    order = snapshot(goods, order_id=str(number), customer=customer)
    post_order(books, replace(order, store_id=store_id), T0 * 1000)


def records() -> list[dict[str, Any]]:
    """Every entry of the table, as one batch of the stream."""
    entries = [row for row in Row.scan() if isinstance(row, EntryRow)]
    return [
        {
            "eventName": "INSERT",
            "dynamodb": {"NewImage": row.serialize(), "SequenceNumber": str(number)},
        }
        for number, row in enumerate(entries)
    ]


def relay() -> dict[str, Any]:
    answer: dict[str, Any] = handler({"Records": records()}, Context())
    return answer


def health(store_id: str) -> list[tuple[str, str]]:
    return [(one["what"], one["detail"]) for one in stores.health(store_id)]


def test_a_batch_that_comes_again_counts_its_entries_once(limited: Books, store_id: str) -> None:
    buy(limited, store_id, 1, 30_000)
    for _ in range(2):
        assert relay() == {"batchItemFailures": []}
    assert budgets.every(limited.ledger)[("double", "")].points == 300


def test_the_merchant_is_warned_at_80_percent_and_told_at_100(
    limited: Books, store_id: str
) -> None:
    seen = []
    for number, goods in enumerate((79_900, 100, 20_000)):
        buy(limited, store_id, number, goods)
        relay()
        seen.append(health(store_id))
    assert seen == [[], [("budget_near", "double")], [("budget_spent", "double")]]


def test_what_cannot_be_counted_comes_again_with_all_of_its_batch(
    limited: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    buy(limited, store_id, 1, 10_000)

    def fails(*_: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(spending, "count", fails)
        assert relay() == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    relay()
    assert budgets.every(limited.ledger)[("double", "")].points == 100


def test_a_program_without_limits_costs_the_relay_nothing(books: Books, store_id: str) -> None:
    buy(books, store_id, 1, 10_000)
    batch = records()
    with measured() as usage:
        limits.roll_up(batch, opened)
    assert usage.calls == []
