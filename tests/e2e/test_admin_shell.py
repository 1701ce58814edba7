"""The merchant page's frame in a real browser: its menu, its staff, Shopify's admin around it."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlencode

import pytest
import requests
from playwright.sync_api import BrowserContext, FrameLocator, Page, Route, expect

from core.ledger import staff
from tests.e2e.test_admin import LOOKS, app, come_in, maple, origin, tea_house
from tests.integration.admin.test_sign_in import id_token
from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.merchant import SHOP, Merchant

__all__ = ["app", "maple", "origin", "tea_house"]

_HERE = "https://api.example"
_SHOPIFY = f"https://{SHOP}/admin/apps/regulars"
# What App Bridge does that counts here: tokens, the menu, and the way back from the bounce page.
_BRIDGE = """
const tokens = TOKENS;
window.shopify = { idToken: async () => tokens[0] };
customElements.define('s-app-nav', class extends HTMLElement {});
const back = new URLSearchParams(location.search).get('shopify-reload');
if (back) {
  const url = new URL(back);
  url.searchParams.set('id_token', tokens[0]);
  location.replace(url);
}
"""


def test_on_a_phone_the_menu_unfolds_by_keyboard_and_without_a_script(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(PHONE, locale="zh-TW", java_script_enabled=False)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/staff")
    menu = page.locator(".drawer")
    inside = menu.get_by_role("link", name="操作紀錄")
    expect(inside).to_be_hidden()
    expect(page.get_by_role("navigation", name="主選單").first).to_be_hidden()
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(inside).to_be_visible()
    expect(menu.locator("[aria-current=page]")).to_have_text("人員")
    inside.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("操作紀錄")


def test_on_a_desktop_the_group_and_the_page_are_marked_and_the_skip_link_comes_first(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page()
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/activity")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    menu = page.locator("nav.menu")
    expect(menu.locator("[aria-current=true]")).to_have_text("Store")
    expect(menu.locator("[aria-current=page]")).to_have_text("Activity")
    expect(page.locator(".drawer")).to_be_hidden()


def test_an_owner_invites_support_who_sees_what_they_may_not_press_and_why(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    owner = new_page(java_script_enabled=False)
    come_in(owner, origin, maple)
    owner.goto(f"{origin}/admin/staff")
    owner.get_by_role("radio", name=re.compile("^Support")).check()
    owner.get_by_label("Name or initials").last.fill("Jun")
    owner.get_by_role("button", name="Make an invitation").click()
    link = owner.get_by_label("Link", exact=True).input_value()

    jun = new_page(PHONE)
    jun.goto(origin + link.removeprefix(_HERE))
    expect(jun.get_by_text("You come in as: Support (Jun)")).to_be_visible()
    jun.locator("main button").click()
    jun.goto(f"{origin}/admin/payments")
    expect(jun.get_by_role("button", name="Add a rule")).to_be_disabled()
    expect(jun.get_by_text("needs the role Manager").first).to_be_visible()
    jun.goto(f"{origin}/admin/members/{maple.member_id('3')}")
    expect(jun.get_by_role("button", name="Adjust")).to_be_enabled()

    owner.goto(f"{origin}/admin/staff")
    row = owner.get_by_role("listitem").filter(has_text="Jun")
    row.locator("summary").click()
    row.get_by_role("button", name="Take the access of Jun away").click()
    jun.reload()
    expect(jun.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize(("size", "locale", "scheme"), LOOKS)
def test_the_store_pages_are_accessible_and_fit_their_screen(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    size: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    page = new_page(size, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, maple)
    store_id = maple.store.store_id
    staff.invite(store_id, "guest-1", "support", "Jun Wei", 1)
    staff.remove(store_id, "guest-1", 2)
    for path in ("/staff", "/activity", "/settings"):
        page.goto(f"{origin}/admin{path}")
        for folded in page.locator("main details, .drawer").all():
            folded.evaluate("one => one.open = true")
        assert axe_findings(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], path
    staff.change(store_id, "cli-owner", "owner", "")
    staff.invite(store_id, "guest-2", "owner", "Lin", 3)
    page.goto(f"{origin}/admin/settings")
    page.locator("[name=timezone]").fill("Mars/Base")
    page.locator("main .part button").click()
    assert axe_findings(page) == []
    expect(page.locator("[name=timezone]")).to_be_focused()


def embed(
    context: BrowserContext, origin: str, *, cookies: bool = True, bridge: bool = True
) -> list[str]:
    """Stand in for Shopify's admin and its CDN; the addresses that were asked for, in order."""
    asked: list[str] = []

    def pass_on(route: Route) -> None:
        request = route.request
        asked.append(request.url)
        at, navigates = request.url.replace(_HERE, origin), request.is_navigation_request()
        if cookies:
            answer = route.fetch(url=at, max_redirects=0 if navigates else 20)
            status, body, headers = answer.status, answer.body(), dict(answer.headers)
        else:  # the browser's own client would keep them
            got = requests.request(
                request.method,
                at,
                headers={**request.headers, "accept-encoding": "identity"},
                data=request.post_data_buffer,
                allow_redirects=not navigates,
                timeout=20,
            )
            status, body = got.status_code, got.content
            headers = {k.lower(): v for k, v in got.headers.items() if k.lower() != "set-cookie"}
        to = headers.pop("location", None)
        if to is not None:  # what a redirect leads to would not come past here
            body = f'<meta http-equiv="refresh" content="0;url={escape(to)}">'.encode()
            status, headers = 200, {"content-type": "text/html", **_cookies_of(headers)}
        route.fulfill(status=status, headers=headers, body=body)

    def cdn(route: Route) -> None:
        asked.append(route.request.url)
        if not bridge:
            route.abort()
        elif route.request.url.endswith("app-bridge.js"):
            body = _BRIDGE.replace("TOKENS", repr([id_token()]))
            route.fulfill(content_type="text/javascript", body=body)
        else:
            route.fulfill(content_type="text/javascript", body="")

    def admin(route: Route) -> None:
        query = urlencode({"embedded": "1", "shop": SHOP, "host": "aA", "id_token": id_token()})
        frame = f'<iframe title="app" style="width:100%;height:700px" src="{_HERE}/admin?{query}">'
        route.fulfill(content_type="text/html", body=f"<!doctype html>{frame}</iframe>")

    context.route(f"{_HERE}/**", pass_on)
    context.route("https://cdn.shopify.com/**", cdn)
    context.route(_SHOPIFY, admin)
    return asked


