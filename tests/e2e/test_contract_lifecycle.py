"""What stores tell about people and installations, and what stays of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from infra.local.sandbox.config import Platform
from tests.support.running import Running, eventually

LINES = [{"sku": "day-backpack", "quantity": 3}]


def bought(running: Running, platform: Platform) -> tuple[str, str, Any]:
    """(customer, address, order) of a new shopper who has 150 points."""
    customer_id, email = running.register(platform, "Buyer")
    order = {"lines": LINES, "customer_id": customer_id, "email": email}
    placed = running.control("POST", f"{platform}/orders", order)
    shop = running.woo if platform == "woo" else running.shopify

    def earned() -> None:
        assert running.balance(shop, customer_id) == (150, 0, 0)

    eventually(earned, every_s=0.5)
    return customer_id, email, placed


def test_redeeming_at_the_same_moment_spends_no_point_twice(running: Running) -> None:
    customer_id, email, _ = bought(running, "woo")
    token = running.token(running.woo, customer_id, email)

    def redeem(key: str) -> requests.Response:
        return running.ask(
            "POST",
            "redemptions",
            token,
            json={"reward_id": "off-small"},
            headers={"Idempotency-Key": key},
        )

    with ThreadPoolExecutor(6) as at_once:
        answers = list(at_once.map(redeem, ["a", "b", "a", "c", "a", "b"]))
    refused = [answer for answer in answers if answer.status_code == 409]
    made = [answer.json() for answer in answers if answer.status_code in (200, 202)]
    assert len(refused) + len(made) == 6, [answer.text for answer in answers]
    assert len({one["redemption_id"] for one in made}) == 1
    assert {answer.json()["error"]["code"] for answer in refused} == {"insufficient_points"}
    assert running.points(running.woo, customer_id) == (50, 0, 0)
    assert running.cli("ledger", "verify", running.woo.store_id)["mismatches"] == []


def test_a_code_that_is_given_back_while_it_is_used_is_one_of_both(running: Running) -> None:
    customer_id, email, _ = bought(running, "woo")
    token = running.token(running.woo, customer_id, email)
    key = {"Idempotency-Key": "race"}
    wish = {"reward_id": "off-small"}
    made = running.ask("POST", "redemptions", token, json=wish, headers=key).json()

    def give_back() -> None:
        running.ask("POST", f"redemptions/{made['redemption_id']}/return", token, json={})

    def use() -> bool:
        order = {
            "lines": LINES,
            "customer_id": customer_id,
            "email": email,
            "codes": [made["code"]],
        }
        url = f"{running.origin}/sandbox/control/woo/orders"
        return requests.post(url, json=order, timeout=60).ok

    with ThreadPoolExecutor(2) as at_once:
        returning, using = at_once.submit(give_back), at_once.submit(use)
        returning.result()
    # 150 - 100 + 145 with the code's order, 150 when it was refused.
    status, points = ("used", 195) if using.result() else ("returned", 150)

    def settled() -> None:
        shown = running.ask("GET", f"redemptions/{made['redemption_id']}", token).json()
        assert (shown["status"], running.points(running.woo, customer_id)[0]) == (status, points)

    eventually(settled)


@pytest.mark.parametrize("platform", ["woo", "shopify"])
def test_an_erased_person_is_gone_and_comes_back_by_no_late_delivery(
    running: Running, platform: Platform
) -> None:
    customer_id, email, order = bought(running, platform)
    shop = running.woo if platform == "woo" else running.shopify
    if platform == "woo":
        running.control("DELETE", f"woo/customers/{customer_id}")
    else:
        domain = running.shop_settings("shopify")["shop_domain"]
        person = {"id": int(customer_id), "email": email, "phone": None}
        payload = {"shop_id": 1, "shop_domain": domain, "customer": person, "orders_to_redact": []}
        running.control(
            "POST", "shopify/deliver", {"topic": "customers/redact", "payload": payload}
        )

    def gone() -> None:
        shown = running.cli("member", "show", shop.store_id, customer_id)
        assert (shown["known"], shown["balance"]["available"]) == (False, 0)

    eventually(gone, every_s=0.5)
    running.control("POST", f"{platform}/orders/{order['id']}/touch")
    running.control("POST", "deliveries/drain", {})
    running.settled(fetches=10**6)
    gone()
    assert running.cli("ledger", "verify", shop.store_id)["mismatches"] == []


def test_an_uninstall_is_believed_when_the_token_is_refused_and_a_new_install_goes_on(
    running: Running,
) -> None:
    customer_id, _, _ = bought(running, "shopify")
    settings = running.shop_settings("shopify")

    def installed() -> bool:
        stores = {one["store_id"]: one for one in running.cli("store", "list")["stores"]}
        return bool(stores[running.shopify.store_id]["installed"])

    # A delivery under the shop's name alone uninstalls nothing.
    shop = {"id": 548380009, "myshopify_domain": settings["shop_domain"]}
    running.control("POST", "shopify/deliver", {"topic": "app/uninstalled", "payload": shop})
    running.control("POST", "deliveries/drain", {})
    running.settled(fetches=10**6)
    assert installed()
    try:
        running.control("POST", "shopify/uninstall")

        def uninstalled() -> None:
            assert not installed()

        eventually(uninstalled, every_s=0.5)
    finally:
        running.control("POST", "shopify/install")
        again = ("store", "add", "shopify", "--shop", settings["shop_domain"])
        running.cli(*again, "--access-token", settings["access_token"])
    assert installed()
    assert running.balance(running.shopify, customer_id) == (150, 0, 0)
