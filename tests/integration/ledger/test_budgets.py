"""What all members together have had of a campaign: rolled up behind orders, each entry once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core.ledger import budgets, directory, people, programs, spending
from core.ledger.orders import delete_order, post_order
from core.ledger.posting import Books
from core.ledger.redact import empty_ledger
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.ledger.verify import verify
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef, OrderDeletion
from tests.integration.ledger.test_reconcile import run
from tests.unit.core.test_earning_rules import bonus, multiplier
from tests.unit.core.worlds import STORE, T0, snapshot

NOW_MS = T0 * 1000
KEYS = [("double", ""), ("double", "2026-09")]


@pytest.fixture(name="limited")
def _limited(books: Books) -> Books:
    """Double points, $60 a month for all: 1,000 points."""
    document = default_document("USD")
    rule = multiplier("double", "2", budget={"amount": "60", "per": "month"})
    document["earning"]["multipliers"] = [rule]
    programs.publish(books.ledger, validate(document), "test", 0)
    budgets._cached.clear()
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def buy(books: Books, number: int, goods: int = 10_000, **fields: Any) -> None:
    customer = CustomerRef(customer_id=str(number))
    order = snapshot(goods, order_id=str(number), customer=customer, **fields)
    post_order(books, order, NOW_MS)


def entries() -> list[EntryRow]:
    return [row for row in Row.scan() if isinstance(row, EntryRow)]


def points(books: Books) -> dict[Any, int]:
    return {key: row.points for key, row in budgets.every(books.ledger).items()}


def test_an_entry_counts_once_however_often_it_is_relayed(limited: Books) -> None:
    buy(limited, 1)
    buy(limited, 2)
    for _ in range(3):
        spending.count(limited.ledger, entries())
    assert points(limited) == dict.fromkeys(KEYS, 200)


def test_more_entries_than_a_transaction_takes_are_counted_all_the_same(limited: Books) -> None:
    for number in range(105):
        buy(limited, number, 100)
    spending.count(limited.ledger, entries())
    assert points(limited) == dict.fromkeys(KEYS, 105)


def test_two_shards_that_count_at_once_lose_nothing(limited: Books) -> None:
    for number in range(8):
        buy(limited, number)
    all_of_them = entries()
    batches = [all_of_them[:3], all_of_them[2:6], all_of_them[4:], all_of_them]
    with ThreadPoolExecutor(4) as shards:
        list(shards.map(lambda some: spending.count(limited.ledger, some), batches))
    assert points(limited) == dict.fromkeys(KEYS, 800)


def test_refunds_cancellations_and_deletions_count_back(limited: Books) -> None:
    for number in (1, 2, 3):
        buy(limited, number)
    buy(limited, 1, refunds=[4_000], stamp_s=T0 + 1)
    buy(limited, 2, state="void", stamp_s=T0 + 1)
    delete_order(limited, OrderDeletion(STORE, "3", NOW_MS + 9), NOW_MS)
    spending.count(limited.ledger, entries())
    assert points(limited) == dict.fromkeys(KEYS, 60)


def test_a_spent_budget_gives_nothing_new_once_the_worker_has_looked_again(
    limited: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orders in flight may go beyond it: the sum that a worker knows is some seconds old."""
    buy(limited, 1, 100_000)
    spending.count(limited.ledger, entries())
    buy(limited, 2)
    assert limited.read(STORE, "2", None)[0].available == 200
    monkeypatch.setattr(budgets, "_cached", {})
    buy(limited, 3)
    assert limited.read(STORE, "3", None)[0].available == 100


def test_recounting_makes_what_the_relay_made(limited: Books) -> None:
    for number in range(5):
        buy(limited, number)
    buy(limited, 0, state="void", stamp_s=T0 + 1)
    spending.count(limited.ledger, entries())
    rolled_up = points(limited)
    assert spending.recount(limited.ledger) == {}
    spending.forget(limited.ledger)
    was_and_is = spending.recount(limited.ledger)
    assert points(limited) == rolled_up == {key: is_now for key, (_, is_now) in was_and_is.items()}


