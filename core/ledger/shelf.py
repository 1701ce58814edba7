"""The shelf as items of the table: a row for each product and one for each collection, so that
whoever suggests reads those few that matter. No worker reads it for an order.

Collections are written before their product: a crash in between leaves the product as it was, and
the next delivery or reading does all of it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from core.catalogue import ProductFacts
from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import IntegerAttribute, Row, as_read, put_alone, read_rows, retrying
from core.shelf import Listing, Shown, with_product

# (collection id, product id) and what to note there; None: it lies there no more.
_Changes = dict[str, dict[str, tuple[str, Shown | None]]]


class ShelfRow(Row, discriminator="SHP"):
    """A product. `collections`: ids and titles."""

    version = IntegerAttribute(attr_name="v")
    stamp_s = IntegerAttribute()
    title = UnicodeAttribute(null=True)
    url = UnicodeAttribute(null=True)
    collections = JSONAttribute(null=True)


class ShelfListRow(Row, discriminator="SHC"):
    """A collection. `products`: ids, titles and addresses."""

    version = IntegerAttribute(attr_name="v")
    title = UnicodeAttribute(null=True)
    products = JSONAttribute()


def record(ledger: Ledger, store_id: str, told: Iterable[ProductFacts]) -> int:
    """Note what a store told of products for people to see; how many changed. Of what is as it was
    nothing is written. Raises LedgerBusy."""
    facts = {one.product_id: one for one in told if one.shown is not None}
    known = _rows(ledger, store_id, facts, consistent=False)
    changes: _Changes = {}
    news: dict[str, tuple[Shown, int]] = {}
    for product_id, one in facts.items():
        row = known.get(product_id)
        before, after = _shown(row), _after(row, one)
        if after == before or (row is not None and one.stamp_s < row.stamp_s):
            continue
        news[product_id] = after, one.stamp_s
        for collection_id, title in dict(before.collections if before else ()).items():
            changes.setdefault(collection_id, {})[product_id] = title, None
        for collection_id, title in after.collections:
            changes.setdefault(collection_id, {})[product_id] = title, after
    lists = _lists(ledger, store_id, changes, consistent=True)
    for collection_id, some in changes.items():
        _list(ledger, store_id, collection_id, some, [lists.get(collection_id)])
    for product_id, (after, stamp_s) in news.items():
        _put(ledger, store_id, product_id, after, stamp_s, [known.get(product_id)])
    return len(news)


def keep_only(ledger: Ledger, store_id: str, product_ids: set[str], asked_s: int) -> int:
    """Take off the shelf what the store, asked for all its products at unix second `asked_s`, does
    not have any more; how many. What it made or changed since stays."""
    page, prefix = keys.shelf(ledger, store_id), keys.PRODUCT_PREFIX
    gone = [
        row
        for row in ShelfRow.query(page, Row.sk.startswith(prefix))
        if row.sk.removeprefix(prefix) not in product_ids and row.stamp_s < asked_s
    ]
    for row in gone:
        product_id = row.sk.removeprefix(prefix)
        for collection_id, title in dict(row.collections or ()).items():
            _list(ledger, store_id, collection_id, {product_id: (title, None)}, [])
        row.delete()
    return len(gone)


def products(ledger: Ledger, store_id: str, product_ids: Iterable[str]) -> dict[str, Shown]:
    """What is known of these products."""
    rows = _rows(ledger, store_id, product_ids, consistent=False)
    found = {one: _shown(row) for one, row in rows.items()}
    return {one: shown for one, shown in found.items() if shown is not None}


def listings(ledger: Ledger, store_id: str, collection_ids: Iterable[str]) -> dict[str, Listing]:
    """What is known of these collections."""
    rows = _lists(ledger, store_id, collection_ids, consistent=False)
    return {one: _listing(row) for one, row in rows.items()}


def _after(row: ShelfRow | None, one: ProductFacts) -> Shown:
    told = one.shown or Shown("", "")
    known = _shown(row)
    if one.collections_told or known is None:
        return told
    return Shown(told.title, told.url, known.collections)


def _list(
    ledger: Ledger,
    store_id: str,
    collection_id: str,
    some: Mapping[str, tuple[str, Shown | None]],
    seen: list[ShelfListRow | None],
) -> None:
    """`seen`: the row as it was just read, if it was; taken for the first try."""
    pk, sk = keys.shelf(ledger, store_id), keys.shelf_list(collection_id)

    def attempt() -> None:
        row = (
            seen.pop()
            if seen
            else _lists(ledger, store_id, [collection_id], consistent=True).get(collection_id)
        )
        before = Listing(collection_id) if row is None else _listing(row)
        after = before
        for product_id, (title, one) in some.items():
            after = with_product(after, title, product_id, one)
        if after == before:
            return
        content = [[product_id, one.title, one.url] for product_id, one in after.products]
        row = ShelfListRow(
            pk, sk, version=before.version + 1, title=after.title or None, products=content
        )
        put_alone(row, as_read(ShelfListRow, before.version))

    retrying(attempt)


def _put(
    ledger: Ledger,
    store_id: str,
    product_id: str,
    after: Shown,
    stamp_s: int,
    seen: list[ShelfRow | None],
) -> None:
    """`seen`: as for _list; one that is out of date is found out by its version."""

    def attempt() -> None:
        before = seen.pop() if seen else _rows(ledger, store_id, [product_id]).get(product_id)
        if before is not None and before.stamp_s > stamp_s:
            return
        version = before.version if before is not None else 0
        row = ShelfRow(
            keys.shelf(ledger, store_id),
            keys.shelf_product(product_id),
            version=version + 1,
            stamp_s=stamp_s,
            title=after.title or None,
            url=after.url or None,
            collections=[list(one) for one in after.collections] or None,
        )
        put_alone(row, as_read(ShelfRow, version))

    retrying(attempt)


def _rows(
    ledger: Ledger, store_id: str, product_ids: Iterable[str], *, consistent: bool = True
) -> dict[str, ShelfRow]:
    page = keys.shelf(ledger, store_id)
    wanted = {(page, keys.shelf_product(one)) for one in product_ids}
    rows = read_rows(wanted, consistent=consistent) if wanted else []
    prefix = keys.PRODUCT_PREFIX
    return {row.sk.removeprefix(prefix): row for row in rows if isinstance(row, ShelfRow)}


def _lists(
    ledger: Ledger, store_id: str, collection_ids: Iterable[str], *, consistent: bool
) -> dict[str, ShelfListRow]:
    page = keys.shelf(ledger, store_id)
    wanted = [(page, keys.shelf_list(one)) for one in collection_ids]
    rows = read_rows(wanted, consistent=consistent) if wanted else []
    return {_listing(row).collection_id: row for row in rows if isinstance(row, ShelfListRow)}


def _shown(row: ShelfRow | None) -> Shown | None:
    if row is None:
        return None
    collections = tuple((one, title) for one, title in row.collections or ())
    return Shown(row.title or "", row.url or "", collections)


def _listing(row: ShelfListRow) -> Listing:
    products = tuple((one, Shown(title, url)) for one, title, url in row.products)
    collection_id = row.sk.removeprefix(keys.COLLECTION_PREFIX)
    return Listing(collection_id, row.title or "", products, row.version)
