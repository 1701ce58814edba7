"""The catalogue of a store's products, kept for workers to ask without asking the store.

Products lie in PAGES rows by the hash of their ids, packed: up to some 10,000 products take half
a read unit a page, once for each container, and a change of one 4 write units. One more row lists
the pages' versions. A look at it, half a read unit every CACHE_S seconds, says which pages to read
again; it is written in one transaction with the page that changes. A newer state that leaves a
product's sets as they are advances its stamp in the page alone.

What is recorded counts COUNTS_AFTER_S later: by then it is written, and every worker's cache has
it. So two that decide the same order decide it by the same sets.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from core.catalogue import Catalogue, ProductFacts, ProductHistory, recorded
from core.identity import Ledger
from core.ledger import keys
from core.ledger.packing import pack_pairs, unpack_pairs
from core.ledger.table import Commit, IntegerAttribute, Row, as_read, put_alone, read_rows, retrying

CACHE_S = 5
# A write takes at most 20 s with all its attempts (core/ledger/table.py); then two cache lifetimes.
COUNTS_AFTER_S = 20 + 2 * CACHE_S
PAGES = 128
_LIST = "PAGES"
Products = dict[str, ProductHistory]


class CataloguePageRow(Row, discriminator="CP"):
    """Products whose ids share a hash."""

    version = IntegerAttribute(attr_name="v")
    products = UnicodeAttribute()


class CatalogueListRow(Row, discriminator="CL"):
    """The version of each page as of the last change of any product's sets. `began_s`: when the
    first was recorded; after a redaction a store begins anew."""

    version = IntegerAttribute(attr_name="v")
    began_s = IntegerAttribute()
    pages = UnicodeAttribute()


@dataclass
class _Cached:
    """What this container knows of one store. `versions`: of each page, as they were listed."""

    until_s: float = 0.0
    began_s: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    pages: dict[str, Products] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=lambda: Catalogue({}))


_cached: dict[str, _Cached] = {}


def catalogue(ledger: Ledger, store_id: str) -> Catalogue:
    """The store's products, from a cache of CACHE_S seconds; of older ones, what changed is read
    again. Empty for a store that never told of any."""
    pk = keys.catalogue(ledger, store_id)
    known = _cached.setdefault(pk, _Cached())
    if known.until_s <= time.monotonic():
        _refresh(pk, known)
    return known.catalogue


def _refresh(pk: str, known: _Cached) -> None:
    asked_s = time.monotonic()
    row = _list_row(read_rows([(pk, _LIST)], consistent=False))
    listed = _versions(row)
    if row is not None and row.began_s != known.began_s:
        known.began_s, known.versions = row.began_s, {}
    changed = [name for name, version in listed.items() if known.versions.get(name) != version]
    gone = known.pages.keys() - listed.keys()
    for page in read_rows([(pk, name) for name in changed], consistent=False) if changed else []:
        if isinstance(page, CataloguePageRow):
            known.pages[page.sk] = unpacked(page.products)
            if page.version >= listed[page.sk]:  # else a copy that lags behind answered
                known.versions[page.sk] = listed[page.sk]
    for name in gone:
        known.pages.pop(name)
        known.versions.pop(name, None)
    if changed or gone:
        known.catalogue = Catalogue(
            {name: one for some in known.pages.values() for name, one in some.items()}
        )
    known.until_s = asked_s + CACHE_S


def page_of(product_id: str) -> str:
    """The sort key of the page that a product lies in."""
    digest = hashlib.sha256(product_id.encode()).digest()
    return f"P{int.from_bytes(digest[:4], 'big') % PAGES:03d}"


def record(
    ledger: Ledger,
    store_id: str,
    products: Iterable[ProductFacts],
    received_at_ms: int,
    *,
    asked: bool,
) -> list[str]:
    """Record what a store told of products; the ids of those whose sets changed. Older states and
    repetitions write nothing. `asked`: the store told it as an answer. Raises LedgerBusy when
    contention outlasts the retries."""
    by_page: dict[str, list[ProductFacts]] = defaultdict(list)
    for facts in products:
        by_page[page_of(facts.product_id)].append(facts)
    pk = keys.catalogue(ledger, store_id)
    changed: list[str] = []
    for page, some in by_page.items():
        attempt = partial(_record, pk, page, some, received_at_ms, asked)
        changed += retrying(attempt)
    return changed


def _record(
    pk: str, page: str, some: list[ProductFacts], received_at_ms: int, asked: bool
) -> list[str]:
    rows = read_rows([(pk, page), (pk, _LIST)])
    before = next((row for row in rows if isinstance(row, CataloguePageRow)), None)
    products = unpacked(before.products) if before is not None else {}
    now_s = int(time.time())  # as late as can be: what is recorded must not count before
    news, changed = False, []
    for facts in some:
        known = products.get(facts.product_id)
        after = recorded(known, facts, received_at_ms, now_s + COUNTS_AFTER_S, asked=asked)
        if after is not None:
            products[facts.product_id], news = after, True
            if known is None or known.sets != after.sets:
                changed.append(facts.product_id)
    if news:
        row, unchanged = _page(pk, page, before, products)
        if changed:
            _write_listed(row, unchanged, _list_row(rows), now_s)
        else:
            put_alone(row, unchanged)
    return changed


def _page(
    pk: str, page: str, before: CataloguePageRow | None, products: Products
) -> tuple[CataloguePageRow, Condition]:
    """The page's next row and the condition that nobody wrote it since `before`."""
    version = before.version if before is not None else 0
    row = CataloguePageRow(pk, page, version=version + 1, products=packed(products))
    return row, (as_read(CataloguePageRow, version))


