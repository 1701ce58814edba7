"""Our WooCommerce client against the sandbox's WooCommerce."""

from __future__ import annotations

import time
from typing import Any

import pytest

from core.errors import Forbidden, StoreRefused, StoreUnavailable
from core.ports import BalanceCopy, CodeState, StoreFacts
from core.snapshot import CustomerRef, OrderDeletion, OrderSnapshot, RefundLine
from integrations.stores import open_store
from integrations.woocommerce.client import RestApi
from integrations.woocommerce.store import WooStore
from tests.integration.integrations.conftest import MEI, WOO_CONTEXT, Counter, spec
from tests.support.sandbox import WOO, SandboxServer

NOW_MS = 1_795_000_000_000
counter = Counter("woo")
arm, order, mei = counter.arm, counter.order, counter.customer


def test_a_store_says_what_it_is(store: SandboxServer, woo: WooStore) -> None:
    store.control("PUT", "stores/woo", {"currency": "TWD", "timezone": "Asia/Taipei"})
    assert woo.describe() == StoreFacts("Backpack & Bean", "TWD", "Asia/Taipei")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("fixed", {"discount_type": "fixed_cart", "amount": "5.00", "free_shipping": False}),
        ("percent", {"discount_type": "percent", "amount": "15.00", "free_shipping": False}),
        ("free_shipping", {"amount": "0.00", "free_shipping": True}),
    ],
)
def test_a_code_is_made_once_bound_to_the_shopper(
    store: SandboxServer, woo: WooStore, kind: str, expected: dict[str, Any]
) -> None:
    for _ in range(2):
        woo.create_code(spec(kind=kind, percent=15, email=MEI))
    [coupon] = store.control("GET", "woo/codes")["codes"]
    assert {name: coupon[name] for name in expected} == expected
    assert coupon["email_restrictions"] == [MEI]
    assert (coupon["usage_limit"], coupon["individual_use"]) == (1, True)
    assert coupon["date_expires_gmt"] == "2096-10-02T07:06:40"
    assert woo.find_code("rg-aaaa-bbbb-cccc", "r-1") == CodeState(active=True, used=0)
    assert woo.find_code("rg-none", "r-1") is None


def test_somebody_elses_coupon_is_not_ours(store: SandboxServer, woo: WooStore) -> None:
    woo.create_code(spec(email=MEI))
    assert woo.find_code("rg-aaaa-bbbb-cccc", "r-2") is None
    assert woo.disable_code("rg-aaaa-bbbb-cccc", "r-2") is None
    with pytest.raises(StoreRefused) as refusal:
        woo.create_code(spec(email=MEI, redemption_id="r-2"))
    assert refusal.value.code == "code_taken"


def test_a_code_that_was_made_although_no_answer_came_is_found_by_the_next_attempt(
    store: SandboxServer, woo: WooStore
) -> None:
    arm(store, "timeout_after", "POST /coupons", delay_s=0.1)
    with pytest.raises(StoreUnavailable):
        woo.create_code(spec(email=MEI))
    posts = [r for r in store.control("GET", "requests")["requests"] if r["method"] == "POST"]
    assert len(posts) == 1  # never blindly again
    woo.create_code(spec(email=MEI))
    assert len(store.control("GET", "woo/codes")["codes"]) == 1


def test_a_disabled_code_is_dead_and_stays_findable(store: SandboxServer, woo: WooStore) -> None:
    woo.create_code(spec(email=MEI))
    for _ in range(2):
        assert woo.disable_code("rg-aaaa-bbbb-cccc", "r-1") == CodeState(active=False, used=0)
    assert woo.find_code("rg-aaaa-bbbb-cccc", "r-1") == CodeState(active=False, used=0)
    with pytest.raises(AssertionError, match="422"):
        order(store, codes=["rg-aaaa-bbbb-cccc"], email=MEI)


def test_a_used_code_says_so_when_it_is_disabled(store: SandboxServer, woo: WooStore) -> None:
    woo.create_code(spec(email=MEI))
    made = order(store, codes=["rg-aaaa-bbbb-cccc"], email=MEI)
    state = woo.disable_code("rg-aaaa-bbbb-cccc", "r-1")
    assert state == CodeState(active=False, used=1)
    found = woo.fetch_order(str(made["id"]), NOW_MS)
    assert isinstance(found, OrderSnapshot)
    assert found.codes == ("rg-aaaa-bbbb-cccc",)
    assert [line.net_minor for line in found.lines] == [9500]


def test_an_order_comes_with_the_lines_of_its_refunds(store: SandboxServer, woo: WooStore) -> None:
    who = mei(store)
    made = order(store, customer_id=who["id"], shipping="8")
    [line] = made["line_items"]
    store.control(
        "POST",
        f"woo/orders/{made['id']}/refund",
        {"lines": {str(line["id"]): 1}, "shipping": True},
    )
    store.control("POST", f"woo/orders/{made['id']}/refund", {"amount": "3"})
    found = woo.fetch_order(str(made["id"]), NOW_MS)
    assert isinstance(found, OrderSnapshot)
    assert (found.source, found.state) == ("store", "paid")
    assert found.customer == CustomerRef(str(who["id"]), MEI)
    assert [(r.net_minor, r.lines) for r in found.refunds] == [
        (5800, (RefundLine(str(line["id"]), 5000, 1),)),
        (300, (RefundLine("", 300),)),
    ]


