"""The pages for developers in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect

from core import hooks
from core.ledger import api_keys, hook_deliveries, hook_endpoints
from core.ledger.hook_deliveries import Delivery
from core.ledger.hook_endpoints import Endpoint
from functions.admin import developers, hook_pages
from integrations import access
from tests.e2e.test_admin import LOOKS, come_in, origin
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple
from tests.support.queues import queue

__all__ = ["app", "maple", "origin"]


@pytest.fixture(autouse=True)
def outside(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PUBLIC_URL", "https://api.example.com")
    for module in (developers, hook_pages):
        monkeypatch.setattr(module, "checked_url", lambda url: url)
    with queue("hooks", fifo=True) as waiting:
        monkeypatch.setenv("HOOKS_QUEUE_URL", waiting.url)
        yield


def filled(merchant: Merchant) -> Endpoint:
    """A store with keys, and an endpoint with a log of every state."""
    now_s, ledger, store_id = (
        int(time.time()),
        access.ledger_of(merchant.store),
        merchant.store.store_id,
    )
    api_keys.create(store_id, "Point of sale", ["members:read", "points:write"], now_s)
    api_keys.create(store_id, "Newsletter", ["members:read"], now_s, now_s + 86_400 * 30)
    url = "https://shop.example.com/hooks/regulars"
    made = hook_endpoints.add(ledger, store_id, url, list(hooks.TOPICS[:4]), now_s)
    states: tuple[tuple[hooks.Status, int | None, str, int], ...] = (
        ("delivered", 200, "", 0),
        ("waiting", 500, "The box was told to fail.", now_s + 900),
        ("failed", None, "No answer within 5 seconds.", 0),
    )
    for number, (status, answer, said, next_s) in enumerate(states):
        one = Delivery(
            endpoint_id=made.endpoint_id,
            message_id=f"msg_{number:024d}",
            topic="points.changed",
            at_ms=(now_s - number) * 1000,
            about={"member": "m", "entry": 1},
            status=status,
            tries=number + 1,
            http_status=answer,
            took_ms=120,
            said=said,
            sent_at_s=now_s,
            next_at_s=next_s,
        )
        hook_deliveries.save(ledger, one)
    return made


@pytest.mark.parametrize(("viewport", "locale", "scheme"), LOOKS)
def test_the_pages_for_developers_fit_and_are_accessible(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    viewport: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    page = new_page(viewport, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/developers")
    assert axe_findings(page) == []
    made = filled(maple)
    for path in ("developers", f"developers/endpoints/{made.endpoint_id}"):
        page.goto(f"{origin}/admin/{path}")
        assert axe_findings(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.evaluate("window.innerWidth"), f"{path} is too wide"


def test_a_key_is_made_shown_once_and_revoked_by_keyboard_on_a_phone(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(PHONE)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/developers")
    page.get_by_role("button", name="Make the key").press("Enter")
    name = page.get_by_label("Name", exact=True)
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("Point of sale")
    page.get_by_role("button", name="Make the key").press("Enter")
    expect(page.get_by_text("Choose at least one.")).to_be_visible()
    expect(name).to_have_value("Point of sale")
    page.get_by_label("Read members").press("Space")
    page.get_by_role("button", name="Make the key").press("Enter")
    text = page.locator("#new-key").inner_text()
    assert api_keys.opened(text, time.time()).scopes == {"members:read"}
    page.goto(f"{origin}/admin/developers")
    assert text not in page.content()
    page.locator("summary", has_text="Exchange or revoke").press("Enter")
    page.get_by_role("button", name="Revoke Point of sale").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("“Point of sale” is revoked.")
    assert api_keys.of_store(maple.store.store_id) == []


def test_an_endpoint_is_added_changed_switched_off_and_removed(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(PHONE, locale="zh-TW")
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/developers")
    page.get_by_label("網址", exact=True).fill("https://shop.example.com/hooks")
    page.get_by_role("button", name="新增", exact=True).click()
    expect(page.get_by_text("請至少選擇一項。")).to_be_visible()
    page.get_by_label("點數變動").check()
    page.get_by_role("button", name="新增", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("從現在起會收到通知")
    page.get_by_label("等級變動").check()
    page.get_by_role("button", name="儲存").click()
    [made] = hook_endpoints.of_store(access.ledger_of(maple.store), maple.store.store_id)
    assert made.topics == ("points.changed", "tier.changed")
    page.get_by_role("button", name="送出測試").click()
    expect(page.get_by_role("status")).to_contain_text("測試已送出")
    page.get_by_text("停用或移除").click()
    page.get_by_role("button", name="停用", exact=True).click()
    page.get_by_role("button", name="啟用").click()
    page.get_by_text("停用或移除").click()
    page.get_by_role("button", name="移除", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已移除")
