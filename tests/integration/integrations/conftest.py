"""The sandbox's two stores, and our clients of them, over real HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pytest

from core.ports import CodeSpec
from integrations.aws.secrets import Development
from integrations.context import StoreContext
from integrations.shopify.store import ShopifyStore
from integrations.stores import open_store
from integrations.woocommerce.store import WooStore
from tests.support.sandbox import SHOPIFY, WOO, SandboxServer, receiver, store

__all__ = ["receiver", "store"]

WOO_CONTEXT = StoreContext(WOO["store_id"], "woocommerce")
MEI = "mei.lin@example.com"
SHOP_CONTEXT = StoreContext(SHOPIFY["store_id"], "shopify")


@pytest.fixture
def woo(store: SandboxServer) -> WooStore:
    keys = {"consumer_key": WOO["consumer_key"], "consumer_secret": WOO["consumer_secret"]}
    development = Development(allow_private_store_urls=True)
    port = open_store(WOO_CONTEXT, f"{store.origin}/woo", keys, development)
    assert isinstance(port, WooStore)
    return port


@pytest.fixture
def shopify(store: SandboxServer) -> ShopifyStore:
    development = Development(shopify_admin_origin=f"{store.origin}/shopify")
    keys = {"access_token": SHOPIFY["access_token"]}
    port = open_store(SHOP_CONTEXT, SHOPIFY["shop_domain"], keys, development)
    assert isinstance(port, ShopifyStore)
    return port


@dataclass(frozen=True)
class Counter:
    """Who stands behind the counter of one of the sandbox's stores."""

    flavour: Literal["woo", "shopify"]

    def arm(self, store: SandboxServer, kind: str, match: str = "", **more: Any) -> None:
        """Trouble for the next calls whose name holds `match`."""
        fault = {"platform": self.flavour, "kind": kind, "match": match, **more}
        store.control("POST", "faults", fault)

    def order(self, store: SandboxServer, **more: Any) -> dict[str, Any]:
        """Two mugs at 50.00."""
        lines = [{"name": "Mug", "price": "50", "quantity": 2, "product_id": 9}]
        path = f"{self.flavour}/orders"
        made: dict[str, Any] = store.control("POST", path, {"lines": lines, **more})
        return made

    def customer(self, store: SandboxServer, email: str = MEI) -> dict[str, Any]:
        """Who has that address; Mei, when none is given."""
        customers = store.control("GET", f"{self.flavour}/customers")["customers"]
        return next(one for one in customers if one["email"] == email)


def spec(**changes: object) -> CodeSpec:
    """A code worth 5.00, for a shopper."""
    values: dict[str, object] = {
        "code": "rg-aaaa-bbbb-cccc",
        "redemption_id": "r-1",
        "kind": "fixed",
        "currency": "USD",
        "value_minor": 500,
        "percent": 0,
        "customer_id": None,
        "email": None,
        "starts_at_s": 1_700_000_000,
        "expires_at_s": 4_000_000_000,
        "title": "$5 off",
    }
    return CodeSpec(**{**values, **changes})  # type: ignore[arg-type]
