"""The one door to an installed store's API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.errors import Forbidden
from core.ports import StorePort
from integrations.aws.secrets import Development
from integrations.context import StoreContext


def open_store(
    context: StoreContext,
    address: str,
    credentials: Mapping[str, Any],
    development: Development | None = None,
    instead_of: Callable[[str], str | None] | None = None,
) -> StorePort:
    """The store's API; its platform's SDK is imported now and not before.

    `address`: the shop's myshopify.com domain, or the URL of the WooCommerce site.
    `credentials`: {"access_token"} or {"consumer_key", "consumer_secret"}. `instead_of`: of
    Shopify, the token that has replaced a refused one, if any has.
    Raises Forbidden when they are not there.
    """
    development = development or Development()
    try:
        if context.platform == "shopify":
            from integrations.shopify.client import AdminApi
            from integrations.shopify.store import ShopifyStore

            token = str(credentials["access_token"])
            origin = development.shopify_admin_origin
            api = AdminApi(address, token, origin=origin, instead_of=instead_of)
            return ShopifyStore(context, api)
        from integrations.woocommerce.client import RestApi
        from integrations.woocommerce.store import WooStore

        rest = RestApi(
            address,
            str(credentials["consumer_key"]),
            str(credentials["consumer_secret"]),
            allow_private=development.allow_private_store_urls,
        )
    except KeyError as missing:
        raise Forbidden(f"The store's credentials have no {missing}.") from None
    return WooStore(context, rest)
