"""What a signed request is good for in other hands: sent again, late, or as something else.

Both platforms sign the body alone. Topic, shop and time of a delivery are anybody's word.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest

import functions.fetcher.handler as fetcher
import functions.ledger_worker.handler as worker
import functions.webhooks.handler as webhooks
from core.ledger import members, stores
from core.ledger.table import Row
from core.snapshot import CustomerRef
from functions.storefront.handler import handler as storefront
from integrations import access
from tests.support.http_api import Context, request
from tests.support.operator import Operator
from tests.support.queues import Queue
from tests.support.sandbox import SHOPIFY, WOO, SandboxServer
from tests.unit.integrations.samples import shopify_body, woo_body

SHOP = SHOPIFY["shop_domain"]


def signature(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def woo(store_id: str, topic: str, body: Any) -> int:
    raw = json.dumps(body).encode()
    event = request(
        *("POST", f"/webhooks/woocommerce/{store_id}", "", raw),
        x_wc_webhook_topic=topic,
        x_wc_webhook_signature=signature(raw, WOO["webhook_secret"]),
    )
    return int(webhooks.handler(event, Context())["statusCode"])


def shopify(topic: str, body: Any, shop: str = SHOP) -> int:
    raw = json.dumps(body).encode()
    event = request(
        *("POST", "/webhooks/shopify", "", raw),
        x_shopify_topic=topic,
        x_shopify_shop_domain=shop,
        x_shopify_hmac_sha256=signature(raw, SHOPIFY["api_secret"]),
    )
    return int(webhooks.handler(event, Context())["statusCode"])


def done(queues: dict[str, Queue]) -> None:
    """Everything queued is worked off."""
    for _ in range(3):
        for name, module in (("events", worker), ("fetches", fetcher)):
            while (taken := queues[name].take())["Records"]:
                answer = module.handler(taken, Context())
                assert answer == {"batchItemFailures": []}
                queues[name].acknowledge(taken, answer)


def rows() -> list[str]:
    """Everything in the table."""
    return sorted(json.dumps(row.serialize(), sort_keys=True) for row in Row.scan())


def balance(store_id: str, customer: str) -> tuple[int, int]:
    books = access.books_of(stores.get(store_id, fresh=True))
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id=customer)) or ""
    found = members.view(books, member_id, int(time.time())).member
    return found.available, found.pending


@pytest.fixture
def store_id(operator: Operator, store: SandboxServer, queues: dict[str, Queue]) -> str:
    """The sandbox's WooCommerce store, with a shopper of the recorded order's customer id."""
    return operator.connect_woo(store)


def test_a_delivery_sent_again_and_again_changes_nothing(
    store_id: str, queues: dict[str, Queue]
) -> None:
    assert woo(store_id, "order.created", woo_body("003")) == 200
    done(queues)
    before, points = rows(), balance(store_id, "3")
    assert sum(points) > 0
    for topic in ("order.created", "order.updated", "order.restored"):
        assert woo(store_id, topic, woo_body("003")) == 200
    done(queues)
    assert (rows(), balance(store_id, "3")) == (before, points)


def test_an_orders_delivery_cannot_be_sent_again_as_a_deletion(
    store_id: str, queues: dict[str, Queue]
) -> None:
    assert woo(store_id, "order.created", woo_body("003")) == 200
    done(queues)
    before = rows()
    for topic in ("order.deleted", "customer.deleted"):
        assert woo(store_id, topic, woo_body("003")) == 400
    done(queues)
    assert rows() == before


def test_an_orders_deletion_sent_again_as_a_customers_erases_nobody_whom_the_store_knows(
    store_id: str, store: SandboxServer, queues: dict[str, Queue]
) -> None:
    made = store.control("POST", "woo/customers", {"email": "ito@example.com", "name": "Mei Ito"})
    customer = str(made["id"])
    order = {**woo_body("003"), "customer_id": int(customer)}
    assert woo(store_id, "order.created", order) == 200
    done(queues)
    before, points = rows(), balance(store_id, customer)
    assert sum(points) > 0
    assert woo(store_id, "customer.deleted", {"id": int(customer)}) == 200
    done(queues)
    assert (rows(), balance(store_id, customer)) == (before, points)


def test_an_account_that_the_store_does_not_know_any_more_is_erased(
    store_id: str, queues: dict[str, Queue]
) -> None:
    order = {**woo_body("003"), "customer_id": 98765}
    assert woo(store_id, "order.created", order) == 200
    done(queues)
    assert sum(balance(store_id, "98765")) > 0
    assert woo(store_id, "customer.deleted", {"id": 98765}) == 200
    done(queues)
    assert balance(store_id, "98765") == (0, 0)
    assert not [row for row in rows() if "jia@example.com" in row]


@pytest.fixture
def shop_id(operator: Operator, store: SandboxServer, queues: dict[str, Queue]) -> str:
    return operator.connect_shopify(store)


def test_no_shopify_delivery_can_be_sent_again_as_a_deletion_or_a_redaction(
    shop_id: str, queues: dict[str, Queue]
) -> None:
    order = {**shopify_body("orders_create"), "test": False}
    assert shopify("orders/create", order) == 200
    done(queues)
    before = rows()
    for sample, topic in (
        ("orders_create", "orders/delete"),
        ("orders_create", "customers/delete"),
        ("orders_create", "customers/redact"),
        ("orders_create", "customers/data_request"),
        ("customers_update", "customers/delete"),
        ("customers_update", "customers/redact"),
        ("customers_data_request", "customers/redact"),
    ):
        body = {**shopify_body(sample), "test": False}
        if "shop_domain" in body:
            body["shop_domain"] = SHOP
        assert shopify(topic, body) == 400, (sample, topic)
    done(queues)
    assert rows() == before


def test_an_uninstall_or_a_redaction_sent_again_after_a_reinstall_changes_nothing(
    shop_id: str, queues: dict[str, Queue]
) -> None:
    """The store's own answer to our token decides, and that token works."""
    shopify("orders/create", {**shopify_body("orders_create"), "test": False})
    done(queues)
    before = rows()
    assert shopify("app/uninstalled", {"myshopify_domain": SHOP}) == 200
    assert shopify("shop/redact", {"shop_id": 954889, "shop_domain": SHOP}) == 200
    done(queues)
    assert stores.get(shop_id, fresh=True).installed
    assert rows() == before


