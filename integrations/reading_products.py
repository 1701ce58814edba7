"""Reading a store's products: all of them once, and what changed since.

They come oldest change first, and how far they were read is noted batch by batch: a read that was
cut off (a first one of a large shop may take longer than a function may run) goes on where it
stopped. They are recorded here and not through the queue: a whole shop's would keep its webhooks
waiting for minutes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

from core.catalogue import ProductFacts
from core.identity import Ledger
from core.ledger import catalogue, shelf, stores
from core.ledger.stores import Store
from core.ports import StorePort

# A second's products may be listed while others of that second are still being saved.
OVERLAP_S = 600
_AT_ONCE = 500


def read_products(store: Store, ledger: Ledger, port: StorePort, *, every: bool = False) -> int:
    """Ask for products that changed since they were last read, for `every` one the first time and
    when that is said: what is put into a collection by hand may move no stamp. How many. Stops
    where the store is uninstalled meanwhile. Raises as core.ports.StorePort says."""
    until_s = stores.products_read_until(store.store_id)
    since_s = 0 if every or until_s is None else max(0, until_s - OVERLAP_S)
    if not since_s:
        until_s = None  # of a clock that was ahead it may be in the time to come
    began_s, count = int(time.time()), 0
    seen: set[str] = set()
    listed = port.changed_products(since_s)
    for asked_ms, batch in _batches(listed):
        now = stores.get(store.store_id)
        if not now.installed or now.generation != store.generation:
            return count
        catalogue.record(ledger, store.store_id, batch, asked_ms, asked=True)
        shelf.record(ledger, store.store_id, batch)
        seen.update(facts.product_id for facts in batch)
        count += len(batch)
        newest_s = max(facts.stamp_s for facts in batch)
        if until_s is None or newest_s > until_s:
            until_s = newest_s
            stores.note_products_read(store.store_id, until_s)
    if not since_s:
        # The store's clock may be behind ours.
        shelf.keep_only(ledger, store.store_id, seen, began_s - OVERLAP_S)
    return count


def _batches(listed: Iterator[ProductFacts]) -> Iterator[tuple[int, list[ProductFacts]]]:
    """Products, and when they began to be asked for (unix milliseconds)."""
    while True:
        asked_ms = time.time_ns() // 1_000_000
        batch = list(islice(listed, _AT_ONCE))
        if not batch:
            return
        yield asked_ms, batch
