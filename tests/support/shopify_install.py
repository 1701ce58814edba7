"""A shop of the sandbox in which the app is installed from within Shopify."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from core.ledger import stores
from core.ledger.stores import Store
from functions.connect.handler import handler
from integrations import access
from integrations.store_ids import of_shop
from tests.support.http_api import Context, request
from tests.support.operator import Operator
from tests.support.sandbox import SHOPIFY, SandboxServer

SHOP = SHOPIFY["shop_domain"]
STORE_ID = of_shop(SHOP)


def untouched(operator: Operator, store: SandboxServer) -> None:
    """The sandbox's shop without a token that somebody typed in: it is to be installed."""
    operator.develop(shopify_admin_origin=f"{store.origin}/shopify")
    store.sandbox.configure_store("shopify", access_token="", store_id="")
    store.control("POST", "shopify/install")


def id_token(store: SandboxServer) -> str:
    return str(store.control("POST", "shopify/id-token")["id_token"])


def come(query: str) -> dict[str, Any]:
    """What GET /connect/shopify answers."""
    return handler(request("GET", "/connect/shopify", query=query), Context())


def open_app(store: SandboxServer, more: str = "") -> dict[str, Any]:
    """Come as somebody does whom the merchant page sends on."""
    return come(f"id_token={id_token(store)}{more}")


def led_to(answer: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Where an answer leads: the path, and its query."""
    assert answer["statusCode"] == 303, answer
    parts = urlsplit(answer["headers"]["location"])
    assert (parts.scheme, parts.netloc) == ("", ""), "the way back is our own page"
    return parts.path, {name: values[-1] for name, values in parse_qs(parts.query).items()}


def connected() -> Store:
    return stores.get(STORE_ID, fresh=True)


def held() -> dict[str, Any]:
    """The shop's credentials, opened."""
    return access.credentials(connected())


def asked(store: SandboxServer) -> list[str]:
    """What Shopify's token endpoint was asked for: "exchange", "refresh"."""
    calls = store.control("GET", "requests?platform=shopify")["requests"]
    return [one["path"].removeprefix("oauth ") for one in calls if "oauth" in one["path"]]
