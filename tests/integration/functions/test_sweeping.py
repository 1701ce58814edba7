"""Sweeps: what each of them accounts for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.catalogue import ProductFacts
from core.errors import Conflict, StoreUnavailable
from core.ledger import punctuality, receipts, stores
from core.ledger.index import index_entry
from core.ledger.members import view
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.ports import StorePort
from core.snapshot import CustomerRef, OrderDeletion, OrderSnapshot
from functions.fetcher import handler as fetcher
from functions.ledger_worker.apply import apply
from integrations.reading_products import OVERLAP_S
from integrations.sweeping import sweep
from tests.unit.core.worlds import T0, snapshot

HOUR_S = 3600


class Shop:
    """A store's lists of orders and products, and nothing else of its port."""

    def __init__(self, store_id: str) -> None:
        self.store_id = store_id
        self.orders: dict[str, OrderSnapshot] = {}
        self.products: list[ProductFacts] = []
        self.asked_since: list[int] = []

    def put(self, order_id: str, stamp_s: int) -> None:
        one = snapshot(order_id=order_id, stamp_s=stamp_s, placed_at_s=stamp_s, source="store")
        self.orders[order_id] = replace(one, store_id=self.store_id)

    def changed_orders(self, since_s: int, received_at_ms: int) -> Iterator[OrderSnapshot]:
        for one in sorted(self.orders.values(), key=lambda order: order.stamp_s):
            if one.stamp_s >= since_s:
                yield replace(one, received_at_ms=received_at_ms)

    def changed_products(self, since_s: int) -> Iterator[ProductFacts]:
        self.asked_since.append(since_s)
        yield from (one for one in self.products if one.stamp_s >= since_s)

    def fetch_order(self, order_id: str, received_at_ms: int) -> OrderSnapshot | OrderDeletion:
        found = self.orders.get(order_id)
        if found is None:
            return OrderDeletion(self.store_id, order_id, received_at_ms, source="store")
        return replace(found, received_at_ms=received_at_ms)


@pytest.fixture
def shop(store_id: str) -> Shop:
    return Shop(store_id)


def swept(shop: Shop, books: Books, at_s: int, since_s: int | None = None) -> tuple[int, int]:
    """Sweep; how many changed and how many are gone. The relay's lists are brought up to date."""
    port: StorePort = shop  # type: ignore[assignment]
    store = stores.get(shop.store_id, fresh=True)
    report = sweep(store, port, books, since_s, lambda one: apply(one, at_s * 1000), at_s * 1000)
    for row in Row.scan():
        if isinstance(row, EntryRow):
            index_entry(books.ledger, row.pk.rsplit("#", 1)[1], row, at_s)
    return report.changed, report.gone


def available(books: Books, store_id: str) -> int:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    return view(books, member_id, T0).member.available


def test_a_sweep_goes_on_where_the_last_one_ended(shop: Shop, books: Books) -> None:
    shop.put("1", T0 - 2 * HOUR_S)
    assert swept(shop, books, T0) == (1, 0)
    shop.put("2", T0 + 60)
    assert swept(shop, books, T0 + HOUR_S) == (1, 0)
    assert available(books, shop.store_id) == 500


def test_a_look_at_the_last_minutes_does_not_account_for_the_hours_before(
    shop: Shop, books: Books
) -> None:
    swept(shop, books, T0)
    shop.put("1", T0 + HOUR_S)
    assert swept(shop, books, T0 + 5 * HOUR_S, since_s=T0 + 4 * HOUR_S) == (0, 0)
    assert swept(shop, books, T0 + 6 * HOUR_S) == (1, 0)


def test_a_first_look_at_the_last_minutes_does_not_account_for_the_days_before(
    shop: Shop, books: Books
) -> None:
    shop.put("1", T0 - 2 * 86_400)
    assert swept(shop, books, T0, since_s=T0 - 60) == (0, 0)
    assert swept(shop, books, T0 + HOUR_S) == (1, 0)


def test_an_order_that_the_store_no_longer_knows_gives_its_points_back(
    shop: Shop, books: Books
) -> None:
    for number in range(5):
        shop.put(str(number), T0 + number)
    swept(shop, books, T0 + 100)
    del shop.orders["3"]
    assert swept(shop, books, T0 + 200, since_s=T0) == (4, 1)
    assert available(books, shop.store_id) == 1000


def test_orders_that_went_one_by_one_are_counted_once_and_stop_no_later_sweep(
    shop: Shop, books: Books
) -> None:
    for number in range(6):
        shop.put(str(number), T0 + number)
    swept(shop, books, T0 + 100)
    for number in range(5):
        del shop.orders[str(number)]
        assert swept(shop, books, T0 + 200 + number * HOUR_S, since_s=T0)[1] == 1
    assert swept(shop, books, T0 + 9 * HOUR_S, since_s=T0) == (1, 0)
    assert stores.health(shop.store_id) == []


