"""WooCommerce's webhook deliveries, built when they are sent."""

from __future__ import annotations

import hashlib
import json

from infra.local.sandbox import catalogue, products, woo_customers, woo_orders, woo_products
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.signing import body_signature

# One webhook per topic, as the plugin makes them.
WEBHOOK_IDS = {
    "order.created": 2,
    "order.updated": 3,
    "order.deleted": 4,
    "order.restored": 5,
    "customer.created": 6,
    "customer.updated": 7,
    "customer.deleted": 8,
    "product.created": 9,
    "product.updated": 10,
    "product.restored": 11,
}


def build(
    sandbox: Sandbox, topic: str, resource: str, body: bytes | None
) -> tuple[str, dict[str, str], bytes]:
    """(path, headers, body) of a delivery, signed over the bytes."""
    store = sandbox.store("woo")
    if body is None:
        body = encode(_payload(sandbox, topic, resource))
    kind, _, event = topic.partition(".")
    webhook_id = WEBHOOK_IDS.get(topic, 99)
    # WooCommerce hashes the webhook's id and the second: different orders share delivery ids.
    delivery_id = hashlib.md5(
        f"{store.webhook_secret}{webhook_id}{int(sandbox.now())}".encode(), usedforsecurity=False
    ).hexdigest()
    headers = {
        "User-Agent": "WooCommerce/11.0.1 Hookshot (WordPress/7.1)",
        "Accept": "*/*",
        "Content-Type": "application/json",
        "X-WC-Webhook-Source": "http://sandbox.invalid/woo/",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Resource": kind,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": body_signature(store.webhook_secret, body),
        "X-WC-Webhook-ID": str(webhook_id),
        "X-WC-Webhook-Delivery-ID": delivery_id,
        "Connection": "close",
    }
    return f"/webhooks/woocommerce/{store.store_id}", headers, body


def webhooks(sandbox: Sandbox) -> list[Document]:
    """The store's webhooks as the REST API lists them; none before it is connected."""
    store = sandbox.store("woo")
    url = f"{sandbox.config.front_url}/webhooks/woocommerce/{store.store_id}"
    return [
        {
            "id": number,
            "name": f"Regulars {topic}",
            "status": "disabled" if sandbox.deliveries.disabled("woo", topic) else "active",
            "topic": topic,
            "resource": topic.partition(".")[0],
            "event": topic.partition(".")[2],
            "delivery_url": url,
        }
        for topic, number in (WEBHOOK_IDS.items() if store.connected else ())
    ]


def encode(payload: Document) -> bytes:
    """JSON as PHP writes it: no spaces, slashes and non-ASCII escaped."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode()


def _payload(sandbox: Sandbox, topic: str, resource: str) -> Document:
    if topic.endswith(".deleted"):
        return {"id": int(resource)}
    if topic.startswith("order."):
        document = woo_orders.load(sandbox, resource)
        if document is None:
            return _gone("woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
        return dict(document["order"])
    if topic.startswith("product."):
        product = catalogue.BY_WOO_ID.get(int(resource))
        if product is None:
            return _gone("woocommerce_rest_product_invalid_id", "Invalid ID.")
        return woo_products.product_json(sandbox, products.shelved(sandbox, "woo", product))
    customer = sandbox.db.get(woo_customers.KIND, resource)
    return customer or _gone("wc_user_invalid_id", "Invalid user ID.")


def _gone(code: str, message: str) -> Document:
    """The signed error document that arrives when the resource is gone by then."""
    return {"code": code, "message": message, "data": {"status": 404}}
