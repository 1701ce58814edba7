"""The second part: all fetched orders in the order in which they were placed, each once. A tier, a
first order and a stamp card go by it."""

from __future__ import annotations

import json
import zlib

from functions.jobs.past_orders import pages
from functions.jobs.past_orders.fetching import PREFIX as FETCHED
from functions.jobs.work import Work

PREFIX = "arranged-"
# As many orders as one slice may have to do again.
PAGE = 250


def arrange(work: Work) -> None:
    """Do all of it at once: some 400 bytes an order in memory. What was fetched is deleted
    after."""
    fetched = int(work.job.cursor["pages"])
    packed: dict[str, tuple[tuple[int, str], tuple[int, int], bytes]] = {}
    for number in range(fetched):
        for line in pages.lines(work.files, f"{FETCHED}{number:06d}"):
            said = json.loads(line)
            order_id, stamp = said["order_id"], (said["stamp_s"], said["received_at_ms"])
            # An order that changed while it was listed came twice.
            if order_id not in packed or packed[order_id][1] <= stamp:
                place = (int(said["placed_at_s"]), order_id)
                packed[order_id] = (place, stamp, zlib.compress(line.encode(), 1))
        work.tell(len(packed))
    ordered = sorted(packed.values(), key=lambda one: one[0])
    numbers = range(0, len(ordered), PAGE)
    for number, start in enumerate(numbers):
        page = (zlib.decompress(one[2]).decode() for one in ordered[start : start + PAGE])
        pages.write(work.files, f"{PREFIX}{number:06d}", page)
        work.tell(min(start + PAGE, len(ordered)))
    cursor = {"part": "rehearse", "pages": len(numbers)}
    work.begin_part(len(ordered), cursor, part="rehearse")
    work.files.drop(*(f"{FETCHED}{number:06d}" for number in range(fetched)))