def _write_listed(
    row: CataloguePageRow, unchanged: Condition, before: CatalogueListRow | None, now_s: int
) -> None:
    """Write a page and its version in the list."""
    versions = {**_versions(before), row.sk: row.version}
    version = before.version if before is not None else 0
    listed = CatalogueListRow(
        row.pk,
        _LIST,
        version=version + 1,
        began_s=before.began_s if before is not None else now_s,
        pages=pack_pairs(sorted(versions.items())),
    )
    same = as_read(CatalogueListRow, version)
    commit = Commit()
    commit.put(row, unchanged)
    commit.put(listed, same)
    commit.send()


def forget(ledger: Ledger, store_id: str) -> None:
    """Delete a store's catalogue."""
    pk = keys.catalogue(ledger, store_id)
    with Row.batch_write() as batch:
        for row in Row.query(pk, consistent_read=True):
            batch.delete(row)
    _cached.pop(pk, None)


def _list_row(rows: Iterable[Row]) -> CatalogueListRow | None:
    return next((row for row in rows if isinstance(row, CatalogueListRow)), None)


def _versions(row: CatalogueListRow | None) -> dict[str, int]:
    return dict(unpack_pairs(row.pages)) if row is not None else {}


def packed(products: Products) -> str:
    """Products as a page keeps them: each set's name once, the rest by its number in that list."""
    names = sorted({name for one in products.values() for _, sets in one.states for name in sets})
    number = {name: index for index, name in enumerate(names)}
    content = [
        names,
        {
            product_id: [
                one.stamp_s,
                one.received_at_ms,
                [[from_s, sorted(number[name] for name in sets)] for from_s, sets in one.states],
            ]
            for product_id, one in sorted(products.items())
        },
    ]
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(text: str) -> Products:
    """The products that `packed` gave."""
    names, content = json.loads(zlib.decompress(base64.b64decode(text)))
    return {
        product_id: ProductHistory(
            stamp_s,
            received_at_ms,
            tuple((from_s, frozenset(names[index] for index in sets)) for from_s, sets in states),
        )
        for product_id, (stamp_s, received_at_ms, states) in content.items()
    }
