"""The last part: each order through the worker's own door, as if its delivery had come now. What is
in the books already stays; a live delivery that comes meanwhile wins by its stamp."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from core.errors import Terminal
from core.ledger import past
from core.snapshot import OrderSnapshot
from functions.jobs.past_orders import pages
from functions.jobs.past_orders.arranging import PREFIX as ARRANGED
from functions.jobs.work import Work
from functions.ledger_worker.apply import apply

# No more a second, so that the relay, which follows the entries, keeps up with live ones as well.
ORDERS_A_SECOND = 100
# Each waits for DynamoDB most of the time; a member's orders stay with one of them, in their order.
_HANDS = 4
_PAGE_S = 30.0
_BATCH = 100


def carry_out(work: Work) -> bool:
    """Go on applying; True when all is done. A page that was cut off is applied again: what it had
    posted is a repeat."""
    last = int(work.job.cursor["pages"])
    while work.time_left() > _PAGE_S:
        number = int(work.job.cursor.get("page", 0))
        if number >= last:
            work.files.drop(*(f"{ARRANGED}{one:06d}" for one in range(last)))
            work.save(cursor={"part": "finished"}, facts={"part": "finished"})
            return True
        page = pages.read(work.files, f"{ARRANGED}{number:06d}")
        began = time.monotonic()
        counted = _apply(work, page)
        facts = work.job.facts
        work.save(
            done=work.job.done + len(page),
            cursor={**work.job.cursor, "page": number + 1},
            facts={
                "posted": int(facts.get("posted", 0)) + _points_of(work, page),
                "refused": int(facts.get("refused", 0)) + counted["refused"],
            },
        )
        pace_s = len(page) / ORDERS_A_SECOND
        time.sleep(max(0.0, min(pace_s - (time.monotonic() - began), work.time_left())))
    return False


def _apply(work: Work, page: Sequence[OrderSnapshot]) -> Counter[str]:
    hands: list[list[OrderSnapshot]] = [[] for _ in range(_HANDS)]
    for snapshot in page:
        whose = work.ledger.member_id(work.store.store_id, snapshot.customer) or ""
        hands[int(whose[:8] or "0", 16) % _HANDS].append(snapshot)
    with ThreadPoolExecutor(_HANDS) as pool:
        counts = pool.map(lambda share: _apply_in_turn(work, share), hands)
        return sum(counts, Counter[str]())


def _apply_in_turn(work: Work, share: Sequence[OrderSnapshot]) -> Counter[str]:
    found: Counter[str] = Counter()
    for snapshot in share:
        try:
            now_ms = time.time_ns() // 1_000_000
            found[apply(snapshot, now_ms, generation=work.store.generation)] += 1
        except Terminal:
            found["refused"] += 1
    return found


def _points_of(work: Work, page: Sequence[OrderSnapshot]) -> int:
    """What the page's orders have in the books now, pending points included."""
    found = (
        order
        for start in range(0, len(page), _BATCH)
        for order in past.orders_of(work.books, page[start : start + _BATCH])
    )
    return sum(order.available + order.pending for order in found)