def test_a_receipt_from_the_counter_is_not_gone_because_the_store_never_knew_it(
    shop: Shop, books: Books
) -> None:
    shop.put("1", T0)
    swept(shop, books, T0 + 100)
    member_id = books.ledger.member_id(shop.store_id, CustomerRef(customer_id="3")) or ""
    at_ms = (T0 + 120) * 1000
    receipts.award(books, shop.store_id, books.member(member_id), "A-1", 5_000, at_ms)
    before = available(books, shop.store_id)
    assert swept(shop, books, T0 + 200, since_s=T0) == (1, 0)
    assert available(books, shop.store_id) == before == 300


def test_no_store_is_asked_about_a_receipt(store_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetcher, "port_of", None)
    fetcher._one({"work": "order", "store_id": store_id, "order_id": "receipt-A-1"})
    with pytest.raises(TypeError):
        fetcher._one({"work": "order", "store_id": store_id, "order_id": "22"})


def test_a_store_that_forgot_many_orders_at_once_takes_no_points_back(
    shop: Shop, books: Books
) -> None:
    for number in range(5):
        shop.put(str(number), T0 + number)
    swept(shop, books, T0 + 100)
    shop.orders.clear()
    with pytest.raises(Conflict) as stopped:
        swept(shop, books, T0 + 200, since_s=T0)
    assert stopped.value.code == "too_many_gone"
    assert available(books, shop.store_id) == 1250
    assert [one["what"] for one in stores.health(shop.store_id)] == ["sweep_stopped"]
    assert stores.swept_until(shop.store_id) == T0 + 100


def sell(shop: Shop, count: int, stamp_s: int, *sets: str) -> None:
    """So many products come to be, a second apart."""
    first = len(shop.products)
    shop.products += [
        ProductFacts(str(first + number), stamp_s + number, frozenset(sets))
        for number in range(count)
    ]


def test_the_first_sweep_reads_every_product_and_later_ones_what_changed(
    shop: Shop, books: Books
) -> None:
    sell(shop, 3, T0 - 90 * 86_400, "tag:old")
    swept(shop, books, T0)
    sell(shop, 1, T0 + 60, "sale")
    swept(shop, books, T0 + HOUR_S)
    assert shop.asked_since == [0, T0 - 90 * 86_400 + 2 - OVERLAP_S]
    known = books.catalogue(shop.store_id).products()
    assert {product_id: set(one.sets) for product_id, one in known.items()} == {
        **{str(number): {"tag:old"} for number in range(3)},
        "3": {"sale"},
    }


def test_a_first_read_that_was_cut_off_goes_on_where_it_stopped(
    shop: Shop, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.reading_products._AT_ONCE", 4)
    sell(shop, 10, T0 - 86_400, "tag:a")
    whole, shop.products = shop.products, []

    def cut_off(since_s: int) -> Iterator[ProductFacts]:
        yield from whole[:5]
        raise StoreUnavailable("The store answered 503.")

    shop.changed_products = cut_off  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable):
        swept(shop, books, T0)
    assert stores.products_read_until(shop.store_id) == T0 - 86_400 + 3
    del shop.changed_products
    shop.products = whole
    swept(shop, books, T0 + 60)
    assert shop.asked_since == [T0 - 86_400 + 3 - OVERLAP_S]
    assert len(books.catalogue(shop.store_id).products()) == 10


def test_a_store_without_its_products_is_swept_of_its_orders_all_the_same(
    shop: Shop, books: Books
) -> None:
    def refused(since_s: int) -> Iterator[ProductFacts]:
        raise StoreUnavailable("The store answered 503.")

    shop.changed_products = refused  # type: ignore[method-assign]
    shop.put("1", T0)
    with pytest.raises(StoreUnavailable):
        swept(shop, books, T0)
    assert available(books, shop.store_id) == 250
    assert stores.swept_until(shop.store_id) == T0


def test_a_sweep_notes_how_late_deliveries_were_and_which_never_came(
    shop: Shop, books: Books
) -> None:
    stores.change(shop.store_id, installed_at_s=T0 - 86_400)
    swept(shop, books, T0)
    shop.put("told", T0 + 60)
    delivered = replace(shop.orders["told"], received_at_ms=(T0 + 64) * 1000)
    apply(delivered, (T0 + 64) * 1000)
    shop.put("untold", T0 + 120)
    shop.put("under-way", T0 + HOUR_S - 30)
    swept(shop, books, T0 + HOUR_S)
    [_, seen] = punctuality.since(shop.store_id, 0)
    assert (seen.changed, seen.missed, seen.slowest_s) == (2, 1, 4)
    assert seen.last_ms == (T0 + 64) * 1000
    swept(shop, books, T0 + 2 * HOUR_S)
    [*_, seen] = punctuality.since(shop.store_id, 0)
    assert (seen.changed, seen.missed) == (1, 1)  # the sweep brought it, no delivery did
    stores.forget_sightings(shop.store_id)
    assert punctuality.since(shop.store_id, 0) == []
