"""A store's id follows from its address, so connecting it again finds what it had."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from core.errors import BadInput


def of_shop(shop: str) -> str:
    """The id of a Shopify shop, by its myshopify.com domain."""
    return f"shop-{_digest(shop.strip().lower())}"


def of_woocommerce(url: str) -> str:
    """The id of a WooCommerce store, by its normalised URL."""
    return f"woo-{_digest(normal_url(url))}"


def normal_url(url: str) -> str:
    """The URL in the form that is kept: scheme and host in lower case, no trailing slash, no
    query. Raises BadInput for what is no http(s) URL."""
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise BadInput(
            f"{url[:100]!r} is not the URL of a store; write it like https://shop.example"
        )
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
