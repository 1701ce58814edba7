"""kill -9: of workers around a call, and of everything with the database."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.snapshot import CustomerRef
from tests.races import template
from tests.races.arena import Arena, Shop
from tests.races.sqs import Message, Queue, drain, together
from tests.races.workers import Pace

JIA = CustomerRef("3", "jia@example.com")
ORDERS, KILLS = 60, 6


class Killer:
    """Kills workers around calls to DynamoDB, but no message's worker more often than the queue
    would forgive."""

    def __init__(self, kills: int) -> None:
        self._random = random.Random(kills)
        self._left = kills

    def plan(self, batch: list[Message]) -> Pace:
        spared = max(message.receives for message in batch) > 2 or self._random.random() < 0.3
        if spared or self._left == 0:
            return Pace()
        self._left -= 1
        # A message is at least one call: reads and transactions, before they leave and after.
        call = self._random.randint(1, len(batch))
        return Pace(dies_at=call, answered=self._random.random() < 0.5)


def orders(shop: Shop) -> tuple[Queue, int]:
    """Orders of one shopper on a queue, and what they are worth."""
    amounts = [random.Random(number).randint(100, 6000) for number in range(ORDERS)]
    messages = [shop.message(shop.order(n, net, JIA)) for n, net in enumerate(amounts)]
    queue = Queue(messages, template.feeding("ledger_worker", "EventsQueue"), hidden_s=0.5)
    return queue, sum(net // 100 for net in amounts)


def all_posted_once(arena: Arena, shop: Shop, queue: Queue, points: int) -> None:
    assert (queue.dead, queue.acknowledged, arena.dead()) == ([], ORDERS, 0)
    assert shop.balance(JIA) == (points, 0, 0)
    entries = shop.entries(JIA)
    assert sorted(int(entry.source["id"]) for entry in entries) == list(range(ORDERS))
    assert shop.proven().entries == ORDERS


def test_workers_killed_around_their_calls_lose_and_double_nothing(arena: Arena) -> None:
    shop = arena.shop()
    queue, points = orders(shop)
    killer = Killer(KILLS)
    seen = drain(queue, arena.fleet.of("ledger_worker"), killer.plan)
    arena.note("workers killed during 60 orders", seen)

    assert seen.deaths >= KILLS // 2
    assert seen.conflicts > 0
    all_posted_once(arena, shop, queue, points)


def test_everything_killed_with_the_database_goes_on_where_it_was(arena: Arena) -> None:
    if arena.durable is None:
        pytest.skip("this engine keeps its data over a clean stop only")
    shop = arena.shop()
    queue, points = orders(shop)
    workers = arena.fleet.of("ledger_worker")
    with ThreadPoolExecutor(1) as beside:
        working = beside.submit(drain, queue, workers)
        queue.when_acknowledged(ORDERS // 3)
        queue.shut()
        arena.kill_database()
        killed_at = time.monotonic()
        for worker in workers:
            worker.kill()
    # DynamoDB Local answers up to some 50 ms before it commits, so the last answers may not be
    # true: nobody is to have heard of them. On AWS an answer is a promise.
    queue.lose_acknowledgements(since=killed_at - 0.5)
    assert queue.acknowledged < ORDERS
    arena.restart_database()
    shop.proven()

    for worker in workers:
        worker.restart()
    queue.reopen()
    seen = together([working.result(), drain(queue, workers)])
    arena.note("everything killed", seen)

    assert seen.deaths > 0
    assert seen.conflicts > 0
    all_posted_once(arena, shop, queue, points)
