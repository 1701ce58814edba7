"""One order, two hundred deliveries of it, eight workers."""

from __future__ import annotations

from dataclasses import replace

from core.snapshot import CustomerRef, OrderSnapshot, Refund, RefundLine
from tests.races import template
from tests.races.arena import Arena, Shop
from tests.races.sqs import Queue, Seen, drain

JIA = CustomerRef("3", "jia@example.com")
T0 = 1_790_000_000


def deliver(arena: Arena, shop: Shop, states: list[OrderSnapshot], times: int) -> Seen:
    """Each state so often, all shuffled, to all workers at once."""
    messages = [shop.message(state) for state in states for _ in range(times)]
    queue = Queue(messages, template.feeding("ledger_worker", "EventsQueue"))
    seen = drain(queue, arena.fleet.of("ledger_worker"))
    assert (queue.dead, arena.dead()) == ([], 0)
    assert seen.conflicts > 0
    return seen


def test_the_same_order_two_hundred_times_is_posted_once(arena: Arena) -> None:
    shop = arena.shop()
    seen = deliver(arena, shop, [shop.order(22, 25_000, JIA)], 200)
    arena.note("the same order 200 times", seen)

    assert shop.balance(JIA) == (250, 0, 0)
    assert [int(entry.available) for entry in shop.entries(JIA)] == [250]
    assert [int(row.version) for row in shop.orders()] == [1]
    shop.proven()


def test_the_states_of_an_order_shuffled_and_repeated_end_with_the_newest(arena: Arena) -> None:
    shop = arena.shop()
    paid = shop.order(22, 25_000, JIA, stamp_s=T0, received_at_ms=T0 * 1000)
    refunded = Refund("1", 5_000, (RefundLine("1", 5_000),))
    states = [
        replace(paid, state="pending", status="on-hold", stamp_s=T0 - 10),
        paid,
        replace(paid, state="void", status="cancelled", stamp_s=T0 + 1),
        replace(paid, state="pending", status="on-hold", stamp_s=T0 + 2),
        replace(paid, stamp_s=T0 + 3),
        # Of the same second, received later: this one counts.
        replace(paid, stamp_s=T0 + 3, received_at_ms=T0 * 1000 + 1, refunds=(refunded,)),
    ]
    seen = deliver(arena, shop, states, 33)
    arena.note("an order's states, shuffled", seen)

    assert shop.balance(JIA) == (200, 0, 0)
    (row,) = shop.orders()
    assert (int(row.available), int(row.stamp_s)) == (200, T0 + 3)
    # At most one entry for each state that was ever the newest.
    entries = shop.entries(JIA)
    assert 1 <= len(entries) <= len(states)
    assert sum(int(entry.available) for entry in entries) == 200
    shop.proven()
