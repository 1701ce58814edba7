"""What stores may send, and what they are answered."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
import requests

from infra.local.sandbox.signing import body_signature
from tests.support.running import Running, Shop, eventually, recorded, signed
from tests.support.stack import PREVIOUS_API_SECRET
from tests.unit.integrations.samples import shopify_bodies, shopify_body


@pytest.fixture(scope="module")
def shop(running: Running) -> Shop:
    return running.add_store()


def order(**changed: Any) -> bytes:
    """An order that would earn 250 points, to be refused for one reason."""
    return json.dumps(recorded("005").payload | changed).encode()


def nothing_changed(running: Running, shop: Shop) -> None:
    verified = running.cli("ledger", "verify", shop.store_id)
    nothing = {"members": 0, "entries": 0, "mismatches": []}
    assert verified == nothing


def test_a_delivery_without_one_valid_signature_gets_401(running: Running, shop: Shop) -> None:
    body = order()
    good = signed(body)
    other = body_signature("another secret", body)
    signature = good["X-WC-Webhook-Signature"]
    for changed in (None, "", "AAAA", "not base64!", other, f"{signature}, {signature}"):
        headers = {**good, "X-WC-Webhook-Signature": changed}
        refused = running.deliver(shop, {k: v for k, v in headers.items() if v is not None}, body)
        assert refused.status_code == 401, changed
        assert refused.json()["error"]["code"] == "bad_signature"
    assert running.deliver(shop, good, body + b" ").status_code == 401
    nothing_changed(running, shop)


def test_a_ping_is_answered_200_and_changes_nothing(running: Running, shop: Shop) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert running.deliver(shop, headers, b"webhook_id=12").status_code == 200
    assert running.deliver(shop, headers, b"webhook_id=12&x=1").status_code == 401
    nothing_changed(running, shop)


def test_a_signed_error_document_is_answered_200_and_changes_nothing(
    running: Running, shop: Shop
) -> None:
    gone = {"code": "woocommerce_rest_shop_order_invalid_id", "message": "Invalid ID."}
    body = json.dumps(gone | {"data": {"status": 404}}).encode()
    assert running.deliver(shop, signed(body), body).status_code == 200
    assert running.deliver_recorded(shop, "027").status_code == 200
    nothing_changed(running, shop)


REFUSED = {
    "not JSON": b'{"id": 22,',
    "no object": b"[22]",
    "not UTF-8": order().replace(b"jia@", b"ji\xe9@"),
    "too deep": b'{"id": 22, "meta": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "no id": order(id=None),
    "an id that is none": order(id={"a": 1}),
    "no amounts": order(line_items="many"),
    "NaN": order().replace(b'"total": "270.90"', b'"total": NaN'),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_an_order_gets_a_4xx_with_a_reason(
    running: Running, shop: Shop, why: str
) -> None:
    body = REFUSED[why]
    refused = running.deliver(shop, signed(body), body)
    assert 400 <= refused.status_code < 500, refused.text
    assert refused.status_code != 401
    error = refused.json()["error"]
    assert error["code"]
    assert len(error["message"]) > 10


def test_a_topic_is_needed(running: Running, shop: Shop) -> None:
    body = order()
    headers = {k: v for k, v in signed(body).items() if k != "X-WC-Webhook-Topic"}
    assert running.deliver(shop, headers, body).status_code == 400


def test_a_body_over_the_limit_gets_413(running: Running, shop: Shop) -> None:
    body = order(note="x" * 1024 * 1024)
    refused = running.deliver(shop, signed(body), body)
    assert refused.status_code == 413
    assert "1024 KiB" in refused.json()["error"]["message"]


def test_what_was_refused_left_nothing_behind(running: Running, shop: Shop) -> None:
    nothing_changed(running, shop)


def test_a_store_that_nobody_added_gets_404(running: Running, shop: Shop) -> None:
    body = order()
    for store_id in ("woo-000000000000", "shop-1", "%2e%2e", "x" * 300):
        refused = running.deliver(Shop(store_id, ""), signed(body), body)
        assert refused.status_code == 404, store_id
        assert refused.json()["error"]["message"]


def test_one_stores_signature_opens_no_other_store(running: Running, shop: Shop) -> None:
    body = order()
    other = running.add_store("", "--webhook-secret", "whsec-of-another-store")
    assert running.deliver(other, signed(body), body).status_code == 401
    app = body_signature(running.shop_settings("shopify")["api_secret"], body)
    headers = signed(body) | {"X-WC-Webhook-Signature": app}
    assert running.deliver(shop, headers, body).status_code == 401


def shopify(
    running: Running, topic: str | None, body: bytes, secret: str | None = None, **headers: Any
) -> requests.Response:
    """Post a delivery as the sandbox's shop, signed with `secret` (the app's, if not given);
    `headers` as shop_domain="...", None to leave one out."""
    settings = running.shop_settings("shopify")
    given = {
        "topic": topic,
        "shop_domain": settings["shop_domain"],
        "hmac_sha256": body_signature(secret or settings["api_secret"], body),
        "webhook_id": str(uuid.uuid4()),
        "triggered_at": "2026-11-20T12:00:00.000000000Z",
    } | headers
    sent = {"X-Shopify-" + name.replace("_", "-"): v for name, v in given.items() if v is not None}
    url = f"{running.origin}/webhooks/shopify"
    return requests.post(
        url, data=body, headers={"Content-Type": "application/json"} | sent, timeout=60
    )


def paid_order(order_id: int, customer_id: int) -> bytes:
    """A documented order, of a customer of its own."""
    found = shopify_body("orders_paid") | {"id": order_id, "test": False}
    found |= {"financial_status": "paid", "cancelled_at": None}
    found["customer"]["id"] = customer_id
    return json.dumps(found).encode()


@pytest.mark.parametrize("secret", [None, PREVIOUS_API_SECRET], ids=["current", "previous"])
def test_shopify_may_sign_with_the_current_and_the_previous_secret(
    running: Running, secret: str | None
) -> None:
    customer = 7_000_001 + bool(secret)
    body = paid_order(8_000_001 + bool(secret), customer)
    assert shopify(running, "orders/paid", body, secret).status_code == 200

    def counted() -> None:
        assert running.balance(running.shopify, str(customer))[0] > 0

    eventually(counted, every_s=0.5)


def test_shopify_deliveries_that_prove_nothing_are_refused(running: Running) -> None:
    body = paid_order(8_000_003, 7_000_003)
    named = shopify_body("app_uninstalled") | {"myshopify_domain": "another.myshopify.com"}
    for expected, answer in (
        (401, shopify(running, "orders/paid", body, "a wrong secret")),
        (401, shopify(running, "orders/paid", body, hmac_sha256=None)),
        (404, shopify(running, "orders/paid", body, shop_domain="another.myshopify.com")),
        (400, shopify(running, "orders/paid", body, shop_domain="example.com")),
        (400, shopify(running, "orders/paid", body, shop_domain=None)),
        (400, shopify(running, None, body)),
        (403, shopify(running, "app/uninstalled", json.dumps(named).encode())),
        (400, shopify(running, "orders/paid", b'{"total_price": "1"}')),
        (400, shopify(running, "orders/paid", b"\xff\xfe")),
        (413, shopify(running, "orders/paid", b" " * (1024 * 1024 + 1))),
    ):
        assert answer.status_code == expected, answer.text
        assert answer.json()["error"]["message"]
    shown = running.cli("member", "show", running.shopify.store_id, "7000003")
    assert shown["known"] is False


def test_every_documented_shopify_delivery_is_accepted_and_the_shop_stays(
    running: Running,
) -> None:
    domain = running.shop_settings("shopify")["shop_domain"]
    for topic, body in shopify_bodies():
        payload = json.loads(body)
        for name in ("shop_domain", "myshopify_domain"):
            if name in payload:
                payload[name] = domain
        answer = shopify(running, topic, json.dumps(payload).encode())
        assert answer.status_code == 200, f"{topic}: {answer.text}"
    running.settled(fetches=10**6)

    def still_there() -> None:
        stores = running.cli("store", "list")["stores"]
        (found,) = [one for one in stores if one["store_id"] == running.shopify.store_id]
        assert found["installed"]

    eventually(still_there)
    assert running.cli("ledger", "verify", running.shopify.store_id)["mismatches"] == []


def test_healthz_says_that_all_is_well(running: Running) -> None:
    answer = requests.get(f"{running.origin}/healthz", timeout=60)
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
