"""A merchant installs the app in Shopify's admin, leaves, comes back, and leaves for good; and what
is asked about shoppers' data meanwhile is done, with proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Page, expect

from infra.local.stack import NEW_SHOP
from integrations.store_ids import of_shop
from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.running import Running, eventually

STORE_ID = of_shop(f"{NEW_SHOP}.myshopify.com")
_SLOW_MS = 60_000  # functions may have to start


class Admin:
    """The new shop's admin at Shopify."""

    def __init__(self, running: Running, page: Page) -> None:
        self.running = running
        self.page = page
        page.set_default_timeout(_SLOW_MS)
        self.address = f"{running.origin}/sandbox/{NEW_SHOP}/shopify/admin"
        page.goto(self.address)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    @property
    def app(self) -> FrameLocator:
        """The merchant page, in its frame."""
        found = self.page.frame_locator("iframe.app")
        expect(found.locator("#page h1")).to_be_visible(timeout=_SLOW_MS)
        return found

    def open(self) -> FrameLocator:
        self.page.goto(self.address)
        self.page.get_by_role("link", name="Open app").click()
        return self.app

    def control(self, path: str, body: Any) -> Any:
        return self.running.control("POST", f"../{NEW_SHOP}/control/{path}", body)


def installed(running: Running) -> bool:
    return bool(
        next(
            one["installed"]
            for one in running.cli("store", "list")["stores"]
            if one["store_id"] == STORE_ID
        )
    )


def available(running: Running, customer: str) -> int:
    shown = running.cli("member", "show", STORE_ID, customer)
    return int(shown["balance"]["available"])


def requests_of(running: Running) -> dict[str, dict[str, Any]]:
    """The newest request of each kind."""
    found = running.cli("compliance", "list", STORE_ID)["requests"]
    return {one["what"]: one for one in reversed(found)}


def test_install_leave_come_back_and_leave_for_good(
    running: Running, new_page: NewPage, tmp_path: Path
) -> None:
    admin = Admin(running, new_page(PHONE, locale="en-US"))
    assert axe_findings(admin.page) == []

    # Nobody types a domain, a key or a password: the page is there, for the right shop.
    admin.press("Install app")
    expect(admin.app.locator(".store").first).to_have_text("New Shop")
    assert installed(running)
    version = running.cli("program", "show", STORE_ID)["version"]

    buyer = admin.control(
        "shopify/customers", {"email": "aya.install@example.com", "name": "Aya Ito"}
    )
    customer = str(buyer["id"])
    order = {"lines": [{"sku": "day-backpack"}], "customer_id": customer, "payment": "card"}
    placed = admin.control("shopify/orders", order)
    eventually(lambda: _positive(running, customer))
    points = available(running, customer)

    # Uninstalled: the refused token says so, and what comes late changes nothing.
    admin.page.goto(admin.address)
    admin.press("Uninstall")
    eventually(lambda: _gone(running))
    late = {**placed, "updated_at": "2036-01-01T00:00:00Z", "current_subtotal_price": "9999.00"}
    admin.control("shopify/deliver", {"topic": "orders/updated", "payload": late})
    running.settled()
    assert available(running, customer) == points

    # Installed again: program, ledger and points are there, without another program.
    admin.page.goto(admin.address)
    admin.press("Install app")
    expect(admin.app.locator(".store").first).to_have_text("New Shop")
    assert running.cli("program", "show", STORE_ID)["version"] == version
    assert available(running, customer) == points
    admin.control("shopify/deliver", {"topic": "app/uninstalled", "payload": {"id": 1}})
    running.settled()
    assert installed(running), "the token that works says that it is another installation's"

    # Somebody asks what is kept about them: the merchant downloads the file.
    admin = Admin(running, new_page(DESKTOP, locale="en-US", accept_downloads=True))
    admin.page.select_option("#customer", customer)
    admin.press("Send a data request")
    eventually(lambda: _met(running, "data_request"))
    app = admin.open()
    app.get_by_role("link", name="Get the file").click()
    with admin.page.expect_download() as downloading:
        app.get_by_role("link", name="Download").click()
    file = tmp_path / "file.json"
    downloading.value.save_as(file)
    told = json.loads(file.read_text())["members"][0]
    assert told["member"]["contact"]["email"] == "aya.install@example.com"
    assert told["entries"]

    # And to be forgotten.
    admin.page.goto(admin.address)
    admin.page.select_option("#customer", customer)
    admin.press("Send a redaction")
    eventually(lambda: _met(running, "redact"))
    assert available(running, customer) == 0
    page = new_page(DESKTOP)
    page.goto(running.cli("admin", "link", STORE_ID)["url"], timeout=_SLOW_MS)
    page.click("main button", timeout=_SLOW_MS)
    page.goto(f"{running.origin}/admin/personal-data", timeout=_SLOW_MS)
    assert axe_findings(page) == []
    expect(page.locator("tbody tr")).to_have_count(2)
    page.goto(f"{running.origin}/admin/activity", timeout=_SLOW_MS)
    for line in ("Erased a shopper", "Downloaded a shopper's file"):
        expect(page.locator("tbody")).to_contain_text(line)

    # Left for good: the shop's redaction empties the ledger, and the proof outlives it.
    admin.page.goto(admin.address)
    admin.press("Uninstall")
    eventually(lambda: _gone(running))
    admin.press("Send the shop's redaction")
    eventually(lambda: _met(running, "shop_redact"))
    assert running.cli("member", "entries", STORE_ID, customer)["entries"] == []
    shown = running.cli("compliance", "list", STORE_ID)
    assert shown["redactions"][-1]["whole_ledger"]
    assert not any(one["late"] for one in shown["requests"])


def _positive(running: Running, customer: str) -> None:
    assert available(running, customer) > 0


def _gone(running: Running) -> None:
    assert not installed(running)


def _met(running: Running, what: str) -> None:
    found = requests_of(running).get(what)
    assert found is not None
    assert found["done_at"]
