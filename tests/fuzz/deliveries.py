"""Recorded deliveries as something that can be bent, signed and sent again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support.sandbox import SHOPIFY

PAYLOADS = Path(__file__).parents[1] / "payloads"
WOO_SECRET = "wh"
SIGNATURE_HEADERS = ("x-wc-webhook-signature", "x-shopify-hmac-sha256")
_FIRST_S = 1_795_000_000


@dataclass(frozen=True)
class Raw:
    """JSON text that no Python value would be written as: 1e400, a key twice, 100,000 brackets."""

    text: str


@dataclass
class Delivery:
    """A request to the webhooks. `body` is made from `data` unless somebody bent it as bytes."""

    path: str
    headers: dict[str, str]
    data: Any
    body: bytes | None = None
    secret: str = field(default="", repr=False)

    def copy(self) -> Delivery:
        data = json.loads(json.dumps(self.data))
        return Delivery(self.path, dict(self.headers), data, self.body, self.secret)

    @property
    def shopify(self) -> bool:
        return self.path == "/webhooks/shopify"

    def bytes(self) -> bytes:
        return written(self.data).encode() if self.body is None else self.body

    def sign(self) -> None:
        """Sign what the body is now, as the store would."""
        header = SIGNATURE_HEADERS[self.shopify]
        self.headers[header] = signature(self.secret, self.bytes())


def signature(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def written(value: Any) -> str:
    """The value as JSON, `Raw` parts as they are."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value)


def recorded(woo_id: str) -> list[Delivery]:
    """Every recorded delivery, addressed to the store of that id or to the sandbox's shop."""
    return [*_woocommerce(woo_id), *_shopify()]


def _woocommerce(store_id: str) -> Iterator[Delivery]:
    for path in sorted((PAYLOADS / "woocommerce").glob("*.json")):
        record = json.loads(path.read_text())
        headers = {name.lower(): value for name, value in record["headers"].items()}
        kept = {name: headers[name] for name in headers if name.startswith(("x-wc", "content-ty"))}
        data = json.loads(record["body"])
        yield Delivery(f"/webhooks/woocommerce/{store_id}", kept, data, secret=WOO_SECRET)


def _shopify() -> Iterator[Delivery]:
    for path in sorted((PAYLOADS / "shopify").glob("*.json")):
        data = json.loads(path.read_text())
        if "test" in data:
            data["test"] = False  # orders of test payments earn nothing
        for name in ("shop_domain", "myshopify_domain"):
            if name in data:
                data[name] = SHOPIFY["shop_domain"]
        headers = {
            "content-type": "application/json",
            "x-shopify-topic": path.name.split(".")[0].replace("_", "/", 1),
            "x-shopify-shop-domain": SHOPIFY["shop_domain"],
            "x-shopify-triggered-at": "2026-11-22T04:33:21.000000000Z",
        }
        yield Delivery("/webhooks/shopify", headers, data, secret=SHOPIFY["api_secret"])


def freshen(delivery: Delivery, rng: random.Random, turn: int, attempt: int) -> None:
    """Let it be about one of a few orders and customers, newer than what came before, and paid more
    often than not: sent as recorded, everything after the first few would be a repeat."""
    data = delivery.data
    at = datetime.fromtimestamp(_FIRST_S + turn * 60, UTC)
    for name in ("date_modified_gmt", "updated_at"):
        if name in data:
            data[name] = at.strftime("%Y-%m-%dT%H:%M:%S")
    for name, paid in (("status", "completed"), ("financial_status", "paid")):
        if name in data and rng.random() < 0.6:
            data[name], data["cancelled_at"] = paid, None
    _rename(data, 5000 + 1000 * attempt + rng.randrange(40))
    customer = 70 + rng.randrange(6)
    if "customer_id" in data:
        data["customer_id"] = customer
    if isinstance(data.get("customer"), dict):
        _rename(data["customer"], customer)


def _rename(data: dict[str, Any], number: int) -> None:
    if "id" in data:
        data["id"] = number
    if "admin_graphql_api_id" in data:
        kind = str(data["admin_graphql_api_id"]).rpartition("/")[0]
        data["admin_graphql_api_id"] = f"{kind}/{number}"
