"""Who may come in, and what stays outside."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import jwt
import pytest

from core.ledger import links, stores
from functions.admin.app import create_app
from tests.support.merchant import (
    SHOP,
    SHOPIFY_KEY,
    SHOPIFY_SECRET,
    Merchant,
    connect,
    csrf_of,
)

PAGES = ["", "/", "/members", "/members/abc", "/payments", "/program", "/program/history", "/none"]


def id_token(shop: str = SHOP, secret: str = SHOPIFY_SECRET, **changes: Any) -> str:
    now_s = int(time.time())
    claims = {
        "iss": f"https://{shop}/admin",
        "dest": f"https://{shop}",
        "aud": SHOPIFY_KEY,
        "sub": "42",
        "exp": now_s + 60,
        "nbf": now_s,
    }
    return jwt.encode(claims | changes, secret, "HS256")


def test_without_a_credential_every_page_says_401_and_how_to_get_a_link(
    maple: Merchant,
) -> None:
    for path in PAGES:
        page = maple.get(f"/admin{path}")
        assert page.status_code == 401
        assert "./regulars admin link STORE" in page.text
        assert "Maple" not in page.text
        assert maple.browser.post(f"/admin{path}").status_code == 401


def test_a_link_works_once(maple: Merchant) -> None:
    address = maple.link()
    page = maple.get(address)
    assert "Maple Tea" in page.text
    token = address.partition("=")[2]
    assert maple.send("/admin/enter", page, token=token).status_code == 303
    assert maple.get("/admin/").status_code == 200

    other = Merchant(maple.app, maple.store)
    assert other.get(address).status_code == 401
    fresh = other.get(other.link())
    assert other.send("/admin/enter", fresh, token=token).status_code == 401
    assert other.get("/admin/").status_code == 401


def test_looking_at_a_link_does_not_use_it_up(maple: Merchant) -> None:
    address = maple.link()
    for _ in range(3):
        assert Merchant(maple.app, maple.store).get(address).status_code == 200


def test_a_link_is_over_after_fifteen_minutes(maple: Merchant) -> None:
    now_s = int(time.time())
    token = links.create(maple.store.store_id, now_s - 15 * 60)
    page = maple.get(f"/admin/enter?token={token}")
    assert page.status_code == 401
    assert "Each link works once" in page.text
    assert maple.get(maple.link(lifetime_s=1)).status_code == 200


def test_somebody_elses_page_cannot_sign_a_browser_in(maple: Merchant) -> None:
    token = maple.link().partition("=")[2]
    answer = maple.browser.post("/admin/enter", data={"token": token})
    assert answer.status_code == 403
    assert links.peek(token, int(time.time())).store_id == maple.store.store_id


def test_a_form_without_the_sessions_token_is_refused_and_changes_nothing(
    maple: Merchant,
) -> None:
    maple.come_in()
    path = f"/admin/members/{maple.member_id('3')}"
    fields = {"direction": "give", "points": "5", "reason": "sorry", "command": "c"}
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "x" * 32}, {"csrf_token": "é"}):
        answer = maple.browser.post(path, data={**fields, **token})
        assert answer.status_code == 403
    stranger = Merchant(maple.app, maple.store).come_in()
    theirs = csrf_of(stranger.get("/admin/"))
    assert maple.browser.post(path, data={**fields, "csrf_token": theirs}).status_code == 403
    assert len(maple.entries("3")) == 1


def test_signing_in_again_makes_a_new_session(maple: Merchant) -> None:
    first = csrf_of(maple.come_in().get("/admin/"))
    assert csrf_of(maple.come_in().get("/admin/")) != first


def test_the_session_cookie_is_for_this_page_only_and_not_for_scripts(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAGE", "prod")
    page = maple.browser.get(maple.link(), base_url="https://localhost")
    cookie = page.headers["Set-Cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/admin"):
        assert part in cookie
    assert "Strict-Transport-Security" in page.headers


def test_signing_out_ends_the_session(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/")
    assert maple.send("/admin/leave", page).status_code == 401
    assert maple.get("/admin/").status_code == 401


def test_a_session_ends_after_eight_hours(maple: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    maple.come_in()
    now_s = time.time()
    monkeypatch.setattr(time, "time", lambda: now_s + 8 * 3600 - 60)
    assert maple.get("/admin/").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now_s + 8 * 3600 + 1)
    assert maple.get("/admin/").status_code == 401


def test_an_uninstall_or_a_new_installation_ends_the_session(
    maple: Merchant, tea_house: Merchant
) -> None:
    maple.come_in()
    connect("woocommerce", maple.store.address, "TWD", "Asia/Taipei", "Maple Tea", 2)
    assert maple.get("/admin/").status_code == 401
    tea_house.come_in()
    stores.change(tea_house.store.store_id, installed=False)
    assert tea_house.get("/admin/").status_code == 401
    assert tea_house.get(tea_house.link()).status_code == 200
    page = tea_house.get(tea_house.link())
    token = tea_house.link().partition("=")[2]
    assert tea_house.send("/admin/enter", page, token=token).status_code == 401


def test_a_session_signed_with_another_key_counts_for_nothing(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    maple.come_in()
    from integrations import access

    old = access.secret()
    monkeypatch.setattr(access, "secret", lambda: type(old)(old.master_key, b"x" * 32))
    assert maple.get("/admin/").status_code == 401


def test_inside_shopify_the_id_token_opens_its_own_shop(tea_house: Merchant) -> None:
    answer = tea_house.get(f"/admin?embedded=1&id_token={id_token()}")
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=None", "Partitioned"):
        assert part in cookie
    assert "id_token" not in answer.headers["Location"]
    page = tea_house.browser.get(answer.headers["Location"], base_url="https://localhost")
    assert (page.status_code, "Tea House" in page.text) == (200, True)
    policy = page.headers["Content-Security-Policy"]
    assert f"frame-ancestors https://{SHOP} https://admin.shopify.com" in policy
    assert "X-Frame-Options" not in page.headers


def test_a_bearer_id_token_speaks_for_one_request(tea_house: Merchant) -> None:
    page = tea_house.get("/admin/", Authorization=f"Bearer {id_token()}")
    assert (page.status_code, "Tea House" in page.text) == (200, True)
    assert tea_house.get("/admin/").status_code == 401


def test_any_other_id_token_is_refused_and_app_bridge_told_to_send_a_fresh_one(
    tea_house: Merchant,
) -> None:
    for token in (
        id_token(secret="another secret, another secret..."),
        id_token(aud="another app"),
        id_token(exp=1),
        id_token(shop="unknown.myshopify.com"),
        "nonsense",
    ):
        for answer in (
            tea_house.get("/admin/", Authorization=f"Bearer {token}"),
            tea_house.get(f"/admin/?id_token={token}"),
        ):
            assert answer.status_code == 401
            assert answer.headers["X-Shopify-Retry-Invalid-Session-Request"] == "1"


def test_every_page_has_its_security_headers_and_is_kept_by_nobody(maple: Merchant) -> None:
    for page in (maple.get("/admin/"), maple.come_in().get("/admin/"), maple.get("/admin/none")):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"


def test_static_files_need_no_credential_and_are_kept_for_a_year(maple: Merchant) -> None:
    style = maple.get("/admin/static/admin.css")
    assert style.status_code == 200
    assert "max-age=31536000" in style.headers["Cache-Control"]
    style.close()


def test_making_the_application_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("APP_SECRET_NAME", "TABLE_NAME", "KMS_KEY_ID", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    create_app()


def test_a_table_with_links_in_it_can_still_be_verified_by_a_program_that_knows_none(
    maple: Merchant,
) -> None:
    maple.link()
    program = "from core.ledger.verify import verify; print(verify().mismatches)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