def _cookies_of(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name == "set-cookie"}


def opened(page: Page) -> FrameLocator:
    page.goto(_SHOPIFY)
    return page.frame_locator("iframe")


def test_within_shopify_the_page_has_its_menu_in_the_admin_and_works(
    new_page: NewPage, origin: str, tea_house: Merchant
) -> None:
    page = new_page(DESKTOP)
    embed(page.context, origin)
    app_frame = opened(page)
    expect(app_frame.get_by_role("heading", level=1)).to_be_visible()
    expect(app_frame.locator("s-app-nav s-link[rel=home]")).to_have_attribute("href", "/admin/")
    expect(app_frame.locator("nav.menu > ul").first).to_be_hidden()
    app_frame.locator("main").get_by_role("link", name="Settings").click()
    app_frame.get_by_label("Name of the store").fill("Tea House Two")
    app_frame.get_by_role("button", name="Save").click()
    expect(app_frame.get_by_role("status")).to_have_text("Saved.")
    expect(app_frame.get_by_label("Name of the store")).to_have_value("Tea House Two")


def test_within_shopify_the_page_works_when_its_cdn_does_not_answer(
    new_page: NewPage, origin: str, tea_house: Merchant
) -> None:
    page = new_page(PHONE)
    embed(page.context, origin, bridge=False)
    app_frame = opened(page)
    app_frame.locator(".drawer summary").click()
    app_frame.locator(".drawer").get_by_role("link", name="Activity").click()
    expect(app_frame.get_by_role("heading", level=1)).to_have_text("Activity")


def test_within_shopify_a_browser_that_keeps_no_cookie_is_signed_in_by_tokens(
    new_page: NewPage, origin: str, tea_house: Merchant
) -> None:
    page = new_page(DESKTOP)
    asked = embed(page.context, origin, cookies=False)
    app_frame = opened(page)
    expect(app_frame.get_by_role("heading", level=1)).to_be_visible()
    assert any("/admin/bounce?" in url for url in asked)
    app_frame.get_by_role("searchbox").fill("jia@example.com")
    app_frame.get_by_role("button", name="Search").click()
    expect(app_frame.get_by_role("heading", name="jia@example.com")).to_be_visible()
    app_frame.get_by_label("Points", exact=True).fill("10")
    app_frame.get_by_label("Reason").fill("Late parcel")
    app_frame.get_by_role("button", name="Adjust").click()
    expect(app_frame.get_by_text("Adjusted by the store: Late parcel")).to_be_visible()
    assert len(tea_house.entries("3")) == 2
