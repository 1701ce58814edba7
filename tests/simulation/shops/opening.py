"""Opening a shop."""

from __future__ import annotations

from collections.abc import Callable

from integrations import store_ids
from tests.simulation.shops.records import Platform
from tests.simulation.shops.shop import Shop
from tests.simulation.shops.shopify import ShopifyShop
from tests.simulation.shops.woo import WooShop


def open_shop(
    platform: Platform,
    address: str,
    *,
    clock: Callable[[], float],
    webhook_secret: Callable[[], str],
    currency: str = "USD",
    timezone: str = "UTC",
) -> Shop:
    """A shop that is installed and sends its webhooks.

    `address`: https://tea.example.com or tea.myshopify.com. `clock`: unix seconds, the shop's own
    (it may be skewed). `webhook_secret`: what signs a delivery now; on Shopify the app's secret.
    """
    if platform == "shopify":
        return ShopifyShop(
            store_ids.of_shop(address),
            address,
            clock=clock,
            webhook_secret=webhook_secret,
            currency=currency,
            timezone=timezone,
        )
    return WooShop(
        store_ids.of_woocommerce(address),
        store_ids.normal_url(address),
        clock=clock,
        webhook_secret=webhook_secret,
        currency=currency,
        timezone=timezone,
    )
