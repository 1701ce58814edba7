"""The webhooks that a WooCommerce store has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.ports import StorePort
from integrations.payload import objects, text
from integrations.woocommerce.store import WooStore

# What Regulars is to be told of (integrations/woocommerce/parse.py).
TOPICS = frozenset(
    {
        *("order.created", "order.updated", "order.deleted", "order.restored"),
        *("product.created", "product.updated", "product.restored"),
        *("customer.created", "customer.updated", "customer.deleted"),
    }
)
_PAGE = 100
_MAX_PAGES = 20


@dataclass(frozen=True, slots=True)
class Webhook:
    """`status`: active, paused, or disabled by WooCommerce itself after failures."""

    topic: str
    status: str
    delivery_url: str


def list_webhooks(port: StorePort) -> Iterator[Webhook]:
    """All of a store's webhooks, by its REST API. Raises as core.ports.StorePort says."""
    if not isinstance(port, WooStore):
        return
    port.api.begin()
    for page in range(1, _MAX_PAGES + 1):
        found = objects(port.api.get("webhooks", per_page=_PAGE, page=page), "webhooks")
        for one in found:
            yield Webhook(
                topic=text(one.get("topic"), "topic"),
                status=text(one.get("status"), "status"),
                delivery_url=text(one.get("delivery_url"), "delivery_url"),
            )
        if len(found) < _PAGE:
            return
