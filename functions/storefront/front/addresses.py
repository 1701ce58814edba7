"""Where a store and its pages are found: the store's own address is what its record has, a
WooCommerce site's URL or a Shopify shop's domain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from core.ledger.stores import Store
from core.program.shopfront import Look
from functions.channel_links import public_url

# Where Shopify's app proxy may stand on a shop's domain.
_PROXY = re.compile(r"/(apps|a|community|tools)/[\w-]{1,60}", re.ASCII)
_PROXIED = "/apps/regulars"
# What the widget keeps until somebody has signed in.
JOIN = "regulars_join"


@dataclass(frozen=True, slots=True)
class Place:
    """How a page was asked for: at the API's own address, or through Shopify's app proxy at
    `prefix` on the shop's domain ("" for the former)."""

    store: Store
    prefix: str = ""

    def page(self, path: str, **query: str) -> str:
        """The address of one of the pages ("landing"), from anywhere."""
        if self.prefix:
            return _with(f"https://{self.store.address}{self.prefix}/{path}", query)
        return _with(f"{public_url()}/storefront/{path}", {"store": self.store.store_id, **query})

    def beside(self, path: str = "", **query: str) -> str:
        """The same, from another of the pages; without a path the page itself."""
        if self.prefix:
            return _with(f"{self.prefix}/{path}" if path else "", query) or "?"
        kept = {"store": self.store.store_id, **query}
        return _with(f"/storefront/{path}" if path else "", kept)


def place_of(store: Store, query: str, *, proxied: bool) -> Place:
    """How the page of a request with this raw query string was asked for."""
    if not proxied:
        return Place(store)
    named = [value for name, value in parse_qsl(query) if name == "path_prefix"]
    stated = named[0] if len(named) == 1 else ""
    return Place(store, stated if _PROXY.fullmatch(stated) else _PROXIED)


def front_of(store: Store) -> str:
    """The store's front page."""
    return f"{store.address}/" if store.platform == "woocommerce" else f"https://{store.address}/"


def joining(store: Store, look: Look, channel_id: str = "") -> str:
    """Where accounts are made. It carries the channel, which the widget posts after the sign-in.

    Shopify's customer accounts stand on a page of Shopify's own that shows no widget, so the
    channel is in the page to which they lead back.
    """
    came = {JOIN: channel_id} if channel_id else {}
    if look.join_url:
        parts = urlsplit(look.join_url)
        query = "&".join(filter(None, [parts.query, urlencode(came)]))
        return urlunsplit(parts._replace(query=query))
    if store.platform == "woocommerce":
        return _with(f"{store.address}/my-account/", came)
    back = _with("/", came)
    return f"https://{store.address}/customer_authentication/login?return_to={quote(back, safe='')}"


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
