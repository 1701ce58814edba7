"""A store's whole past, read page by page: each order as the store tells it when it is asked for it
by itself, none left out, and gone on with from any page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from core.errors import StoreUnavailable
from core.snapshot import OrderSnapshot
from integrations.history import History
from integrations.shopify import history as of_shopify
from integrations.shopify.store import ShopifyStore
from integrations.woocommerce import history as of_woo
from integrations.woocommerce.store import WooStore
from tests.integration.integrations.conftest import Counter
from tests.support.sandbox import SandboxServer

NOW_MS = 1_900_000_000_000


def lived(store: SandboxServer, counter: Counter) -> list[str]:
    """Seven orders: paid, unpaid, cancelled, refunded in part and in full, a guest's, one of many
    lines."""
    at = counter.flavour
    mei = str(counter.customer(store)["id"])
    made = [counter.order(store, customer_id=mei) for _ in range(5)]
    made.append(counter.order(store, email="guest@example.com"))
    line = {"name": "Mug", "price": "50", "quantity": 1, "product_id": 9}
    made.append(counter.order(store, customer_id=mei, lines=[line] * 30))
    ids = [str(one["id"]) for one in made]
    store.control("POST", f"{at}/orders/{ids[1]}/cancel", {})
    store.control("POST", f"{at}/orders/{ids[2]}/refund", {"amount": "10"})
    lines = {str(made[3]["line_items"][0]["id"]): 1}
    store.control("POST", f"{at}/orders/{ids[3]}/refund", {"lines": lines})
    store.control("POST", f"{at}/orders/{ids[4]}/refund", {"all": True})
    return ids


def read_all(of: History, since_s: int = 0) -> tuple[list[OrderSnapshot], int]:
    """Everything, by cursors that went through JSON as a job's do; how many pages there were."""
    cursor: Mapping[str, Any] | None = {}
    found: list[OrderSnapshot] = []
    for pages in range(100):
        if cursor is None:
            return found, pages
        page = of.read(since_s, dict(cursor), NOW_MS)
        found += page.orders
        cursor = page.cursor
    raise AssertionError("it does not end")


@pytest.mark.parametrize("size", [2, 3, 500])
def test_woocommerces_past_is_what_it_says_order_by_order(
    store: SandboxServer, woo: WooStore, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(of_woo, "PAGE", min(size, 100))
    ids = lived(store, Counter("woo"))
    found, pages = read_all(of_woo.WooHistory(woo))
    assert {one.order_id for one in found} == set(ids)
    assert pages >= len(ids) // size
    assert {one.order_id: one for one in found} == {
        one: woo.fetch_order(one, NOW_MS) for one in ids
    }


@pytest.mark.parametrize("size", [2, 500])
def test_shopifys_past_is_what_it_says_order_by_order(
    store: SandboxServer, shopify: ShopifyStore, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(of_shopify, "PAGE", size)
    ids = lived(store, Counter("shopify"))
    found, _ = read_all(of_shopify.ShopifyHistory(shopify))
    assert len(found) == len(ids)
    for one in found:
        asked = shopify.fetch_order(one.order_id, NOW_MS)
        assert isinstance(asked, OrderSnapshot)
        if one.status == "refunded":  # of which the file does not tell what was given back
            assert (one.state, one.lines) == (asked.state, asked.lines)
        else:
            assert one == asked


def test_a_page_ends_where_many_of_its_orders_had_to_be_asked_for(
    store: SandboxServer, shopify: ShopifyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page may take longer than a job's lease."""
    monkeypatch.setattr(of_shopify, "ASKED", 1)
    asked: list[int] = []
    fetch_order = shopify.fetch_order

    def counted(*given: Any) -> Any:
        asked[-1] += 1
        return fetch_order(*given)

    monkeypatch.setattr(shopify, "fetch_order", counted)
    of = of_shopify.ShopifyHistory(shopify)
    read = of._page

    def a_page(*given: Any) -> Any:
        asked.append(0)
        return read(*given)

    monkeypatch.setattr(of, "_page", a_page)
    ids = lived(store, Counter("shopify"))
    found, _ = read_all(of)
    assert sorted(one.order_id for one in found) == sorted(ids)
    assert (max(asked), sum(asked)) == (1, 2)


def test_a_store_says_how_many_there_are_and_that_it_is_still_gathering(
    store: SandboxServer, woo: WooStore, shopify: ShopifyStore
) -> None:
    ids = lived(store, Counter("woo"))
    assert of_woo.WooHistory(woo).read(0, {}, NOW_MS).total == len(ids)
    lived(store, Counter("shopify"))
    of = of_shopify.ShopifyHistory(shopify)
    begun = of.read(0, {}, NOW_MS)
    assert (begun.orders, bool(begun.cursor), begun.wait_s > 0) == ((), True, True)
    waits = of.read(0, begun.cursor or {}, NOW_MS)
    assert (waits.orders, waits.wait_s > 0) == ((), True)
    assert of.read(0, waits.cursor or {}, NOW_MS).total == len(ids)


def test_nothing_is_asked_from_before_the_chosen_day(
    store: SandboxServer, woo: WooStore, shopify: ShopifyStore
) -> None:
    for counter in (Counter("woo"), Counter("shopify")):
        counter.order(store)
    for of in (of_woo.WooHistory(woo), of_shopify.ShopifyHistory(shopify)):
        assert read_all(of, 4_000_000_000)[0] == []


def test_a_file_that_breaks_off_is_no_answer(
    store: SandboxServer, shopify: ShopifyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(store, Counter("shopify"))
    of = of_shopify.ShopifyHistory(shopify)
    lines = of._lines

    def torn(url: str, at: int) -> Any:
        yield from list(lines(url, at))[:1]
        yield b'{"id": "gid://shopify/Li'

    monkeypatch.setattr(of, "_lines", torn)
    with pytest.raises(StoreUnavailable):
        read_all(of)
