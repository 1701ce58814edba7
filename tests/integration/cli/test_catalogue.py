"""./regulars catalogue, and what fills it: connecting a store, and sweeps."""

from __future__ import annotations

from core.ledger import catalogue
from tests.support.operator import Operator
from tests.support.sandbox import SandboxServer


def test_a_store_that_is_connected_is_read_and_its_products_are_shown_with_their_sets(
    operator: Operator, store: SandboxServer
) -> None:
    store_id = operator.connect_woo(store)
    catalogue._cached.clear()
    shown = operator.json("catalogue", "show", store_id)["products"]
    assert len(shown) == 6
    assert {"collection:bags", "collection:21"} <= set(
        next(one for one in shown if one["id"] == "10")["sets"]
    )
    assert "collection:coffee" in operator.run("catalogue", "show", store_id).out


def test_a_sweep_reads_what_changed_and_a_product_is_shown_with_its_history(
    operator: Operator, store: SandboxServer
) -> None:
    store_id = operator.connect_shopify(store)
    store.control("PUT", "shopify/products/day-backpack", {"sale": True})
    assert operator.json("sweep", store_id)["products"] >= 1
    catalogue._cached.clear()
    shown = operator.json("catalogue", "show", store_id)["products"]
    [bag] = [one["id"] for one in shown if "sale" in one["sets"]]
    one = operator.json("catalogue", "show", store_id, bag)
    assert ["sale" in state["sets"] for state in one["states"]] == [False, True]
    assert "recorded from" in operator.run("catalogue", "show", store_id, bag).out
    assert "no product" in operator.error("catalogue", "show", store_id, "1")["message"]


def test_a_store_that_nobody_read_says_how_to_read_it(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    assert "./regulars sweep" in operator.run("catalogue", "show", store_id).out


def test_a_store_whose_products_cannot_be_read_is_connected_all_the_same(
    operator: Operator, store: SandboxServer
) -> None:
    store.control(
        "POST",
        "faults",
        {"platform": "woo", "kind": "server_error", "match": "products", "times": 9},
    )
    store_id = operator.connect_woo(store)
    assert operator.json("catalogue", "show", store_id)["products"] == []
    store.control("DELETE", "faults")
    assert operator.json("sweep", store_id)["products"] == 6
