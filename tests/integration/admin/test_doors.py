"""Who may frame the page, and what happens to who tries links."""

from __future__ import annotations

import time

import pytest
from werkzeug.test import TestResponse

from core.ledger import table
from functions.admin.knocks import MOST_A_MINUTE, Knocks
from tests.integration.admin.test_sign_in import id_token
from tests.support.merchant import SHOP, Merchant

NOBODY = "frame-ancestors 'none'"


def ancestors(page: TestResponse) -> str:
    policy = page.headers["Content-Security-Policy"]
    return next(part.strip() for part in policy.split(";") if "frame-ancestors" in part)


def test_a_woocommerce_stores_page_is_framed_by_nobody_whatever_its_address_says(
    maple: Merchant,
) -> None:
    maple.come_in()
    for query in ("", f"?shop={SHOP}", "?shop=maple.example.com"):
        page = maple.get(f"/admin/{query}")
        assert (page.status_code, ancestors(page)) == (200, NOBODY)
        assert page.headers["X-Frame-Options"] == "DENY"


def test_a_shops_page_is_framed_by_that_shop_and_its_admin_alone(tea_house: Merchant) -> None:
    allowed = f"frame-ancestors https://{SHOP} https://admin.shopify.com"
    signed = {"Authorization": f"Bearer {id_token()}"}
    for path in ("/admin/", "/admin/?shop=another.myshopify.com", "/admin/none", "/admin/program"):
        page = tea_house.get(path, **signed)
        assert ancestors(page) == allowed
        assert "X-Frame-Options" not in page.headers


def test_a_shops_page_opened_by_a_link_stands_alone(tea_house: Merchant) -> None:
    tea_house.come_in()
    assert ancestors(tea_house.get("/admin/")) == NOBODY


def test_what_a_page_says_to_nobody_signed_in_names_no_frame_but_a_shops(maple: Merchant) -> None:
    for shop, said in (
        (SHOP, f"frame-ancestors https://{SHOP} https://admin.shopify.com"),
        ("evil.example", NOBODY),
        ("*", NOBODY),
        (f"{SHOP};%20script-src%20*", NOBODY),
        (f"{SHOP}%0d%0aSet-Cookie:a=b", NOBODY),
    ):
        page = maple.get(f"/admin/?shop={shop}")
        assert (page.status_code, ancestors(page)) == (401, said)
        assert "Maple" not in page.text


def test_every_cookie_is_for_this_page_over_tls_and_for_no_script(
    tea_house: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAGE", "prod")
    alone = tea_house.browser.get(f"{tea_house.link()}&lang=en", base_url="https://localhost")
    framed = tea_house.browser.get(
        f"/admin/?id_token={id_token()}&lang=zh-Hant", base_url="https://localhost"
    )
    for page, site in ((alone, "SameSite=Lax"), (framed, "SameSite=None; Partitioned")):
        cookies = page.headers.getlist("Set-Cookie")
        assert len(cookies) == 2  # the session's and the language's
        for cookie in cookies:
            for part in ("Secure", "HttpOnly", "Path=/admin", *site.split("; ")):
                assert part in cookie, cookie


def test_who_brings_wrong_links_is_not_listened_to_for_the_rest_of_the_minute(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    minute_s = time.time() // 60 * 60
    monkeypatch.setattr(time, "time", lambda: minute_s + 20)
    page = maple.get(maple.link())
    for number in range(MOST_A_MINUTE):
        if number % 2:
            assert maple.get(f"/admin/enter?token=wrong{number}").status_code == 401
        else:
            assert maple.send("/admin/enter", page, token=f"wrong{number}").status_code == 401
    reads: list[str] = []
    events = table.connect().client.meta.events
    events.register("before-call.dynamodb", lambda model, **_: reads.append(model.name))
    for again in (maple.get("/admin/enter?token=x"), maple.send("/admin/enter", page, token="x")):
        assert (again.status_code, again.headers["Retry-After"]) == (429, "40")
        assert "Too many tries" in again.text
    assert reads == []
    elsewhere = maple.browser.get(maple.link(), environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200
    monkeypatch.setattr(time, "time", lambda: minute_s + 61)
    assert maple.get(maple.link()).status_code == 200


def test_counting_wrong_links_takes_no_more_memory_than_it_may() -> None:
    knocks = Knocks()
    for number in range(5000):
        knocks.note(str(number), 60)
    assert len(knocks._wrong) <= 1000
