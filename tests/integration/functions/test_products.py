"""What a store sells, from its delivery to the catalogue; what a delivery leaves open is asked."""

from __future__ import annotations

from typing import Any

import pytest

from core.catalogue import ProductFacts
from core.ledger import catalogue, stores
from core.ledger.posting import Books
from core.snapshot import ProductsSeen
from functions.fetcher import handler as fetcher
from functions.ledger_worker import apply as worker
from functions.ledger_worker.apply import apply
from integrations import access
from tests.support.operator import Operator
from tests.support.sandbox import SandboxServer
from tests.unit.core.worlds import T0

NOW_MS = T0 * 1000


def seen(store_id: str, *sets: str, told: bool = True, stamp_s: int = T0) -> ProductsSeen:
    facts = ProductFacts("10", stamp_s, frozenset(sets), told)
    return ProductsSeen(store_id, (facts,), NOW_MS)


@pytest.fixture
def fetches(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the worker wants to be asked."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(worker, "fetch", sent.append)
    return sent


def test_a_shopify_product_is_asked_for_its_collections_when_it_changed(
    store_id: str, fetches: list[dict[str, Any]]
) -> None:
    assert apply(seen(store_id, "tag:a", told=False), NOW_MS) == "recorded"
    assert fetches == [{"work": "product", "store_id": store_id, "product_id": "10"}]
    later = seen(store_id, "tag:a", told=False, stamp_s=T0 + 60)
    assert apply(later, NOW_MS) == "unchanged"  # a change of its stock, say
    assert len(fetches) == 1


def test_a_woocommerce_product_leaves_nothing_open(
    store_id: str, fetches: list[dict[str, Any]]
) -> None:
    assert apply(seen(store_id, "collection:bags"), NOW_MS) == "recorded"
    assert fetches == []


def test_nothing_of_a_redacted_installation_comes_into_the_catalogue(
    store_id: str, books: Books
) -> None:
    stores.change(store_id, installed=False, fenced=1)
    assert apply(seen(store_id, "tag:late"), NOW_MS, generation=1) == "fenced"
    assert books.catalogue(store_id).products() == {}


def test_an_answer_of_the_store_goes_through_the_queue_with_its_collections(
    operator: Operator, store: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_id = operator.connect_shopify(store)
    queued: list[ProductsSeen] = []
    monkeypatch.setattr(fetcher, "queue", lambda at, event: queued.append(event))
    [beans] = [
        product_id
        for product_id, one in products(store_id).items()
        if "collection:coffee" in one and "tag:organic" in one
    ]
    store.control("PUT", "shopify/products/house-beans", {"collection": "gifts", "sale": True})
    fetcher._one({"work": "product", "store_id": store_id, "product_id": beans})
    fetcher._one({"work": "product", "store_id": store_id, "product_id": "1"})  # gone by now
    [event] = queued
    assert (event.source, event.products[0].collections_told) == ("store", True)
    assert {"collection:gifts", "sale"} <= event.products[0].sets


def products(store_id: str) -> dict[str, frozenset[str]]:
    catalogue._cached.clear()
    found = access.books_of(stores.get(store_id)).catalogue(store_id).products()
    return {product_id: one.sets for product_id, one in found.items()}
