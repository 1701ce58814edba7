"""Reading a store's products: all of them once, and what changed since.

They come oldest change first, and how far they were read is noted batch by batch: a read that was
cut off (a first one of a large shop takes longer than a function may run) goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from core.catalogue import ProductFacts
from core.ledger import stores
from core.ledger.catalogue import page_of
from core.ledger.stores import Store
from core.ports import StorePort
from core.snapshot import ProductsSeen

# A second's products may be listed while others of that second are still being saved.
OVERLAP_S = 600
_AT_ONCE = 500
# Of one message: what it holds stays below 256 KB, whatever sets are called, and a worker takes
# less than a second for its pages.
_SETS, _PAGES = 1500, 16


def read_products(
    store: Store,
    port: StorePort,
    apply: Callable[[ProductsSeen], object],
    now_ms: int,
    *,
    every: bool = False,
) -> int:
    """Ask for products that changed since they were last read, for `every` one the first time and
    when that is said: what is put into a collection by hand may move no stamp. How many; `apply`
    takes them in batches. Raises as core.ports.StorePort says."""
    until_s = stores.products_read_until(store.store_id)
    since_s = 0 if every or until_s is None else max(0, until_s - OVERLAP_S)
    if not since_s:
        until_s = None  # of a clock that was ahead it may be in the time to come
    count = 0
    for batch in _batches(port.changed_products(since_s)):
        count += len(batch)
        newest_s = max(facts.stamp_s for facts in batch)
        # Those that lie in one page of the catalogue are written there at once.
        batch.sort(key=lambda facts: page_of(facts.product_id))
        for some in _messages(batch):
            apply(ProductsSeen(store.store_id, some, now_ms, source="store"))
        if until_s is None or newest_s > until_s:
            until_s = newest_s
            stores.note_products_read(store.store_id, until_s)
    return count


def _batches(found: Iterable[ProductFacts]) -> Iterator[list[ProductFacts]]:
    batch: list[ProductFacts] = []
    for facts in found:
        batch.append(facts)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _messages(batch: list[ProductFacts]) -> Iterator[tuple[ProductFacts, ...]]:
    some: list[ProductFacts] = []
    pages: set[str] = set()
    sets = 0
    for facts in batch:
        pages.add(page_of(facts.product_id))
        sets += len(facts.sets)
        if some and (sets > _SETS or len(pages) > _PAGES):
            yield tuple(some)
            some, pages, sets = [], {page_of(facts.product_id)}, len(facts.sets)
        some.append(facts)
    yield tuple(some)
