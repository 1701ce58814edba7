"""A merchant connects the sandbox's WooCommerce shop by a link, in a browser."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

import requests
from playwright.sync_api import expect

from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.running import Running, Shop, eventually

_ADMIN = "sandbox/woo/wp-admin"


def ask_as_plugin(running: Running, verb: str) -> Any:
    """What the plugin of the connected shop asks, signed with the key that was laid into it."""
    shop = running.shop_settings("woo")
    path, stamp = f"/plugin/{shop['store_id']}/{verb}", str(int(time.time()))
    message = f"{stamp}\n{path}\n{{}}".encode()
    signature = hmac.new(shop["plugin_secret"].encode(), message, hashlib.sha256).hexdigest()
    headers = {"X-Regulars-Timestamp": stamp, "X-Regulars-Signature": signature}
    answer = requests.post(running.origin + path, data=b"{}", headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_one_press_connects_a_shop_and_its_orders_earn(running: Running, new_page: NewPage) -> None:
    before = running.shop_settings("woo")
    link = running.cli("store", "invite")["url"]
    page = new_page(PHONE)
    page.goto(f"{running.origin}/{_ADMIN}")
    assert axe_findings(page) == []
    page.fill("#link", link)
    # Once, so that the clicks do not wait for the function to start.
    assert requests.get(f"{link}/status", timeout=60).json() == {"problem": None}
    page.click("text=/^(Connect|連接)$/", timeout=30_000)
    page.wait_for_url("**/wc-auth/v1/authorize*", timeout=30_000)
    assert axe_findings(page) == []
    page.click("text=/^(Allow|允許)$/", timeout=60_000)
    page.wait_for_url("**/wp-admin?success=1*", timeout=60_000)
    expect(page.locator(".note.good")).to_be_visible()

    after = running.shop_settings("woo")
    assert after["store_id"] == before["store_id"], "what it had is found again"
    for name in ("consumer_key", "consumer_secret", "webhook_secret", "plugin_secret"):
        assert after[name] != before[name], name
    shop = Shop(after["store_id"], after["shopper_secret"])
    customer, email = running.register("woo", "Aya")
    order = {"lines": [{"sku": "day-backpack"}], "email": email, "customer_id": customer}
    running.control("POST", "woo/orders", order | {"payment": "card"})
    eventually(lambda: _earned(running, shop, customer))


def _earned(running: Running, shop: Shop, customer: str) -> None:
    assert running.points(shop, customer)[0] > 0


def test_the_shops_back_end_opens_the_merchant_page_without_a_password(
    running: Running, new_page: NewPage
) -> None:
    if not running.shop_settings("woo")["plugin_secret"]:
        test_one_press_connects_a_shop_and_its_orders_earn(running, new_page)
    url = ask_as_plugin(running, "sign-on")["url"]
    page = new_page()
    page.goto(url, timeout=30_000)  # the merchant page's function may have to start
    page.click("main button", timeout=30_000)
    page.wait_for_url("**/admin/", timeout=30_000)
    page.goto(url, timeout=30_000)
    expect(page).to_have_url(f"{running.origin}/admin/")


def test_a_link_that_was_used_says_so_in_words(running: Running, new_page: NewPage) -> None:
    page = new_page(PHONE)
    page.goto(f"{running.origin}/connect/{'x' * 43}")
    assert axe_findings(page) == []
    expect(page.locator("main")).to_contain_text("used before")
    expect(page.locator("main")).to_contain_text("已使用過")