def test_recounting_counts_what_the_stream_forgot_and_puts_a_wrong_sum_right(
    limited: Books,
) -> None:
    for number in range(5):
        buy(limited, number)
    spending.count(limited.ledger, entries()[:2])
    spending.recount(limited.ledger)
    assert points(limited) == dict.fromkeys(KEYS, 500)
    row, condition = budgets.changed(
        limited.ledger, KEYS[0], budgets.every(limited.ledger)[KEYS[0]], 7
    )
    row.save(condition=condition)
    assert spending.recount(limited.ledger) == {KEYS[0]: (7, 500)}
    spending.count(limited.ledger, entries())
    assert points(limited) == dict.fromkeys(KEYS, 500)


def test_reconciling_counts_what_the_stream_forgot_and_nothing_twice(limited: Books) -> None:
    for number in range(3):
        buy(limited, number)
    spending.count(limited.ledger, entries()[:1])
    assert [run(limited)[0].limits_counted for _ in range(2)] == [2, 0]
    assert points(limited) == dict.fromkeys(KEYS, 300)


def test_the_sums_stay_when_a_member_is_joined_or_erased_and_the_books_still_balance(
    limited: Books,
) -> None:
    guest = snapshot(10_000, order_id="g", customer=CustomerRef(email="mei@example.com"))
    post_order(limited, guest, NOW_MS)
    buy(limited, 1)
    account = limited.ledger.member_id(STORE, CustomerRef(customer_id="1")) or ""
    people.join(limited, limited.ledger.guest_id("mei@example.com"), account, "mailed_link", NOW_MS)
    people.erase(limited, account, NOW_MS + 5_000)
    spending.count(limited.ledger, entries())
    assert points(limited) == dict.fromkeys(KEYS, 200)
    assert spending.recount(limited.ledger) == {}
    assert verify({limited.ledger.ledger_id}, b"master key of the tests").mismatches == []


def test_nothing_is_left_of_the_sums_after_a_redaction(limited: Books) -> None:
    buy(limited, 1)
    spending.count(limited.ledger, entries())
    directory.list_member(limited.ledger, entries()[0].pk.rsplit("#", 1)[1])
    empty_ledger(limited.ledger, [STORE], lambda: False)
    left = [row.pk for row in Row.scan() if "#PROGRAM" not in row.pk]
    assert left == []


def test_an_order_that_moves_to_another_customer_takes_its_share_along(limited: Books) -> None:
    buy(limited, 1)
    post_order(
        limited,
        snapshot(10_000, order_id="1", customer=CustomerRef(customer_id="9"), stamp_s=T0 + 1),
        NOW_MS,
    )
    spending.count(limited.ledger, entries())
    assert points(limited) == dict.fromkeys(KEYS, 100)
    assert limited.read(STORE, "1", None)[0].available == 200


def test_frequent_orders_survive_the_way_through_the_table(books: Books) -> None:
    document = default_document("USD")
    rule = bonus("often", "frequency", 100, orders=3, within={"days": 60})
    document["earning"]["bonuses"] = [rule]
    programs.publish(books.ledger, validate(document), "test", 0)
    made = Books(books.ledger, programs.programs(books.ledger), books.tz)
    for number in range(3):
        placed = snapshot(1_000, order_id=str(number), placed_at_s=T0 + number * 86_400)
        post_order(made, placed, NOW_MS + number * 86_400_000)
    post_order(made, snapshot(1_000, "void", order_id="0", stamp_s=T0 + 9), NOW_MS)
    order, member = made.read(STORE, "2", made.ledger.member_id(STORE, CustomerRef("3")))
    assert order.available == 110
    assert member is not None
    assert dict(member.counters) == {"often": 1, "often@": -1}