def test_a_delivery_about_one_shop_is_not_taken_for_another(
    operator: Operator, shop_id: str, queues: dict[str, Queue]
) -> None:
    other = "else.myshopify.com"
    operator.json(
        *("store", "add", "shopify", "--shop", other, "--access-token", "t", "--no-check")
    )
    before = rows()
    assert shopify("shop/redact", {"shop_id": 1, "shop_domain": SHOP}, other) == 403
    assert shopify("app/uninstalled", {"myshopify_domain": SHOP}, other) == 403
    assert shopify("orders/create", shopify_body("orders_create"), "none.myshopify.com") == 404
    assert rows() == before


def test_a_proxied_request_is_no_good_after_ninety_seconds(shop_id: str) -> None:
    def asked(at_s: int) -> int:
        pairs = {"logged_in_customer_id": "3", "shop": SHOP, "timestamp": str(at_s)}
        message = "".join(f"{name}={pairs[name]}" for name in sorted(pairs))
        key = SHOPIFY["api_secret"].encode()
        made = hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
        query = "&".join(f"{n}={v}" for n, v in (pairs | {"signature": made}).items())
        return int(storefront(request("GET", "/storefront/member", query), Context())["statusCode"])

    now_s = int(time.time())
    assert [asked(now_s + off_s) for off_s in (0, -85, 85, -95, 95)] == [200, 200, 200, 401, 401]
