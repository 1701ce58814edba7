"""Recorded and documented deliveries, and the stores that they belong to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from integrations.context import StoreContext

PAYLOADS = Path(__file__).parents[2] / "payloads"
NOW_MS = 1_795_000_000_000
WOO = StoreContext("woo-0123456789ab", "woocommerce", "USD", "Asia/Taipei")
SHOP = StoreContext("shop-0123456789ab", "shopify", "USD", "America/New_York")
WOO_SECRET = "whsec-test"  # the one that signed the recorded deliveries


def woo_deliveries() -> list[tuple[str, dict[str, str], bytes]]:
    """(file name, headers in lower case, body) in order of arrival."""
    found = []
    for path in sorted((PAYLOADS / "woocommerce").glob("*.json")):
        record = json.loads(path.read_text())
        headers = {name.lower(): value for name, value in record["headers"].items()}
        found.append((path.name, headers, record["body"].encode()))
    return found


def woo_body(number: str) -> dict[str, Any]:
    """The body of the delivery whose file begins with `number`."""
    name = next((PAYLOADS / "woocommerce").glob(f"{number}-*.json"))
    body: dict[str, Any] = json.loads(json.loads(name.read_text())["body"])
    return body


def shopify_bodies() -> list[tuple[str, bytes]]:
    """(topic, body) of every sample."""
    return [
        (topic_of(path.name), path.read_bytes())
        for path in sorted((PAYLOADS / "shopify").glob("*.json"))
    ]


def shopify_body(name: str) -> dict[str, Any]:
    """One sample, by file name without its ending."""
    body: dict[str, Any] = json.loads((PAYLOADS / "shopify" / f"{name}.json").read_text())
    return body


def topic_of(file_name: str) -> str:
    """orders_create.dev_store.json -> orders/create"""
    return file_name.split(".")[0].replace("_", "/", 1)