def test_only_the_stores_own_word_means_that_an_order_is_gone(
    store: SandboxServer, woo: WooStore
) -> None:
    made = order(store)
    gone = OrderDeletion(WOO["store_id"], str(made["id"]), NOW_MS, source="store")
    for kind in ("not_json", "unauthorized", "server_error"):
        arm(store, kind, f"GET /orders/{made['id']}", times=3)
        with pytest.raises((StoreUnavailable, Forbidden)):
            woo.fetch_order(str(made["id"]), NOW_MS)
        store.control("DELETE", "faults")
    elsewhere = open_store(
        WOO_CONTEXT,
        f"{store.origin}/nowhere",
        {"consumer_key": "k", "consumer_secret": "s"},
        _development(),
    )
    with pytest.raises((StoreUnavailable, StoreRefused)):
        elsewhere.fetch_order(str(made["id"]), NOW_MS)
    store.control("POST", f"woo/orders/{made['id']}/trash", {})
    assert woo.fetch_order(str(made["id"]), NOW_MS) == gone
    store.control("DELETE", f"woo/orders/{made['id']}")
    assert woo.fetch_order(str(made["id"]), NOW_MS) == gone


def test_every_changed_order_comes_once_although_orders_change_meanwhile(
    store: SandboxServer, woo: WooStore
) -> None:
    since_s = int(time.time())
    made = [str(order(store)["id"]) for _ in range(8)]
    found = woo.changed_orders(since_s, NOW_MS)
    first = next(found)
    store.control("POST", f"woo/orders/{made[0]}/touch", {})
    rest = list(found)
    assert {first.order_id, *(snapshot.order_id for snapshot in rest)} == set(made)
    assert all(snapshot.source == "store" for snapshot in rest)
    assert [s.stamp_s for s in rest] == sorted(s.stamp_s for s in rest)
    assert list(woo.changed_orders(int(time.time()) + 60, NOW_MS)) == []


def test_more_changed_orders_than_a_page_holds(
    store: SandboxServer, woo: WooStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.woocommerce.store._PAGE", 3)
    since_s = int(time.time())
    made = {str(order(store)["id"]) for _ in range(10)}
    found = [snapshot.order_id for snapshot in woo.changed_orders(since_s, NOW_MS)]
    assert len(found) == len(set(found))
    assert set(found) == made


def test_copies_of_balances_reach_the_customers_that_are_still_there(
    store: SandboxServer, woo: WooStore
) -> None:
    who = mei(store)
    gone = BalanceCopy("987654", 1, 0, "member")
    woo.write_balances([gone, BalanceCopy(str(who["id"]), 250, 30, "gold")])
    [meta] = mei(store)["meta_data"]
    assert meta["key"] == "_regulars_balance"
    assert meta["value"] == {"available": 250, "pending": 30, "tier": "gold"}
    assert woo.customer_email(str(who["id"])) == MEI
    assert woo.customer_email("987654") is None


def test_reads_are_tried_again_and_writes_are_not(store: SandboxServer, woo: WooStore) -> None:
    made = order(store)
    arm(store, "server_error", "GET /orders", times=2)
    assert isinstance(woo.fetch_order(str(made["id"]), NOW_MS), OrderSnapshot)
    arm(store, "server_error", "POST /coupons", times=1)
    with pytest.raises(StoreUnavailable):
        woo.create_code(spec(email=MEI))


def test_a_store_that_says_when_to_come_back_is_not_pressed(
    store: SandboxServer, woo: WooStore
) -> None:
    waits: list[float] = []
    api = RestApi(
        f"{store.origin}/woo", "ck_test", "cs_test", allow_private=True, sleep=waits.append
    )
    arm(store, "too_many", times=5)
    with pytest.raises(StoreUnavailable) as busy:
        api.get("orders")
    assert busy.value.retry_after_s == 2
    assert waits == [2, 2]


def test_wrong_keys_are_forbidden(store: SandboxServer) -> None:
    keys = {"consumer_key": WOO["consumer_key"], "consumer_secret": "another"}
    port = open_store(WOO_CONTEXT, f"{store.origin}/woo", keys, _development())
    with pytest.raises(Forbidden):
        port.describe()


def test_a_private_address_is_refused_before_anything_is_sent(store: SandboxServer) -> None:
    for url in (store.origin, store.origin.replace("http://", "https://")):
        api = RestApi(f"{url}/woo", "k", "s")
        with pytest.raises(Forbidden):
            api.get("orders")
    assert store.control("GET", "requests")["requests"] == []


def _development() -> Any:
    from integrations.aws.secrets import Development

    return Development(allow_private_store_urls=True)


def test_an_account_without_an_address_is_there(store: SandboxServer, woo: WooStore) -> None:
    """As log-ins with LINE leave one: it is not taken for deleted, and its codes name it."""
    who = str(mei(store)["id"])
    woo.api.begin()
    for address in ("", "u4af4980629e2f3c1a0b9d8c7e6f5a4b3@line.me"):
        woo.api.put(f"customers/{who}", {"email": address})
        assert woo.customer_email(who) == address
    assert woo.customer_email("987654") is None
    woo.create_code(spec(email=None, customer_id=who))
    [coupon] = store.control("GET", "woo/codes")["codes"]
    assert coupon["email_restrictions"] == []
