"""A program published while orders come in."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from core.errors import Conflict
from core.ledger import programs
from core.program.defaults import default_document
from core.program.model import Program
from core.snapshot import CustomerRef
from tests.races import template
from tests.races.arena import Arena
from tests.races.sqs import Queue, drain, in_parallel, together

JIA = CustomerRef("3", "jia@example.com")


def test_of_eight_who_publish_at_once_one_does_and_no_order_is_decided_by_the_wrong_version(
    arena: Arena,
) -> None:
    shop = arena.shop()
    events = template.feeding("ledger_worker", "EventsQueue")
    workers = arena.fleet.of("ledger_worker")
    ledger = shop.ledger
    document = default_document("USD")
    document["earning"]["rules"][0]["points"] = 2

    def publish(who: int) -> Program | None:
        try:
            return programs.publish(ledger, document, f"m{who}", int(time.time()), after=1)
        except Conflict:
            return None

    before = Queue([shop.message(shop.order(n, 100, JIA)) for n in range(40)], events)
    with ThreadPoolExecutor(1) as beside:
        ordering = beside.submit(drain, before, workers)
        tried = in_parallel([partial(publish, who) for who in range(8)])
    published = [one for one in tried if one is not None]
    assert len(published) == 1
    assert [int(one.version) for one in programs.versions(ledger)] == [1, 2]

    # No worker may still know the first version alone once a cache's life is over; by then a
    # store whose clock is ahead may have orders that the second one is for.
    (second,) = published
    time.sleep(max(0.0, second.effective_from_s - programs.CACHE_S - time.time()) + 0.1)
    placed = [second.effective_from_s - 1, second.effective_from_s]
    after = [shop.order(100 + n, 100, JIA, placed_at_s=placed[n % 2]) for n in range(40)]
    queue = Queue(map(shop.message, after), events)
    seen = together([ordering.result(), drain(queue, workers)])
    arena.note("publishing during 80 orders", seen)

    assert (before.dead, queue.dead, arena.dead()) == ([], [], 0)
    assert seen.conflicts > 0
    versions = [int(row.program_version) for row in shop.orders()]
    assert (versions.count(1), versions.count(2)) == (60, 20)
    assert shop.balance(JIA) == (60 * 1 + 20 * 2, 0, 0)
    shop.proven()
