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
        known_at = time.monotonic() + programs.CACHE_S
    published = [one for one in tried if one is not None]
    assert len(published) == 1
    assert [int(one.version) for one in programs.versions(ledger)] == [1, 2]

    # Orders placed in the meantime reach workers that cannot know of the second version yet.
    (second,) = published
    now_s = int(time.time())
    meanwhile = Queue(
        [shop.message(shop.order(100 + n, 100, JIA, placed_at_s=now_s)) for n in range(20)], events
    )
    early = drain(meanwhile, workers)

    # Once a cache's life is over they all know, before the second version takes effect.
    time.sleep(max(0.0, known_at - time.monotonic(), second.effective_from_s - time.time()))
    placed = [second.effective_from_s - 1, second.effective_from_s]
    after = [shop.order(200 + n, 100, JIA, placed_at_s=placed[n % 2]) for n in range(40)]
    late = Queue(map(shop.message, after), events)
    seen = together([ordering.result(), early, drain(late, workers)])
    arena.note("publishing during 100 orders", seen)

    assert [*before.dead, *meanwhile.dead, *late.dead] == []
    assert seen.conflicts > 0
    versions = [int(row.program_version) for row in shop.orders()]
    assert (versions.count(1), versions.count(2)) == (80, 20)
    assert shop.balance(JIA) == (80 * 1 + 20 * 2, 0, 0)
    shop.proven()
