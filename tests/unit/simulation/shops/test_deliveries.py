"""Deliveries are made, signed and shaped as the platforms' own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import BadSignature, Forbidden
from core.snapshot import (
    CustomerErased,
    CustomerSeen,
    CustomersMerged,
    StoreRedacted,
    StoreUninstalled,
    to_json,
)
from functions.http import raw_body
from integrations.shopify import webhook as shopify
from integrations.woocommerce import webhook as woocommerce
from tests.simulation.shops import PERSONAL_MARKS, Delivery, Item, Refused, api_event
from tests.unit.integrations.samples import shopify_body, woo_body, woo_deliveries
from tests.unit.simulation.shops.shopping import PLATFORMS, SECRET, World, history

SHOPIFY_HEADERS = ("Topic", "Hmac-Sha256", "Shop-Domain", "API-Version", "Webhook-Id", "Event-Id")


def verify(delivery: Delivery, secret: str) -> None:
    event = api_event(delivery)
    platform: Any = woocommerce if "x-wc-webhook-topic" in event["headers"] else shopify
    platform.verify(raw_body(event), event["headers"][platform.SIGNATURE_HEADER], [secret])


def busy(platform: str) -> World:
    world = World(platform)
    for seed in range(4):
        history(world, seed, 40)
    return world


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_delivery_is_signed_over_its_bytes_with_the_secret_of_the_moment(
    platform: str,
) -> None:
    world = busy(platform)
    for delivery in world.shop.take():
        verify(delivery, SECRET)
    world.secret = "rotated"
    world.shop.buy([Item(7, 1, 900)], email="Ola@example.com")
    for delivery in world.shop.take():
        verify(delivery, "rotated")
        with pytest.raises(BadSignature):
            verify(delivery, SECRET)


def test_the_headers_are_those_of_a_real_delivery() -> None:
    woo = World("woocommerce").shop
    woo.register("mia@example.com")
    _, recorded, _ = woo_deliveries()[0]
    [delivery] = woo.take()
    own = {"host", "accept-encoding", "content-length"}
    assert {*api_event(delivery)["headers"]} == {*recorded} - own
    shop = World("shopify").shop
    shop.register("mia@example.com")
    [delivery] = shop.take()
    wanted = {f"x-shopify-{name.lower()}" for name in (*SHOPIFY_HEADERS, "Triggered-At")}
    headers = api_event(delivery)["headers"]
    assert {name for name in headers if name.startswith("x-shopify")} == wanted
    assert shopify.shop_of(headers, delivery.body) == shop.address


# What no recorded order happens to have, or all of them have as null or an empty list.
UNSEEN = {
    "woocommerce": (".coupon_lines[]", ".line_items[].meta_data[]"),
    "shopify": (
        ".phone",
        ".customer.phone",
        ".line_items[].tax_lines[]",
        ".shipping_lines[].tax_lines[]",
        ".shipping_lines[].discount_allocations[]",
        ".refunds[].order_adjustments[]",
        ".refunds[].refund_shipping_lines[]",
    ),
}


def shape(value: Any, path: str = "") -> dict[str, str]:
    """The kind of value at every path; list items share one, null and empty lists have none."""
    if isinstance(value, dict):
        return {
            k: v for name, one in value.items() for k, v in shape(one, f"{path}.{name}").items()
        }
    if isinstance(value, list):
        return {k: v for one in value for k, v in shape(one, f"{path}[]").items()}
    if value is None:
        return {}
    kinds = {bool: "bool", int: "number", float: "number", str: "text"}
    return {path: kinds[type(value)]}


def woo_shape() -> dict[str, str]:
    known: dict[str, str] = {}
    for number in ("003", "004", "005", "006", "008", "013", "015", "020"):
        known |= shape(woo_body(number))
    return known


def shopify_shape() -> dict[str, str]:
    known: dict[str, str] = {}
    for name in ("orders_create", "orders_create.dev_store", "orders_cancelled"):
        known |= shape(shopify_body(name))
    known |= shape(shopify_body("refunds_create"), ".refunds[]")
    return known | shape(shopify_body("customers_update"), ".customer")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_orders_hold_nothing_that_a_recorded_delivery_does_not_hold_in_that_form(
    platform: str,
) -> None:
    known = woo_shape() if platform == "woocommerce" else shopify_shape()
    checked = 0
    for delivery in busy(platform).shop.take():
        if not delivery.topic.startswith("order") or delivery.topic == "orders/edited":
            continue
        for path, kind in shape(json.loads(delivery.body)).items():
            if not path.startswith(UNSEEN[platform]):
                assert known.get(path) == kind, f"{delivery.topic} {path}"
                checked += 1
    assert checked > 1000


@pytest.mark.parametrize("platform", PLATFORMS)
def test_personal_data_is_in_every_order_and_in_no_event(platform: str) -> None:
    world = busy(platform)
    for delivery in world.shop.take():
        text = delivery.body.decode()
        if delivery.topic in ("order.updated", "orders/updated", "customer.updated"):
            assert PERSONAL_MARKS[0] in text
        events = json.dumps([to_json(event) for event in world.read(delivery)])
        assert not [mark for mark in PERSONAL_MARKS if mark in events]
    order = world.shop.buy([Item(7, 1, 900)], email="ola@example.com")
    [*_, last] = world.shop.take()
    assert last.about == order.order_id
    assert all(mark in last.body.decode() for mark in PERSONAL_MARKS)


def test_a_dead_cron_sends_later_what_is_so_then_once_for_each_topic() -> None:
    world = World("woocommerce")
    shop = world.shop
    shop.hold_cron()
    order = shop.buy([Item(7, 1, 900)], email="ola@example.com", paid=False)
    gone = shop.buy([Item(7, 1, 900)], email="ola@example.com")
    mia = shop.register("mia@example.com")
    shop.pay(order.order_id)
    shop.delete_forever(gone.order_id)
    shop.delete_account(mia.customer_id)
    assert shop.take() == []
    shop.run_cron()
    sent = shop.take()
    assert [(one.topic, one.about) for one in sent] == [
        ("order.created", order.order_id),
        ("order.updated", order.order_id),
        ("order.created", gone.order_id),
        ("order.updated", gone.order_id),
        ("customer.created", mia.customer_id),
        ("customer.deleted", mia.customer_id),
    ]
    assert [json.loads(one.body).get("status") for one in sent[:2]] == ["processing"] * 2
    assert [world.read(one) for one in sent[2:5]] == [[], [], []]  # signed error documents
    assert [type(event) for event in world.read(sent[5])] == [CustomerErased]


def test_an_address_counts_as_proven_once_the_account_is_activated() -> None:
    world = World("shopify")
    world.shop.buy([Item(7, 1, 900)], email="ola@example.com")  # leaves a record
    [first, *_] = world.events()
    ola = world.shop.by_email("ola@example.com")
    assert ola is not None
    world.shop.verify(ola.customer_id)
    [second] = world.events()
    world.shop.update_email(ola.customer_id, "ola.new@example.com")
    [third] = world.events()
    seen = [event for event in (first, second, third) if isinstance(event, CustomerSeen)]
    assert [event.email_verified for event in seen] == [False, True, False]


def test_merged_customers_become_one_and_a_failed_merge_moves_nothing() -> None:
    world = World("shopify")
    shop = world.shop
    mia, ola = shop.register("mia@example.com"), shop.register("ola@example.com")
    order = shop.buy([Item(7, 1, 900)], customer_id=mia.customer_id)
    world.events()
    shop.merge(mia.customer_id, ola.customer_id, fails=True)
    assert world.events() == []
    assert order.truth().customer.customer_id == mia.customer_id
    shop.merge(mia.customer_id, ola.customer_id)
    [event] = world.events()
    assert isinstance(event, CustomersMerged)
    assert (event.from_customer_id, event.into_customer_id) == (mia.customer_id, ola.customer_id)
    assert order.truth().customer.customer_id == ola.customer_id


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_uninstalled_shop_refuses_us_and_sends_no_orders(platform: str) -> None:
    world = World(platform)
    shop = world.shop
    mia = shop.register("mia@example.com")
    world.events()
    shop.uninstall()
    shop.buy([Item(7, 1, 900)], customer_id=mia.customer_id)
    shop.register("ola@example.com")
    told = [type(event) for event in world.events()]
    assert told == ([StoreUninstalled] if platform == "shopify" else [])
    for call in (
        shop.port.describe,
        lambda: shop.port.fetch_order("1", 1),
        lambda: list(shop.port.changed_orders(100_000, 1)),
        lambda: shop.port.find_code("rg-1", "r-1"),
        lambda: shop.port.customer_email(mia.customer_id),
    ):
        with pytest.raises(Forbidden):
            call()
    if platform == "shopify":
        shop.redact(mia.customer_id)
        shop.shop_redact()
        assert [type(event) for event in world.events()] == [CustomerErased, StoreRedacted]
    shop.reinstall()
    assert shop.port.describe() == shop.facts
    shop.buy([Item(7, 1, 900)], email="ola@example.com")
    assert world.events()


@pytest.mark.parametrize("command", ["merge", "verify", "redact", "data_request", "shop_redact"])
def test_what_a_platform_does_not_know_it_refuses(command: str) -> None:
    shop = World("woocommerce").shop
    who = shop.register("mia@example.com").customer_id
    arguments = {"merge": (who, who), "shop_redact": ()}.get(command, (who,))
    with pytest.raises(Refused, match="not_on_this_platform"):
        getattr(shop, command)(*arguments)
