"""The WooCommerce flavour tells Regulars what a real WooCommerce tells it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from woocommerce import API

from tests.support.sandbox import WOO, SandboxServer

RECORDED = Path(__file__).parents[2] / "payloads" / "woocommerce"


def recorded(name: str) -> dict[str, Any]:
    [path] = RECORDED.glob(f"{name}-*.json")
    return json.loads(json.loads(path.read_text("utf-8"))["body"])  # type: ignore[no-any-return]


@pytest.fixture
def api(store: SandboxServer) -> API:
    return API(f"{store.origin}/woo", WOO["consumer_key"], WOO["consumer_secret"])


def buy(store: SandboxServer, **order: Any) -> dict[str, Any]:
    lines = [{"sku": "day-backpack", "quantity": 2}, {"sku": "trail-backpack"}]
    body = {"lines": lines, "email": "Guest.One@Example.com", **order}
    made: dict[str, Any] = store.control("POST", "woo/orders", body)
    store.drain()
    return made


def test_the_same_cart_gives_the_same_order_as_the_recorded_one(store: SandboxServer) -> None:
    made, real = buy(store, payment="later", email="jia@example.com"), recorded("003")
    assert {*made} == {*real} - {"_links"}
    for line, real_line in zip(made["line_items"], real["line_items"], strict=True):
        assert {*line} == {*real_line}
        same = ("quantity", "subtotal", "subtotal_tax", "total", "total_tax", "price")
        assert [line[name] for name in same] == [real_line[name] for name in same]
    totals = [name for name in real if "total" in name or "tax" in name]
    totals = [name for name in totals if isinstance(real[name], str)]
    assert {n: made[n] for n in totals} == {n: real[n] for n in totals}


def test_deliveries_are_signed_and_carry_every_header_of_a_real_one(store: SandboxServer) -> None:
    buy(store)
    [path] = RECORDED.glob("003-*.json")
    wanted = {*json.loads(path.read_text("utf-8"))["headers"]} - {"Host", "Content-Length"}
    for delivery in store.receiver.received:
        assert delivery.path == f"/webhooks/woocommerce/{WOO['store_id']}"
        assert wanted <= {*delivery.headers} | {"Accept-Encoding"}
        digest = hmac.new(b"whsec-test", delivery.body, hashlib.sha256).digest()
        assert delivery.headers["X-WC-Webhook-Signature"] == base64.b64encode(digest).decode()
    assert store.receiver.topics() == ["order.created", "order.updated"]


def test_deliveries_of_one_second_share_their_id(store: SandboxServer) -> None:
    store.sandbox.config.clock = lambda: 1_795_000_000.0
    buy(store)
    buy(store)
    ids = [r.headers["X-WC-Webhook-Delivery-ID"] for r in store.receiver.received]
    assert len(ids) == 4
    assert len({*ids}) == 2


def test_a_refund_grows_the_summary_and_shows_its_lines_only_when_asked(
    store: SandboxServer, api: API
) -> None:
    order = buy(store)
    line = order["line_items"][0]
    store.control("POST", f"woo/orders/{order['id']}/refund", {"lines": {line["id"]: 1}})
    store.drain()
    last = store.receiver.received[-1]
    assert last.headers["X-WC-Webhook-Topic"] == "order.updated"
    [summary] = last.payload["refunds"]
    assert (summary["total"], summary["total_tax"]) == ("-52.50", "-2.50")
    [refund] = api.get(f"orders/{order['id']}/refunds").json()
    [back] = refund["line_items"]
    assert (back["quantity"], back["total"], back["total_tax"]) == (-1, "-50.00", "-2.50")
    assert back["meta_data"][0]["key"] == "_refunded_item_id"
    assert back["meta_data"][0]["value"] == str(line["id"])


def test_a_full_refund_makes_the_order_refunded(store: SandboxServer) -> None:
    order = buy(store)
    store.control("POST", f"woo/orders/{order['id']}/refund", {"all": True})
    shown = store.control("GET", f"woo/orders/{order['id']}")
    assert shown["status"] == "refunded"
    assert shown["refunds"][0]["total"] == "-" + order["total"]


def test_trash_sends_only_an_id_and_restore_sends_the_order(store: SandboxServer, api: API) -> None:
    order = buy(store)
    store.control("POST", f"woo/orders/{order['id']}/trash")
    store.drain()
    assert store.receiver.received[-1].payload == {"id": order["id"]}
    assert api.get(f"orders/{order['id']}").json()["status"] == "trash"
    assert api.get("orders", params={"status": "any"}).json() == []
    store.control("POST", f"woo/orders/{order['id']}/restore")
    store.drain()
    assert store.receiver.topics()[-1] == "order.restored"
    assert store.receiver.received[-1].payload["status"] == "processing"


def test_a_delivery_for_a_vanished_order_is_a_signed_error_document(store: SandboxServer) -> None:
    store.control("PUT", "deliveries/settings", {"platform": "woo", "mode": "hold"})
    order = buy(store)
    store.control("DELETE", f"woo/orders/{order['id']}")
    store.control("POST", "deliveries/flush", {})
    payload = store.receiver.received[0].payload
    assert payload["code"] == "woocommerce_rest_shop_order_invalid_id"
    assert payload["data"] == {"status": 404}


def test_force_delete_says_nothing_and_leaves_a_404(store: SandboxServer, api: API) -> None:
    order = buy(store)
    before = len(store.receiver.received)
    store.control("DELETE", f"woo/orders/{order['id']}")
    store.drain()
    assert len(store.receiver.received) == before
    answer = api.get(f"orders/{order['id']}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "woocommerce_rest_shop_order_invalid_id"


def test_a_recorded_order_can_be_put_and_answers_rechecks(store: SandboxServer, api: API) -> None:
    real = recorded("008")
    store.control("PUT", "woo/orders/22", real)
    assert api.get("orders/22").json() == real
    [refund] = api.get("orders/22/refunds").json()
    assert refund["line_items"][0]["meta_data"][0]["value"] == "15"
    assert store.receiver.received == []


def test_the_list_pages_changes_oldest_first(store: SandboxServer, api: API) -> None:
    moments = iter(range(1_795_000_000, 1_795_009_000))
    store.sandbox.config.clock = lambda: float(next(moments))
    orders = [buy(store) for _ in range(3)]
    store.control("POST", f"woo/orders/{orders[0]['id']}/touch")
    first_stamp = store.control("GET", f"woo/orders/{orders[1]['id']}")["date_modified_gmt"]
    params = {
        "modified_after": first_stamp,
        "dates_are_gmt": "true",
        "orderby": "modified",
        "order": "asc",
        "status": "any",
        "per_page": "1",
    }
    pages = [api.get("orders", params={**params, "page": n}) for n in (1, 2)]
    assert pages[0].headers["X-WP-Total"] == "2"
    assert [page.json()[0]["id"] for page in pages] == [orders[2]["id"], orders[0]["id"]]


def test_cash_on_delivery_has_a_paid_date_before_any_money_moved(store: SandboxServer) -> None:
    order = buy(store, payment="cod")
    assert (order["status"], order["payment_method"]) == ("processing", "cod")
    assert order["date_paid_gmt"]
    assert buy(store, payment="bank")["date_paid_gmt"] is None


def test_seven_failures_in_a_row_disable_a_webhook(store: SandboxServer) -> None:
    store.receiver.status = 500
    order = buy(store)
    for _ in range(8):
        store.control("POST", f"woo/orders/{order['id']}/touch")
        store.drain()
    heard = store.receiver.topics().count("order.updated")
    assert heard == 7
    store.receiver.status = 200
    store.control("POST", "deliveries/enable")
    store.control("POST", f"woo/orders/{order['id']}/touch")
    store.drain()
    assert store.receiver.topics().count("order.updated") == heard + 1
