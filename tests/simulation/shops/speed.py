"""What the shops cost, in microseconds of CPU: `python -m tests.simulation.shops.speed`."""

from __future__ import annotations

import time
from collections.abc import Callable

from integrations.shopify.parse import parse as parse_shopify
from integrations.woocommerce.parse import parse as parse_woocommerce
from tests.simulation.shops import Item, Shop, api_event, open_shop
from tests.simulation.shops.records import Platform

ROUNDS, BATCH = 60, 50
CART = [Item(7, 2, 12_500), Item(8, 1, 999)]


def best_us(work: Callable[[], object]) -> float:
    """The quickest batch, per call."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(BATCH):
            work()
        found.append((time.process_time() - began) / BATCH * 1e6)
    return min(found)


def measure(shop: Shop) -> str:
    mia = shop.register("mia@example.com").customer_id

    def buy() -> None:
        shop.buy(CART, customer_id=mia, shipping_minor=800)

    buying = best_us(buy)
    sent = [one for one in shop.take() if one.topic.startswith("order")]
    each = len(sent) / len(shop.orders)
    delivery = sent[-1]
    parse = parse_woocommerce if shop.platform == "woocommerce" else parse_shopify
    parsing = best_us(lambda: parse(delivery.topic, delivery.body, shop.context, 1))
    event = best_us(lambda: api_event(delivery))
    order_id = delivery.about
    fetching = best_us(lambda: shop.port.fetch_order(order_id, 1))
    saving = best_us(lambda: shop.touch(order_id))
    return (
        f"{shop.platform}: buy {buying:.0f} ({each:.0f} deliveries, {buying / each:.0f} each), "
        f"save {saving:.0f}, event {event:.0f}, real parser {parsing:.0f}, "
        f"fetch_order {fetching:.0f}; {len(delivery.body)} bytes"
    )


def main() -> None:
    addresses: dict[Platform, str] = {
        "woocommerce": "https://tea.example.com",
        "shopify": "tea.myshopify.com",
    }
    for platform, address in addresses.items():
        shop = open_shop(
            platform,
            address,
            clock=lambda: 1_790_000_000.5,
            webhook_secret=lambda: "secret",
            timezone="Asia/Taipei",
        )
        print(measure(shop))


if __name__ == "__main__":
    main()
