"""The app in the sandbox's Shopify shop: installed or not, with which permissions, and what Shopify
tells it of that."""

from __future__ import annotations

import hmac
from typing import Any

from infra.local.sandbox import shopify_payloads
from infra.local.sandbox.sandbox import Sandbox
from integrations.shopify.scopes import optional, wanted
from integrations.store_ids import of_shop

_REMOVED = "shopify_uninstalled"
_PAIR = "shopify_pair"


def installed(sandbox: Sandbox) -> bool:
    return sandbox.db.get("setting", _REMOVED) is None


def leave_out(sandbox: Sandbox) -> None:
    """A shop in which nobody has installed the app yet, unless it was installed since."""
    if sandbox.db.get("setting", "shopify_seen") is None:
        sandbox.db.put("setting", _REMOVED, {"at": sandbox.now()})


def install(sandbox: Sandbox) -> None:
    """The merchant presses Install and grants what the app asks for: from now on Shopify sends
    deliveries, and gives the app ID tokens."""
    store = sandbox.store("shopify")
    with sandbox.db.change():
        sandbox.db.put("setting", "shopify_seen", {"at": sandbox.now()})
        sandbox.db.delete("setting", _REMOVED)
    if not store.access_token:  # of a shop with an app of its own, whose token somebody typed in
        scopes = ",".join(sorted(wanted()))
        sandbox.configure_store("shopify", store_id=of_shop(store.shop_domain), scopes=scopes)


def uninstall(sandbox: Sandbox) -> int | None:
    """Tokens die at once; then app/uninstalled is sent. The delivery's number."""
    store = sandbox.store("shopify")
    payload = {"id": 548380009, "name": store.name, "myshopify_domain": store.shop_domain}
    event = shopify_payloads.new_event(sandbox)
    number = shopify_payloads.announce(sandbox, "app/uninstalled", payload, event)
    with sandbox.db.change():
        sandbox.db.put("setting", _REMOVED, {"at": sandbox.now()})
        sandbox.db.delete("setting", _PAIR)
    return number


def grant(sandbox: Sandbox) -> int | None:
    """The merchant grants what is optional as well. Tokens that were given keep what they had."""
    before = set(sandbox.store("shopify").scopes.split(","))
    after = before | optional()
    sandbox.configure_store("shopify", scopes=",".join(sorted(after)))
    event = shopify_payloads.new_event(sandbox)
    payload = {
        "id": "gid://shopify/App/1",
        "previous": sorted(before),
        "current": sorted(after),
        "updated_at": event[1],
    }
    return shopify_payloads.announce(sandbox, "app/scopes_update", payload, event, "app")


def ask(sandbox: Sandbox, topic: str, customer: dict[str, Any] | None) -> int | None:
    """Send one of the three compliance topics; the delivery's number."""
    store = sandbox.store("shopify")
    payload: dict[str, Any] = {"shop_id": 548380009, "shop_domain": store.shop_domain}
    if customer is not None:
        named = {"id": customer["id"], "email": customer["email"], "phone": customer["phone"]}
        orders = [
            order["id"]
            for order in sandbox.db.all("shopify/order")
            if (order.get("customer") or {}).get("id") == customer["id"]
        ]
        payload["customer"] = named
        if topic == "customers/data_request":
            payload["orders_requested"] = orders
            payload["data_request"] = {"id": sandbox.db.next_id("shopify_data_request", 9999)}
        else:
            payload["orders_to_redact"] = orders
    event = shopify_payloads.new_event(sandbox)
    return shopify_payloads.announce(sandbox, topic, payload, event, store.shop_domain)


def pair(sandbox: Sandbox) -> dict[str, Any] | None:
    """The tokens that count now."""
    return sandbox.db.get("setting", _PAIR)


def keep_pair(sandbox: Sandbox, pair: dict[str, Any]) -> None:
    sandbox.db.put("setting", _PAIR, pair)


def scopes_of(sandbox: Sandbox, token: str) -> set[str] | None:
    """What a token permits; None for one that does not count: unknown, ended, or of an installation
    that is over."""
    if not installed(sandbox):
        return None
    store, current = sandbox.store("shopify"), pair(sandbox)
    if store.access_token and hmac.compare_digest(token.encode(), store.access_token.encode()):
        return set(store.scopes.split(","))
    if current is None or not hmac.compare_digest(token.encode(), current["access"].encode()):
        return None
    return set(current["scopes"].split(",")) if current["expires_at"] > sandbox.now() else None
