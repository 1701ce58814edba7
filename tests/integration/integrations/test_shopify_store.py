"""Our Shopify client against the sandbox's Admin API, which executes only what Shopify's schema
allows."""

from __future__ import annotations

import json
import time

import pytest

from core.errors import Forbidden, StoreRefused, StoreUnavailable
from core.ports import BalanceCopy, CodeState, StoreFacts
from core.snapshot import OrderDeletion, OrderSnapshot
from integrations.aws.secrets import Development
from integrations.shopify.client import AdminApi
from integrations.shopify.parse import parse
from integrations.shopify.store import ShopifyStore
from integrations.stores import open_store
from tests.integration.integrations.conftest import MEI, SHOP_CONTEXT, Counter, spec
from tests.support.sandbox import SHOPIFY, SandboxServer

NOW_MS = 1_795_000_000_000
CODE = "rg-aaaa-bbbb-cccc"
counter = Counter("shopify")
arm, order, mei = counter.arm, counter.order, counter.customer


def test_a_store_says_what_it_is(store: SandboxServer, shopify: ShopifyStore) -> None:
    store.control("PUT", "stores/shopify", {"currency": "TWD", "timezone": "Asia/Taipei"})
    assert shopify.describe() == StoreFacts("Backpack & Bean", "TWD", "Asia/Taipei")


@pytest.mark.parametrize("kind", ["fixed", "percent", "free_shipping"])
def test_a_code_is_made_once_bound_to_the_shopper(
    store: SandboxServer, shopify: ShopifyStore, kind: str
) -> None:
    who = str(mei(store)["id"])
    for _ in range(2):  # the second time it is TAKEN, by ourselves
        shopify.create_code(spec(kind=kind, percent=15, customer_id=who))
    [_] = store.control("GET", "shopify/codes")["codes"]
    assert shopify.find_code(CODE, "r-1") == CodeState(active=True, used=0)
    assert shopify.find_code("rg-none", "r-1") is None
    made = order(store, codes=[CODE], customer_id=who)
    found = shopify.fetch_order(str(made["id"]), NOW_MS)
    assert isinstance(found, OrderSnapshot)
    assert found.codes == (CODE,)
    worth = {"fixed": 9500, "percent": 8500, "free_shipping": 10000}
    assert sum(line.net_minor for line in found.lines) == worth[kind]


