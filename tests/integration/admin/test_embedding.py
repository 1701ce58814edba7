"""Within Shopify's admin: who may run there, and how the page is signed in without a cookie."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from werkzeug.test import TestResponse

from integrations import access
from tests.integration.admin.test_sign_in import id_token
from tests.support.merchant import SHOP, SHOPIFY_KEY, Merchant

FRAME = {"Sec-Fetch-Dest": "iframe"}
SHOPIFYS = "https://cdn.shopify.com/shopifycloud/"


def part(page: TestResponse, name: str) -> str:
    policy = page.headers["Content-Security-Policy"]
    return next(one.strip() for one in policy.split(";") if one.strip().startswith(name))


def come_in(shop: Merchant) -> TestResponse:
    """The app opened from Shopify's admin, its cookie kept."""
    opened = shop.get(f"/admin?shop={SHOP}&host=aG9zdA&id_token={id_token()}", **FRAME)
    assert opened.status_code == 303
    return shop.browser.get(opened.headers["Location"], base_url="https://localhost")


def test_within_shopify_its_own_scripts_run_and_no_others(tea_house: Merchant) -> None:
    page = come_in(tea_house)
    assert part(page, "script-src") == f"script-src {SHOPIFYS}"
    assert f'<meta name="shopify-api-key" content="{SHOPIFY_KEY}">' in page.text
    scripts = [f"{SHOPIFYS}{name}.js" for name in ("app-bridge", "polaris")]
    found = [page.text.index(f'<script src="{one}"></script>') for one in scripts]
    assert found == sorted(found), "App Bridge refuses to be any but the first"
    assert page.text.index("</main>") < found[0], "the page is there before the scripts are"
    assert '<s-link href="/admin/" rel="home">' in page.text


def test_standing_alone_no_script_runs_and_nothing_is_asked_of_another_host(
    maple: Merchant, tea_house: Merchant
) -> None:
    for merchant in (maple.come_in(), tea_house.come_in()):
        page = merchant.get("/admin/")
        assert part(page, "script-src") == "script-src 'none'"
        assert "cdn.shopify.com" not in page.text + page.headers["Content-Security-Policy"]


def test_any_page_is_opened_with_a_token_and_keeps_the_rest_of_its_address(
    tea_house: Merchant,
) -> None:
    opened = tea_house.get(f"/admin/members?q=jia&host=h&id_token={id_token()}", **FRAME)
    assert opened.status_code == 303
    there = urlsplit(opened.headers["Location"])
    assert there.path == "/admin/members"
    assert parse_qs(there.query) == {"q": ["jia"], "host": ["h"], "shop": [SHOP], "kept": ["1"]}


def test_a_frame_whose_session_is_over_is_led_to_a_fresh_token_and_back(
    tea_house: Merchant,
) -> None:
    led = tea_house.get(f"/admin/members?q=jia&shop={SHOP}&host=h", **FRAME)
    assert led.status_code == 302
    there = urlsplit(led.headers["Location"])
    asked = parse_qs(there.query)
    assert there.path == "/admin/bounce"
    back = urlsplit(asked["shopify-reload"][0])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "https://api.example/admin/members"
    assert (asked["shop"], parse_qs(back.query)["q"]) == ([SHOP], ["jia"])
    bounce = tea_house.get(led.headers["Location"])
    assert bounce.status_code == 200
    assert part(bounce, "script-src") == f"script-src {SHOPIFYS}"
    assert part(bounce, "frame-ancestors").endswith(f"https://{SHOP} https://admin.shopify.com")
    assert "X-Frame-Options" not in bounce.headers
    assert "Tea House" not in bounce.text


def test_a_fresh_token_is_brought_to_our_own_pages_alone(tea_house: Merchant) -> None:
    for elsewhere in ("https://evil.example/", "https://api.example.evil.example/admin", "/", ""):
        asked = urlencode({"shop": SHOP, "shopify-reload": elsewhere})
        assert tea_house.get(f"/admin/bounce?{asked}").status_code == 400


def test_a_browser_that_sends_no_cookie_back_goes_on_with_tokens_alone(
    tea_house: Merchant,
) -> None:
    lost = Merchant(tea_house.app, tea_house.store)
    led = lost.get(f"/admin/members?shop={SHOP}&kept=1", **FRAME)
    back = parse_qs(urlsplit(led.headers["Location"]).query)["shopify-reload"][0]
    assert "direct=1" in back
    again = urlsplit(back)
    page = lost.browser.get(f"{again.path}?{again.query}&id_token={id_token()}", headers=FRAME)
    assert (page.status_code, "Tea House" in page.text) == (200, True)
    script = part(page, "script-src")
    assert script.startswith(f"script-src {SHOPIFYS} 'nonce-")
    nonce = script.partition("'nonce-")[2].rstrip("'")
    assert f'nonce="{nonce}"' in page.text


def test_a_form_sent_with_a_token_needs_no_cookie(tea_house: Merchant) -> None:
    signed = {"Authorization": f"Bearer {id_token()}"}
    fresh = Merchant(tea_house.app, tea_house.store)
    fields = {"direction": "give", "points": "5", "reason": "sorry", "command": "c"}
    path = f"/admin/members/{tea_house.member_id('3')}"
    answer = fresh.browser.post(path, data=fields, headers=signed)
    assert answer.status_code == 303
    assert len(tea_house.entries("3")) == 2


def test_a_refused_token_is_replaced_once_and_then_said_to_be_bad(tea_house: Merchant) -> None:
    over = id_token(exp=1)
    led = tea_house.get(f"/admin/?shop={SHOP}&id_token={over}", **FRAME)
    assert led.status_code == 302
    back = parse_qs(urlsplit(led.headers["Location"]).query)["shopify-reload"][0]
    assert "again=1" in back
    assert "id_token" not in back
    final = tea_house.get(f"/admin/?shop={SHOP}&again=1&id_token={over}", **FRAME)
    assert final.status_code == 401


def test_what_no_frame_asked_for_is_led_nowhere(maple: Merchant) -> None:
    assert maple.get("/admin/").status_code == 401
    assert maple.get(f"/admin/?shop={SHOP}").status_code == 401
    assert maple.browser.post("/admin/payments", headers=FRAME).status_code == 401


def test_without_an_app_there_is_no_bridge_to_lead_to(
    tea_house: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = access.secret()
    none = type(old)(old.master_key, old.session_key)
    monkeypatch.setattr(access, "secret", lambda: none)
    assert tea_house.get("/admin/", **FRAME).status_code == 401
