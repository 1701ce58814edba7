"""One shopper, eight workers, and every order at the same moment."""

from __future__ import annotations

import random

from core.snapshot import CustomerRef
from tests.races import template
from tests.races.arena import Arena, never_below_zero
from tests.races.sqs import Queue, drain

JIA = CustomerRef("3", "jia@example.com")


def test_two_hundred_orders_of_one_shopper_at_the_same_moment_are_all_posted_once(
    arena: Arena,
) -> None:
    shop = arena.shop()
    amounts = [random.Random(number).randint(100, 6000) for number in range(200)]
    orders = [shop.order(number, net, JIA) for number, net in enumerate(amounts)]
    feeding = template.feeding("ledger_worker", "EventsQueue")
    queue = Queue(map(shop.message, orders), feeding, hidden_s=0.5)
    seen = drain(queue, arena.fleet.of("ledger_worker"))
    arena.note("200 orders of one shopper", seen)

    assert (queue.dead, arena.dead()) == ([], 0)
    assert seen.conflicts > 0
    assert shop.balance(JIA) == (sum(net // 100 for net in amounts), 0, 0)
    entries = shop.entries(JIA)
    assert sorted(int(entry.source["id"]) for entry in entries) == list(range(200))
    assert never_below_zero(entries)
    assert [int(row.version) for row in shop.orders()] == [1] * 200
    assert shop.proven().entries == 200
