"""Secrets are exchanged: the one before counts for a while and then no more, or at once no more."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import boto3
import jwt
import pytest

from core.ledger import stores
from functions.storefront.handler import handler as storefront
from functions.webhooks.handler import handler as webhooks
from integrations import access, rotation
from integrations.aws import secrets
from tests.support.http_api import Context, answered, request
from tests.support.operator import Operator
from tests.support.queues import Queue
from tests.support.sandbox import SHOPIFY

BODY = b'{"id": 22}'
_now = time.time  # PyJWT has a clock of its own, which nobody sets


def signed(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def woo_delivery(store_id: str, secret: str) -> int:
    headers = {"x-wc-webhook-topic": "order.deleted", "content-type": "application/json"}
    headers["x-wc-webhook-signature"] = signed(BODY, secret)
    path = f"/webhooks/woocommerce/{store_id}"
    return answered(webhooks(request("POST", path, body=BODY, **headers), Context())).status


def shopify_delivery(secret: str) -> int:
    headers = {"x-shopify-topic": "orders/delete", "x-shopify-hmac-sha256": signed(BODY, secret)}
    headers["x-shopify-shop-domain"] = SHOPIFY["shop_domain"]
    event = request("POST", "/webhooks/shopify", body=BODY, **headers)
    return answered(webhooks(event, Context())).status


def seen_by(key: str, store_id: str) -> int:
    """The status that a shopper gets whose token `key` signed."""
    now_s = int(_now())
    said = {"iss": store_id, "sub": "3", "jti": "1", "iat": now_s, "exp": now_s + 60}
    bearer = f"Bearer {jwt.encode(said, key, algorithm='HS256')}"
    event = request("GET", "/storefront/member", authorization=bearer)
    return answered(storefront(event, Context())).status


def later(monkeypatch: pytest.MonkeyPatch, by_s: float) -> None:
    before = time.time
    monkeypatch.setattr(time, "time", lambda: before() + by_s)
    secrets.forget()


def rotate(operator: Operator, store_id: str, *more: str) -> Any:
    done = operator.json("store", "rotate", store_id, *more)
    stores._cached.clear()
    return done


def test_a_webhook_secret_is_exchanged_and_the_last_one_counts_for_seven_days(
    operator: Operator, queues: dict[str, Queue], monkeypatch: pytest.MonkeyPatch
) -> None:
    store_id = operator.connect_unchecked()
    rotate(operator, store_id, "--webhook-secret", "newer")
    assert (woo_delivery(store_id, "wh"), woo_delivery(store_id, "newer")) == (200, 200)
    later(monkeypatch, rotation.PREVIOUS_COUNTS_S - 60)
    assert woo_delivery(store_id, "wh") == 200
    later(monkeypatch, 120)
    assert (woo_delivery(store_id, "wh"), woo_delivery(store_id, "newer")) == (401, 200)


def test_connecting_again_with_new_keys_gives_the_last_webhook_secret_no_longer(
    operator: Operator, queues: dict[str, Queue], monkeypatch: pytest.MonkeyPatch
) -> None:
    store_id = operator.connect_unchecked()
    again = ("store", "add", "woocommerce", "--url", "https://shop.example", "--no-check")
    keys = ("--consumer-key", "ck2", "--consumer-secret", "cs2", "--webhook-secret", "newer")
    operator.json(*again, *keys)
    later(monkeypatch, rotation.PREVIOUS_COUNTS_S - 60)
    operator.json(*again, *keys)
    assert woo_delivery(store_id, "wh") == 200
    later(monkeypatch, 120)
    stores._cached.clear()
    assert (woo_delivery(store_id, "wh"), woo_delivery(store_id, "newer")) == (401, 200)
    held = access.credentials(stores.get(store_id))
    assert (held["consumer_key"], held["consumer_secret"]) == ("ck2", "cs2")


def test_a_webhook_secret_that_leaked_counts_no_more_at_once(
    operator: Operator, queues: dict[str, Queue]
) -> None:
    store_id = operator.connect_unchecked()
    rotate(operator, store_id, "--webhook-secret", "newer")
    done = rotate(operator, store_id, "--webhook-secret", "newest", "--leaked")
    assert done == {"store_id": store_id, "previous_until": None}
    known = [woo_delivery(store_id, secret) for secret in ("wh", "newer", "newest")]
    assert known == [401, 401, 200]


def test_the_key_of_shoppers_tokens_is_exchanged(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_id = operator.connect_unchecked()
    first = access.shopper_secret(store_id)
    second = rotate(operator, store_id, "--shopper-secret")["shopper_secret"]
    assert (seen_by(first, store_id), seen_by(second, store_id)) == (200, 200)
    later(monkeypatch, rotation.PREVIOUS_COUNTS_S + 60)
    assert (seen_by(first, store_id), seen_by(second, store_id)) == (401, 200)


def test_a_key_of_shoppers_tokens_that_leaked_counts_no_more_and_comes_back_with_no_reinstall(
    operator: Operator,
) -> None:
    store_id = operator.connect_unchecked()
    first = access.shopper_secret(store_id)
    second = rotate(operator, store_id, "--shopper-secret", "--leaked")["shopper_secret"]
    assert (seen_by(first, store_id), seen_by(second, store_id)) == (401, 200)
    operator.connect_unchecked()
    stores._cached.clear()
    assert (seen_by(first, store_id), seen_by(second, store_id)) == (401, 200)


def test_one_stores_exchange_leaves_every_other_store_alone(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    other = operator.connect_unchecked("https://other.example")
    key = rotate(operator, store_id, "--shopper-secret", "--leaked")["shopper_secret"]
    assert seen_by(key, other) == 401
    assert seen_by(access.shopper_secret(other), other) == 200
    # Put into the other's row by somebody who can write the table, it does not open.
    stores.change(other, shopper_sealed=stores.get(store_id, fresh=True).shopper_sealed)
    assert seen_by(key, other) == 403


def test_asking_to_exchange_nothing_or_a_shopify_shops_webhook_secret_is_refused(
    operator: Operator,
) -> None:
    shop = operator.json(
        *("store", "add", "shopify", "--shop", SHOPIFY["shop_domain"]),
        *("--access-token", "t", "--no-check"),
    )["store_id"]
    assert operator.error("store", "rotate", shop)["code"] == "bad_input"
    assert operator.error("store", "rotate", shop, "--webhook-secret", "w")["code"] == "bad_input"
    assert operator.error("store", "rotate", "woo-none", "--shopper-secret")["code"] == (
        "unknown_store"
    )


def test_shopifys_last_api_secret_counts_until_its_time_is_over(
    operator: Operator, queues: dict[str, Queue], monkeypatch: pytest.MonkeyPatch
) -> None:
    operator.json(
        *("store", "add", "shopify", "--shop", SHOPIFY["shop_domain"]),
        *("--access-token", "t", "--no-check"),
    )
    old = SHOPIFY["api_secret"]
    manager, name = boto3.client("secretsmanager"), operator.stack.secret_name
    held = json.loads(manager.get_secret_value(SecretId=name)["SecretString"])
    held = rotation.exchanged(held, "shopify_api_secret", "newer", int(time.time()))
    manager.put_secret_value(SecretId=name, SecretString=json.dumps(held))
    secrets.forget()
    assert (shopify_delivery(old), shopify_delivery("newer")) == (200, 200)
    later(monkeypatch, rotation.PREVIOUS_COUNTS_S + 60)
    assert (shopify_delivery(old), shopify_delivery("newer")) == (401, 200)
