"""What a fresh local stack is given before it says it is ready: the sandbox's two stores, and a
link for each merchant page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flask import Flask

from infra.local.facts import StackFacts
from infra.local.sandbox.config import Platform
from infra.local.sandbox.sandbox import Sandbox, of_app

# The link is printed once and used by whoever reads the terminal, perhaps after lunch.
OWNER_LINK_LIFE_S = 8 * 3600


def prepare_sandbox(stack: StackFacts, secret: dict[str, Any], sandbox: Flask) -> dict[str, str]:
    """Connect the sandbox's two stores with Regulars; pages to print as {label: URL}.

    Runs at every start, with this process's environment pointing at the stack and the front
    serving already, so it finds stores that were connected before.
    """
    # Imported now, because the ledger reads where its table is when it is imported.
    from core.ledger import links, table

    table.bind(stack.table)
    shop = of_app(sandbox)
    pages: dict[str, str] = {}
    for platform, title, connect in _connections(stack, secret):
        store_id = _connected(shop, platform) or connect(shop)
        token = links.create(store_id, int(time.time()), OWNER_LINK_LIFE_S)
        pages[f"Merchant ({title})"] = f"{stack.front_url}/admin/enter?token={token}"
    return pages


def _connections(
    stack: StackFacts, secret: dict[str, Any]
) -> list[tuple[Platform, str, Callable[[Sandbox], str]]]:
    """What can be connected: development settings may point elsewhere than to the sandbox."""
    development = secret["development"]
    found: list[tuple[Platform, str, Callable[[Sandbox], str]]] = []
    if development["allow_private_store_urls"]:
        found.append(("woo", "WooCommerce", lambda shop: _connect_woocommerce(stack, shop)))
    if development["shopify_admin_origin"] == f"{stack.front_url}/sandbox/shopify":
        found.append(("shopify", "Shopify", _connect_shopify))
    return found


def _connected(shop: Sandbox, platform: Platform) -> str | None:
    """The store's id, when this DATA_DIR's ledger still has it under the sandbox's address."""
    from core.errors import NotFound
    from core.ledger import stores

    store_id = shop.store(platform).store_id
    if not store_id:
        return None
    try:
        store = stores.get(store_id)
    except NotFound:
        return None
    here = platform == "shopify" or store.address.startswith(shop.config.front_url)
    return store_id if store.installed and here else None


def _connect_woocommerce(stack: StackFacts, shop: Sandbox) -> str:
    from integrations.installing import install_woocommerce

    config = shop.store("woo")
    done = install_woocommerce(
        f"{stack.front_url}/sandbox/woo",
        config.consumer_key,
        config.consumer_secret,
        config.webhook_secret,
        now_s=int(time.time()),
    )
    shop.configure_store("woo", store_id=done.store_id, shopper_secret=done.shopper_secret)
    return done.store_id


def _connect_shopify(shop: Sandbox) -> str:
    from integrations.installing import install_shopify

    config = shop.store("shopify")
    done = install_shopify(config.shop_domain, config.access_token, now_s=int(time.time()))
    shop.configure_store("shopify", store_id=done.store_id, shopper_secret=done.shopper_secret)
    return done.store_id