def test_a_code_that_somebody_else_has_is_taken(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    who = str(mei(store)["id"])
    shopify.create_code(spec(customer_id=who))
    with pytest.raises(StoreRefused) as refusal:
        shopify.create_code(spec(customer_id=who, redemption_id="r-2"))
    assert refusal.value.code == "code_taken"
    assert shopify.find_code(CODE, "r-2") is None
    assert shopify.disable_code(CODE, "r-2") is None


def test_a_code_that_is_taken_by_nobody_yet_is_no_answer(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    arm(store, "taken", "discountCodeBasicCreate")
    with pytest.raises(StoreUnavailable):
        shopify.create_code(spec(customer_id=str(mei(store)["id"])))


def test_a_code_that_was_made_although_no_answer_came_is_found_by_the_next_attempt(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    arm(store, "timeout_after", "discountCodeBasicCreate", delay_s=0.1)
    who = str(mei(store)["id"])
    with pytest.raises(StoreUnavailable):
        shopify.create_code(spec(customer_id=who))
    sent = [r["path"] for r in store.control("GET", "requests")["requests"]]
    assert sent.count("discountCodeBasicCreate") == 1  # never blindly again
    shopify.create_code(spec(customer_id=who))
    assert len(store.control("GET", "shopify/codes")["codes"]) == 1


def test_a_disabled_code_is_dead_and_says_whether_it_was_used(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    who = str(mei(store)["id"])
    shopify.create_code(spec(customer_id=who))
    shopify.create_code(spec(customer_id=who, code="rg-used", redemption_id="r-2"))
    order(store, codes=["rg-used"], customer_id=who)
    for _ in range(2):
        assert shopify.disable_code(CODE, "r-1") == CodeState(active=False, used=0)
        assert shopify.disable_code("rg-used", "r-2") == CodeState(active=False, used=1)
    with pytest.raises(AssertionError, match="422"):
        order(store, codes=[CODE], customer_id=who)


def test_a_fetched_order_is_what_its_webhook_said(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    made = order(store, customer_id=str(mei(store)["id"]), shipping="8")
    [line] = made["line_items"]
    path = f"shopify/orders/{made['id']}"
    store.control("POST", f"{path}/refund", {"lines": {str(line["id"]): 1}, "shipping": True})
    store.control("POST", f"{path}/refund", {"amount": "3"})
    store.drain()
    *_, last = [
        r for r in store.receiver.received if r.headers.get("X-Shopify-Topic") == "orders/updated"
    ]
    [said] = parse("orders/updated", last.body, SHOP_CONTEXT, NOW_MS)
    found = shopify.fetch_order(str(made["id"]), NOW_MS)
    assert isinstance(said, OrderSnapshot)
    assert isinstance(found, OrderSnapshot)
    assert found.source == "store"
    for name in OrderSnapshot.__slots__:
        if name != "source":
            assert getattr(found, name) == getattr(said, name), name
    assert [refund.net_minor for refund in found.refunds] == [5800, 300]


def test_an_order_of_many_lines_is_read_page_by_page(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    lines = [{"name": f"Pin {n}", "price": "1", "product_id": n} for n in range(1001, 1061)]
    made = order(store, lines=lines)
    found = shopify.fetch_order(str(made["id"]), NOW_MS)
    assert isinstance(found, OrderSnapshot)
    assert [line.product_id for line in found.lines] == [str(n) for n in range(1001, 1061)]


def test_a_deleted_order_is_gone(store: SandboxServer, shopify: ShopifyStore) -> None:
    kept, made = order(store), order(store)
    store.control("DELETE", f"shopify/orders/{made['id']}")
    assert shopify.fetch_order(str(made["id"]), NOW_MS) == OrderDeletion(
        SHOPIFY["store_id"], str(made["id"]), NOW_MS, source="store"
    )
    assert isinstance(shopify.fetch_order(str(kept["id"]), NOW_MS), OrderSnapshot)


def test_without_read_all_orders_an_order_out_of_reach_is_not_gone(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    old, new = order(store), order(store)
    scopes = store.control("GET", "stores")["shopify"]["scopes"].split(",")
    granted = ",".join(scope for scope in scopes if scope != "read_all_orders")
    store.control("PUT", "stores/shopify", {"scopes": granted})
    store.control("DELETE", f"shopify/orders/{old['id']}")
    with pytest.raises(StoreRefused) as refusal:
        shopify.fetch_order(str(old["id"]), NOW_MS)
    assert refusal.value.code == "order_out_of_reach"
    newest = order(store)
    store.control("DELETE", f"shopify/orders/{newest['id']}")
    assert isinstance(shopify.fetch_order(str(newest["id"]), NOW_MS), OrderDeletion)
    assert isinstance(shopify.fetch_order(str(new["id"]), NOW_MS), OrderSnapshot)


def test_every_changed_order_comes_oldest_change_first(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    since_s = int(time.time())
    made = {str(order(store)["id"]) for _ in range(4)}
    found = list(shopify.changed_orders(since_s, NOW_MS))
    assert {snapshot.order_id for snapshot in found} == made
    assert [s.stamp_s for s in found] == sorted(s.stamp_s for s in found)
    assert list(shopify.changed_orders(int(time.time()) + 60, NOW_MS)) == []


def test_copies_of_balances_reach_the_customers_that_are_still_there(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    who = str(mei(store)["id"])
    copies = [BalanceCopy("999", 1, 0, "member"), BalanceCopy(who, 250, 30, "gold")]
    shopify.write_balances(copies)
    saved = store.sandbox.db.get("shopify/metafield", f"{who}/$app:regulars/balance")
    assert saved is not None
    assert json.loads(saved["value"]) == {"available": 250, "pending": 30, "tier": "gold"}
    assert shopify.customer_email(who) == MEI
    assert shopify.customer_email("999") is None


def test_throttling_inside_a_200_is_waited_for_even_by_a_write(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    arm(store, "throttled", "discountCodeBasicCreate", times=2)
    shopify.create_code(spec(customer_id=str(mei(store)["id"])))
    assert shopify.find_code(CODE, "r-1") is not None


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("throttled", StoreUnavailable),
        ("too_many", StoreUnavailable),
        ("server_error", StoreUnavailable),
        ("not_json", StoreUnavailable),
        ("unauthorized", Forbidden),
    ],
)
def test_trouble_has_the_name_that_the_core_knows(
    store: SandboxServer, capsys: pytest.CaptureFixture[str], kind: str, error: type[Exception]
) -> None:
    waits: list[float] = []
    api = AdminApi(
        SHOPIFY["shop_domain"],
        SHOPIFY["access_token"],
        origin=f"{store.origin}/shopify",
        sleep=waits.append,
    )
    arm(store, kind, times=10)
    with pytest.raises(error):
        api.read("shop")
    assert len(waits) == (0 if error is Forbidden else 2)
    assert capsys.readouterr().out == ""  # the SDK would have printed the answer


def test_a_missing_scope_is_not_a_refused_token(store: SandboxServer) -> None:
    store.control("PUT", "stores/shopify", {"scopes": "read_orders"})
    development = Development(shopify_admin_origin=f"{store.origin}/shopify")
    keys = {"access_token": SHOPIFY["access_token"]}
    port = open_store(SHOP_CONTEXT, SHOPIFY["shop_domain"], keys, development)
    with pytest.raises(StoreRefused) as refusal:
        port.find_code(CODE, "r-1")
    assert refusal.value.code == "access_denied"


def test_after_an_uninstall_the_token_is_refused(
    store: SandboxServer, shopify: ShopifyStore
) -> None:
    store.control("POST", "shopify/uninstall", {})
    with pytest.raises(Forbidden):
        shopify.describe()


def test_a_dead_end_is_unavailable() -> None:
    api = AdminApi("a-shop.myshopify.com", "t", origin="http://127.0.0.1:9", sleep=lambda _: None)
    with pytest.raises(StoreUnavailable):
        api.read("shop")
