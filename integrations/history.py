"""Reading a store's past orders, page by page, from where one left off.

Apart from core.ports.StorePort, which answers what changed lately: a whole past is a hundred
thousand orders, which each platform has a way of its own to tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.errors import Forbidden
from core.ledger.stores import Store
from core.ports import StorePort
from core.snapshot import OrderSnapshot


@dataclass(frozen=True, slots=True)
class Page:
    """`orders`: in the order in which the store made them, more or less; one that changed meanwhile
    may come twice. `cursor`: where to go on, None at the end. `total`: how many orders there are in
    all, 0 while nobody knows. `wait_s`: the store is still gathering them; ask again then."""

    orders: tuple[OrderSnapshot, ...]
    cursor: Mapping[str, Any] | None
    total: int = 0
    wait_s: int = 0


class History(Protocol):
    """A store's past orders."""

    def read(self, since_s: int, cursor: Mapping[str, Any], received_at_ms: int) -> Page:
        """The next page of orders placed at or after `since_s`; {} is where one begins. Raises as
        the store's port does, and StoreRefused(code="history_failed") when the store gave up."""
        ...


def history_of(store: Store, port: StorePort) -> History:
    """The past of a store whose API is `port`."""
    if store.platform == "shopify":
        from integrations.shopify.history import ShopifyHistory
        from integrations.shopify.store import ShopifyStore

        if isinstance(port, ShopifyStore):
            return ShopifyHistory(port)
    else:
        from integrations.woocommerce.history import WooHistory
        from integrations.woocommerce.store import WooStore

        if isinstance(port, WooStore):
            return WooHistory(port)
    raise Forbidden("The store's past cannot be read through this door.")
